"""Two cities on one installation: what is own stays in its city on lists, pages, counts, feeds, sitemaps, search and the API."""

import re
from html import unescape
from urllib.parse import parse_qs

from django.core.management import call_command
from django.test import Client

from core import cities, clock, content
from core.models import StoredPage
from core.outbox.testing import drain_all
from marketplace.listings.models import Listing
from search.models import SavedSearch
from search.services import suggestions
from search.services.saved import tell_savers
from tests.home.two_cities import HERE, THERE, Two, ask, baoding, get, two  # noqa: F401 (fixtures)
from tests.marketplace.factories import category, district
from tests.marketplace.pricing.factories import make_guidance
from tests.members.factories import make_user

HOSTS = [(HERE, 0), (THERE, 1)]
LISTS = ["/", "/listings/", "/listings/?side=offer", "/enterprises/", "/jobs/", "/bulletins/", "/bulletins/feed/atom/", "/jobs/feed/atom/"]


def test_every_list_shows_its_own_city_only(two: Two) -> None:  # noqa: F811
    shown = {place: [two[place].mark, *two[place].pages] for place in (0, 1)}
    for path in [*LISTS, "/search/?q=擦玻璃", "/search/", "/sitemap-listings.xml", "/sitemap-enterprises.xml", "/sitemap-jobs.xml"]:
        for host, place in HOSTS:
            text, other = get(path, host), two[1 - place].mark
            assert any(mark in text for mark in shown[place]), (path, host)
            assert not any(f"{other}{ending}" in text for ending in ("<", "家政", "擦", "招")), (path, host)
            assert not any(f"{host}{address}<" in text for address in two[1 - place].pages), (path, host)


def test_a_landing_page_and_the_districts_to_choose_are_of_the_city(two: Two) -> None:  # noqa: F811
    address = category().get_absolute_url()
    for host, place in HOSTS:
        text = get(address, host)
        assert two[place].mark in text and two[1 - place].mark not in text
        board = get("/listings/", host)
        assert ("莲池区" in board, "东城区" in board) == (bool(place), not place)


def test_a_thing_of_another_city_leads_to_its_own_host(two: Two) -> None:  # noqa: F811
    for host, other, place in ((HERE, THERE, 1), (THERE, HERE, 0)):
        booking = f"{two[place].listing.get_absolute_url()}book/"
        for path in (*two[place].pages, f"/ratings/enterprise/{two[place].firm.pk}/", booking):
            answer = Client().get(f"{path}?from=x", headers={"host": host})
            assert (answer.status_code, answer["Location"]) == (301, f"http://{other}{path}?from=x")
            assert path == booking or get(path, other)
        english = Client().get(f"/en{two[place].listing.get_absolute_url()}", headers={"host": host})
        assert english["Location"] == f"http://{other}/en{two[place].listing.get_absolute_url()}"
    assert Client().get("/listings/999999/", headers={"host": THERE}).status_code == 404


def test_the_api_answers_for_the_city_of_the_host_or_the_one_that_is_asked_for(two: Two) -> None:  # noqa: F811
    for name in ("listings", "enterprises", "jobs", "storefronts"):
        for host, place in HOSTS:
            key = {"listings": "title", "jobs": "title"}.get(name, "name")
            found = ask(f"/api/v1/{name}/", host)
            assert found["count"] == 1 and two[place].mark in str(found["items"]), (name, key)
            other = ask(f"/api/v1/{name}/?city={'北京' if place else '保定'}", host)
            assert other["count"] == 1 and two[1 - place].mark in str(other["items"]), name
    for host, place in HOSTS:
        for row, name in ((two[1 - place].listing, "listings"), (two[1 - place].firm, "enterprises"), (two[1 - place].job, "jobs")):
            assert Client().get(f"/api/v1/{name}/{row.pk}/", headers={"host": host}).status_code == 404
    assert {row["code"][:4] for row in ask("/api/v1/districts/", THERE)["items"]} == {"1306"}
    unknown = Client().get("/api/v1/listings/?city=太原", headers={"host": HERE})
    assert (unknown.status_code, unknown.json()["fields"]["city"]) == (400, ["没有这个城市。"])


def test_search_finds_counts_and_understands_its_own_city_only(two: Two) -> None:  # noqa: F811
    for host, place in HOSTS:
        for asked in ("/api/v1/search/", "/api/v1/search/?q=擦玻璃", "/api/v1/search/?sort=newest", "/api/v1/search/?lat=39&lng=115.5"):
            found = ask(asked, host)
            assert {item["title"][:2] for item in found["items"]} == {two[place].mark}, (asked, host)
            assert found["count"] == len(found["items"]) == sum(row["count"] for row in found["facets"]["type"])
            assert {row["value"][:2] for row in found["facets"]["district"]} == {"13" if place else "11"}
        other = ask(f"/api/v1/search/?q=擦玻璃&city={'北京' if place else '1306'}", host)
        assert other["items"][0]["title"] == two[1 - place].listing.title and two[place].mark not in str(other["items"])
    understood = ask("/api/v1/search/?q=莲池区擦玻璃", THERE)["understood"]
    assert ("district", "130606") in {(row["field"], row["value"]) for row in understood}
    assert "district" not in {row["field"] for row in ask("/api/v1/search/?q=莲池区擦玻璃", HERE)["understood"]}
    assert Client().get("/api/v1/search/?district=莲池区", headers={"host": HERE}).status_code == 400


