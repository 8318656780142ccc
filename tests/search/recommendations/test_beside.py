"""What members looked at too: counted from three on, without names, the same from the same; and what stands beside an offer on its page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.access import system_actor
from marketplace.enterprises.services import suspend
from marketplace.listings.models import Listing
from marketplace.listings.services import close
from search.recommendations import services
from search.recommendations.models import Look, LookedAlso
from search.recommendations.tasks import rebuild_pairs
from tests.marketplace.factories import category, make_enterprise, make_listing
from tests.members.factories import actor_for, make_staff, make_user
from tests.search.recommendations.factories import looked, willing

pytestmark = pytest.mark.django_db
Project = Callable[..., None]
LOOKED, SAME = "看过这个服务的人还看了", "同一类的其他服务"


def pairs() -> dict[tuple[int, int], int]:
    """What has been counted."""
    return {(one, other): members for one, other, members in LookedAlso.objects.values_list("listing", "other", "members")}


def shared_by(count: int, *listings: Listing) -> None:
    """So many members have looked at all of these."""
    for _ in range(count):
        user = make_user()
        willing(user)
        looked(user, *listings)


def page_of(row: Listing, prefix: str = "") -> str:
    """Its public page."""
    response = Client().get(f"{prefix}/listings/{row.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_pairs_of_three_members_and_more_are_counted_and_nothing_of_fewer() -> None:
    one, two, three = (make_listing() for _ in range(3))
    shared_by(3, one, two)
    shared_by(2, one, three)
    assert services.rebuild_pairs(now=clock.now()) == 2
    assert pairs() == {(one.pk, two.pk): 3, (two.pk, one.pk): 3}
    assert services.rebuild_pairs(now=clock.now()) == 0, "the same looks, the same pairs"
    shared_by(1, one, three)
    services.rebuild_pairs(now=clock.now())
    assert pairs()[one.pk, three.pk] == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        LookedAlso.objects.create(listing=two, other=three, members=2)


def test_who_says_no_or_erases_is_counted_no_more_and_neither_are_requests_and_old_looks() -> None:
    one, two, wish = make_listing(), make_listing(), make_listing(side="request")
    shared_by(3, one, two, wish)
    services.rebuild_pairs(now=clock.now())
    assert set(pairs()) == {(one.pk, two.pk), (two.pk, one.pk)}
    user = Look.objects.order_by("pk").values_list("user", flat=True)[0]
    willing_row = Look.objects.filter(user=user).first().user
    willing(willing_row, on=False)
    services.rebuild_pairs(now=clock.now())
    assert pairs() == {}
    willing(willing_row)
    services.rebuild_pairs(now=clock.now())
    assert len(pairs()) == 2
    services.rebuild_pairs(now=clock.now() + timedelta(days=181))
    assert pairs() == {}


def test_one_who_looks_at_everything_does_not_pair_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PAIRED", 2)
    rows, now = [make_listing() for _ in range(4)], clock.now()
    for _ in range(3):
        user = make_user()
        willing(user)
        for at, row in enumerate(rows):
            looked(user, row, at=now - timedelta(minutes=at))
    services.rebuild_pairs(now=now)
    assert set(pairs()) == {(rows[0].pk, rows[1].pk), (rows[1].pk, rows[0].pk)}


def test_the_page_shows_what_members_looked_at_too_and_says_so(projected: Project) -> None:
    row, *others = (make_listing(title=f"保洁{name}") for name in "甲乙丙丁戊")
    unseen = make_listing(title="没人看过的")
    projected(row, *others, unseen)
    assert SAME in page_of(row) and "没人看过的" in page_of(row)
    shared_by(3, row, *others[:2])
    rebuild_pairs()
    assert SAME in page_of(row), "two are too few to make a list"
    shared_by(4, row, *others)
    rebuild_pairs()
    page = page_of(row)
    assert LOOKED in page and "没人看过的" not in page
    assert [page.index(f'href="/listings/{other.pk}/"') for other in others[:2]] == sorted(page.index(f'href="/listings/{other.pk}/"') for other in others[:2])
    assert page.index(f"/listings/{others[0].pk}/") < page.index(f"/listings/{others[2].pk}/"), "seven members before four"
    assert "People who looked at this also looked at" in page_of(row, "/en")
    assert "编辑" not in page.split(LOOKED)[1]


def test_what_is_not_public_any_more_goes_at_once(projected: Project) -> None:
    firm = make_enterprise()
    row, *others = (make_listing(title=f"保洁{name}", enterprise=firm if name == "丁" else None) for name in "甲乙丙丁戊")
    projected(row, *others)
    shared_by(3, row, *others)
    rebuild_pairs()
    assert all(other.title in page_of(row) for other in others)
    suspend(firm, actor=actor_for(make_staff("leader")), now=clock.now(), note="查处")
    page = page_of(row)
    assert "保洁丁" not in page and "保洁乙" in page

    close(others[0], actor=system_actor("test", "测试"), now=clock.now())
    assert "保洁乙" not in page_of(row) and "保洁丙" in page_of(row)


def test_the_best_of_the_same_category_comes_where_nobody_looked(projected: Project) -> None:
    row = make_listing(title="这一条")
    rows = [make_listing(title=f"同类{number}", tags=["自带工具"] * (number % 2)) for number in range(8)]
    other = make_listing(title="别的类", category=category("月嫂"))
    wish = make_listing(title="求保洁", side="request")
    projected(row, *rows, other, wish)
    page = page_of(row)
    block = page.split(SAME)[1]
    assert (
        block.count("<article") == 6 and "别的类" not in block and "求保洁" not in block and f'href="/listings/{row.pk}/"' not in block.split("</section>")[0]
    )
    assert SAME not in page_of(wish), "beside a request nothing is offered"


def test_the_page_is_stored_with_it_and_asks_no_more_for_more(projected: Project) -> None:
    row, *others = (make_listing() for _ in range(7))
    projected(row, *others)
    page_of(row)
    with CaptureQueriesContext(connection) as stored:
        page_of(row)
    assert len(stored) <= 2
    shared_by(3, row, *others)
    with CaptureQueriesContext(connection) as still:
        page_of(row)
    assert len(still) <= 2
    rebuild_pairs()
    assert LOOKED in page_of(row)
