"""收藏: listings, storefronts, postings and lessons on one shelf."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.favourites.models import Favourite
from core.favourites.parameters import MOST
from core.models import StoredPage
from marketplace.listings.models import Listing
from tests.cms.factories import lesson
from tests.core.parameters.factories import set_parameter
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job
from tests.marketplace.workers.factories import make_worker
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
SHELF = "/my/saved/"


def reader() -> Client:
    """A browser of some member."""
    client = Client()
    client.force_login(make_user())
    return client


def way(page: str, kind: str) -> str:
    """Where the page's button leads."""
    found = re.search(rf'href="(/my/saved/add/{kind}/\d+/)"', page)
    assert found is not None
    return found[1]


def test_each_kind_has_its_button_on_its_public_page_and_stands_on_the_shelf() -> None:
    firm = make_enterprise()
    person = make_worker(enterprise=firm)
    offer, job, page = make_listing(enterprise=firm), make_job(enterprise=firm), lesson("双层玻璃怎么擦")
    things = {
        "listing": (offer, offer.title),
        "enterprise": (firm, firm.shown_name),
        "job": (job, job.title),
        "lesson": (page, page.title),
        "worker": (person, person.called),
    }
    client = reader()
    for kind, (row, title) in things.items():
        address = row.url if kind == "lesson" else row.get_absolute_url()
        public = Client().get(address).content.decode()
        assert "csrfmiddlewaretoken" not in public
        there = way(public, kind)
        assert "收进我的收藏" in client.get(there).content.decode()
        assert client.post(there).url == client.post(there).url == SHELF
        shelf = client.get(SHELF).content.decode()
        assert f'href="{address}"' in shelf and title in shelf
        only = client.get(f"{SHELF}?kind={kind}").content.decode()
        assert only.count("/remove/") == 1 and title in only
        assert "已经在你的收藏里" in client.get(there).content.decode()
    assert Favourite.objects.count() == len(things)
    assert not StoredPage.objects.filter(path__startswith="/my/").exists()


def test_what_is_taken_down_is_said_and_can_be_let_go_only_by_its_owner() -> None:
    client, row = reader(), make_listing()
    client.post(reverse("favourites:save", args=["listing", row.pk]))
    Listing.objects.filter(pk=row.pk).update(state="hidden")
    shelf = client.get(SHELF).content.decode()
    assert "已经撤下了" in shelf and f'href="{row.get_absolute_url()}"' not in shelf
    drop = re.search(r'action="(/my/saved/\d+/remove/)"', shelf)[1]  # type: ignore[index]
    assert reader().post(drop).status_code == 404
    assert client.post(drop).status_code == 302
    assert "还没有收藏" in client.get(SHELF).content.decode()


@pytest.mark.parametrize("there", ["listing/987654", "course/1", "listing/99999999999999999999", "nothing/1"])
def test_what_is_not_public_or_not_to_be_saved_is_not_there(there: str) -> None:
    client = reader()
    assert client.get(f"/my/saved/add/{there}/").status_code == client.post(f"/my/saved/add/{there}/").status_code == 404
    assert not Favourite.objects.exists()


def test_a_visitor_is_asked_to_log_in_and_a_post_needs_its_token(client: Client) -> None:
    there = reverse("favourites:save", args=["listing", make_listing().pk])
    assert client.get(there).url.startswith("/accounts/login/") and client.post(there).url.startswith("/accounts/login/")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user())
    assert strict.post(there).status_code == 403 and not Favourite.objects.exists()


def test_the_shelf_is_as_full_as_staff_allow() -> None:
    set_parameter(MOST, 1)
    client, first, second = reader(), make_listing(), make_listing()
    assert client.post(reverse("favourites:save", args=["listing", first.pk])).status_code == 302
    assert client.post(reverse("favourites:save", args=["listing", first.pk])).status_code == 302
    assert client.post(reverse("favourites:save", args=["listing", second.pk])).status_code == 409


def test_twenty_of_two_kinds_cost_what_two_cost() -> None:
    client, firm = reader(), make_enterprise()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(SHELF)
        return len(queries)

    for kind, number in (("listing", make_listing().pk), ("enterprise", firm.pk)):
        client.post(reverse("favourites:save", args=[kind, number]))
    cost()
    few = cost()
    for _ in range(18):
        client.post(reverse("favourites:save", args=["listing", make_listing(enterprise=firm).pk]))
    assert cost() <= few
    assert "供求信息" in client.get("/my/data/").content.decode()