def test_suggestions_are_of_the_city_services_of_all(two: Two) -> None:  # noqa: F811
    suggestions.replace_catalogue()
    for host, place in HOSTS:
        assert [item["text"] for item in ask(f"/api/v1/search/suggest/?q={two[place].mark}", host)["items"]] == [f"{two[place].mark}家政"]
        assert ask(f"/api/v1/search/suggest/?q={two[1 - place].mark}", host)["items"] == []
        assert two[1 - place].mark not in get(f"/search/suggest/?q={two[1 - place].mark}", host)
        assert {item["kind"] for item in ask("/api/v1/search/suggest/?q=月嫂", host)["items"]} == {"service"}


def test_what_moves_to_another_city_is_there_at_once(two: Two) -> None:  # noqa: F811
    row, path = two[0].listing, two[0].listing.get_absolute_url()
    get(path, HERE)
    Listing.objects.filter(pk=row.pk).update(district=district("竞秀区"))
    content.bump("listings", f"listing:{row.pk}")
    assert Client().get(path, headers={"host": HERE}).status_code == 301
    assert two[0].mark in get("/listings/", THERE)
    drain_all()


def test_stored_bytes_of_two_hosts_never_meet(two: Two) -> None:  # noqa: F811
    for _ in range(2):
        for host, place in HOSTS:
            text = get("/listings/", host)
            assert two[place].mark in text and two[1 - place].mark not in text
    assert StoredPage.objects.filter(path="/listings/").count() == 2
    known = cities.known()
    cities.keep(cities.Cities())  # a process that has not heard of the new city
    assert two[0].mark in get("/listings/", THERE)
    cities.keep(known)
    assert two[0].mark not in get("/listings/", THERE)


def test_work_and_commands_have_no_city(two: Two) -> None:  # noqa: F811
    assert cities.current() is None
    assert Listing.objects.count() == 2
    client = Client()
    client.force_login(two[1].firm.applicant)
    assert two[1].mark in client.get("/enterprise/", headers={"host": HERE}).content.decode()


def test_guidance_without_a_district_is_the_main_citys(two: Two) -> None:  # noqa: F811
    make_guidance()
    assert ask("/api/v1/guidance-prices/", HERE)["count"] == 1
    assert ask("/api/v1/guidance-prices/", THERE)["count"] == 0


def test_a_host_that_is_not_ours_is_refused_clearly(settings, client: Client, db: None) -> None:
    settings.ALLOWED_HOSTS = ["localhost", ".localhost"]
    for host in ("evil.example", "evil.example:80", "ba od", "localhost/..", "a" * 300):
        answer = client.get("/listings/", headers={"host": host})
        assert answer.status_code == 400 and "地址我们读不懂" in answer.content.decode()
    assert client.get("/api/v1/listings/", headers={"host": "evil.example"}).status_code == 400


def test_with_one_city_nothing_is_asked_and_nothing_is_shown(client: Client, django_assert_max_num_queries, db: None) -> None:
    cities.keep(None)
    client.get("/listings/")
    with django_assert_max_num_queries(1):
        text = client.get("/listings/").content.decode()
    assert cities.known().all == () and cities.known().stamp == "" and cities.current() is None
    assert "/cities/" not in text and "core_district WHERE code LIKE" not in text
    assert "北京" in client.get("/cities/").content.decode()
    call_command("check")


def test_a_saved_search_and_a_comparison_stay_in_their_city(two: Two) -> None:  # noqa: F811
    for host, place in HOSTS:
        offered = unescape(get("/search/?q=擦玻璃", host))
        query = re.findall(r"/my/searches/save/\?([^\"]+)", offered)[0]
        member = make_user(name=f"会员{place}")
        browser = Client(headers={"host": host})
        browser.force_login(member)
        assert browser.post(f"/my/searches/save/?{query}", {"name": "擦玻璃", "alert": "on"}).status_code == 302
        saved = SavedSearch.objects.get(user=member)
        assert ("保定" if place else "北京") in parse_qs(saved.query)["city"]
        told = tell_savers([two[place].listing.pk, two[1 - place].listing.pk], now=clock.now())
        assert told >= 1 and SavedSearch.objects.get(user=member).fresh == 1
        compared = get(f"/listings/compare/?id={two[place].listing.pk}&id={two[1 - place].listing.pk}", host)
        assert two[place].listing.title in compared and two[1 - place].listing.title not in compared
