"""What is not public stands on no surface of the search, on either engine: hits, counts, facets, suggestions, results page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from core import clock
from core.outbox.testing import drain_all
from marketplace.enterprises.services import suspend
from marketplace.listings.models import Listing
from search.services import projection
from tests.cms.factories import article, draft_article
from tests.marketplace.factories import make_application, make_enterprise, make_listing
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db
WORD = "夜明珠"


def hide_everything() -> None:
    """One thing in each state that the public may not see, all with the same rare word."""
    article(f"{WORD}一").unpublish()
    draft_article(f"{WORD}二")
    draft_article(f"{WORD}三", go_live_at=clock.now() + timedelta(days=1))
    article(f"{WORD}四", expire_at=clock.now() - timedelta(hours=1))
    PageViewRestriction.objects.create(page=article(f"{WORD}五"), restriction_type=PageViewRestriction.LOGIN)
    for state in ("draft", "pending", "paused", "hidden", "closed", "expired"):
        make_listing(title=f"{WORD}{state}", state=state)
    make_listing(title=f"{WORD}到期", expires_at=clock.now() - timedelta(minutes=1))
    make_application(short_name=f"{WORD}未核验")
    firm = make_enterprise(short_name=f"{WORD}停业")
    make_listing(title=f"{WORD}停业的", enterprise=firm)
    projection.refresh("listing", Listing.objects.values_list("pk", flat=True), now=clock.now())
    suspend(firm, actor=actor_for(make_staff("leader")), now=clock.now(), note="查处")
    drain_all()


@pytest.mark.parametrize("engine", ["database", "elasticsearch"])
def test_hidden_things_are_nowhere(client: Client, engine: str, request: pytest.FixtureRequest) -> None:
    build: Callable[[], str] | None = request.getfixturevalue("elastic_index") if engine == "elasticsearch" else None
    hide_everything()
    if build:
        build()
    body = client.get("/api/v1/search/", {"q": WORD}).json()
    assert (body["backend"], body["count"], body["items"]) == (engine, 0, [])
    assert all(values == [] for values in body["facets"].values())
    assert WORD not in str(client.get("/api/v1/search/", {"page_size": "50"}).json())
    assert client.get("/api/v1/search/suggest/", {"q": WORD}).json()["items"] == []
    assert f"{WORD}停业" not in client.get("/search/").content.decode()
