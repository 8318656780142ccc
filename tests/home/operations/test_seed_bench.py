"""A measured city: written by COPY, equal each time, found at once by lists, pages and search; never beside anything real."""

import json
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core import clock
from home.operations.bench import loading, making
from home.operations.bench.making import PREFIX, Stock
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.licence import problem_of
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from search.models import SearchDocument
from search.services.projection import refresh
from tests.marketplace.factories import make_listing

pytestmark = pytest.mark.django_db
ROWS = {"size": "S", "enterprises": 40, "listings": 1000}


def seeded(capsys: pytest.CaptureFixture[str]) -> dict:
    call_command("seed_bench", "--size", "S", "--json")
    found = json.loads(capsys.readouterr().out)
    found.pop("seconds")
    return found


def test_a_thousand_listings_are_there_for_list_category_page_and_search_and_come_once(capsys, django_assert_max_num_queries) -> None:
    assert seeded(capsys) == ROWS
    client, leaf = Client(), catalogue().tops[0].children[0]
    catalogue()
    with django_assert_max_num_queries(2):  # the catalogue's version, the list
        body = client.get("/api/v1/listings/?side=offer").json()
    assert body["count"] == Listing.objects.public(clock.now()).filter(side="offer").count() > 500
    with django_assert_max_num_queries(25):
        page = client.get(leaf.url)
    assert page.status_code == 200 and leaf.name in page.content.decode()
    found = client.get("/api/v1/search/", {"q": leaf.name, "type": "listing"}).json()
    assert found["count"] >= Listing.objects.filter(category__code=leaf.code).count() > 20
    assert seeded(capsys) == {"size": "S", "enterprises": 0, "listings": 0}
    assert Listing.objects.count() == 1000


def test_the_projection_is_what_the_source_says(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(loading.SIZES, "S", loading.Size(200, 40))
    seeded(capsys)
    ids = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    assert SearchDocument.objects.filter(type="listing", deleted=False).count() == 200
    assert refresh("listing", ids, now=clock.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_several_processes_write_what_one_writes_and_what_a_cut_left_out(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(loading.SIZES, "S", loading.Size(300, 40))
    seeded(capsys)
    titles = set(Listing.objects.values_list("external_id", "title"))
    lost = Listing.objects.filter(external_id__in=[f"{PREFIX}1:{number}" for number in range(200, 240)])
    SearchDocument.objects.filter(type="listing", object_id__in=lost.values("pk")).delete()
    lost.delete()
    monkeypatch.setattr(loading, "CHUNK", 30)
    monkeypatch.setattr(loading, "MANY", 50)
    monkeypatch.setattr(loading, "words_indexed_at_the_end", nullcontext)  # only the owner of the table may
    monkeypatch.setitem(loading.SIZES, "S", loading.Size(400, 40))
    assert seeded(capsys) == {"size": "S", "enterprises": 0, "listings": 140}
    assert Listing.objects.count() == Listing.objects.values("external_id").distinct().count() == SearchDocument.objects.filter(type="listing").count() == 400
    assert len(titles & set(Listing.objects.values_list("external_id", "title"))) >= 260


def test_the_same_number_is_the_same_city() -> None:
    stock, now = Stock.read(), clock.now()
    first, again, other = ([row.title for row in making.listings(0, 50, stock, now, seed=seed)] for seed in (1, 1, 2))
    assert first == again != other
    assert not any(problem_of(row.licence_no) for row in making.enterprises(0, 50, stock, now))


def test_nothing_is_written_beside_anything_real(settings, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(loading.SIZES, "S", loading.Size(20, 40))
    make_listing()
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="真实"):
        call_command("seed_bench")
    assert not Enterprise.objects.filter(external_id__startswith=PREFIX).exists()
    settings.DEMO_MODE = True
    assert seeded(capsys) == ROWS | {"listings": 20}
