"""A search that somebody keeps: named, opened, told of what is new once until he has looked, and nobody else's."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from core import clock
from core.outbox.testing import drain_all
from marketplace.listings import services as listings
from members.models import User
from notifications.models import Notice
from search import lexicon, params
from search.matching import Indexed, matches
from search.models import SavedSearch, SearchDocument
from search.parameters import MOST_SAVED
from tests.marketplace.factories import SYSTEM, district, make_listing
from tests.members.factories import make_user
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db
SAVE, MINE = "/my/searches/save/", "/my/searches/"


@pytest.fixture
def member() -> User:
    """Somebody who looks for help."""
    return make_user(name="王女士")


def browser(user: User) -> Client:
    """Logged in."""
    client = Client()
    client.force_login(user)
    return client


def save(user: User, query: str, **form: str) -> SavedSearch:
    """By the page."""
    response = browser(user).post(f"{SAVE}?{query}", {"name": "我要的", "alert": "on", **form})
    assert (response.status_code, response.url) == (302, MINE), response.content.decode()[-600:]
    return SavedSearch.objects.filter(user=user).latest("pk")


def test_what_is_only_shown_again_is_no_news(member: User) -> None:
    save(member, "q=螺钿")
    row = make_listing(title="琉璃螺钿清洗", state="paused", published_at=clock.now() - timedelta(days=3))
    listings.resume(row, actor=SYSTEM, now=clock.now())
    drain_all()
    assert not Notice.objects.filter(user=member).exists()


def published(title: str, **fields: object) -> int:
    """A listing that has just become public, with all that follows."""
    row = make_listing(title=title, state="paused", **fields)
    listings.resume(row, actor=SYSTEM, now=clock.now())
    drain_all()
    return row.pk


def test_a_search_is_saved_once_and_whoever_saved_it_is_told_once_until_he_looks(member: User) -> None:
    row = save(member, "q=琉璃螺钿&side=offer&page_size=20&sort=price")
    assert row.query == "q=%E7%90%89%E7%92%83%E8%9E%BA%E9%92%BF&side=offer" and row.alert
    assert save(member, "side=offer&q=琉璃螺钿", name="还是它").pk == row.pk
    published("琉璃螺钿清洗")
    published("擦玻璃")
    published("琉璃螺钿求保养", side="request")
    assert [notice.title for notice in Notice.objects.filter(user=member)] == ["「还是它」有新的"]
    published("琉璃螺钿修补")
    assert Notice.objects.filter(user=member).count() == 1
    assert SavedSearch.objects.get().fresh == 2
    drain_all()
    assert SavedSearch.objects.get().fresh == 2, "told twice of the same"
    assert "有新的" in browser(member).get(MINE).content.decode()
    opened = browser(member).get(Notice.objects.get(user=member).url)
    assert opened.status_code == 302 and opened.url == f"/search/?{row.query}&sort=newest"
    page = browser(member).get(opened.url).content.decode()
    assert "琉璃螺钿清洗" in page and "琉璃螺钿修补" in page
    assert SavedSearch.objects.get().fresh == 0
    published("琉璃螺钿上门")
    assert Notice.objects.filter(user=member).count() == 2


def test_who_does_not_want_to_be_told_is_not_and_ones_own_is_no_news(member: User) -> None:
    quiet, loud = save(member, "q=琉璃螺钿"), save(member, "q=螺钿")
    assert browser(member).post(f"{MINE}{quiet.pk}/alert/", {}).status_code == 302
    published("琉璃螺钿求保养", side="request", author=member)
    assert not Notice.objects.filter(user=member).exists()
    published("琉璃螺钿清洗")
    assert [notice.url for notice in Notice.objects.filter(user=member)] == [f"{MINE}{loud.pk}/"]
    browser(member).post(f"{MINE}{quiet.pk}/alert/", {"alert": "on"})
    assert SavedSearch.objects.get(pk=quiet.pk).alert


def test_nobody_reaches_anothers(member: User) -> None:
    row, other = save(member, "q=月嫂"), browser(make_user(name="旁人"))
    assert other.get(f"{MINE}{row.pk}/").status_code == 404
    assert other.post(f"{MINE}{row.pk}/remove/").status_code == other.post(f"{MINE}{row.pk}/alert/").status_code == 404
    assert "我要的" not in other.get(MINE).content.decode()
    assert Client().get(MINE).status_code == 302
    assert browser(member).post(f"{MINE}{row.pk}/remove/").status_code == 302
    assert not SavedSearch.objects.exists()
    assert "还没有保存的搜索" in browser(member).get(MINE).content.decode()


@pytest.mark.parametrize(("query", "form"), [("", {}), ("q=", {}), ("q=月嫂&district=nowhere", {}), ("q=月嫂", {"name": " "}), ("q=月嫂", {"name": "名" * 81})])
def test_what_is_no_search_is_not_saved(member: User, query: str, form: dict[str, str]) -> None:
    response = browser(member).post(f"{SAVE}?{query}", {"name": "我要的", **form})
    assert response.status_code == 400
    assert not SavedSearch.objects.exists()


def test_there_is_an_end_to_how_many(member: User) -> None:
    now, most = clock.now(), MOST_SAVED.at(clock.now())
    SavedSearch.objects.bulk_create([SavedSearch(user=member, query=f"q={number}", name=str(number), created_at=now) for number in range(most)])
    assert browser(member).post(f"{SAVE}?q=月嫂", {"name": "再一个"}).status_code == 409
    assert browser(member).post(f"{SAVE}?q=3", {"name": "改名"}).status_code == 302
    assert SavedSearch.objects.count() == most


def test_the_results_offer_to_save_what_was_asked() -> None:
    shown = Client().get("/search/", {"q": "月嫂"}).content.decode()
    assert "/my/searches/save/?q=%E6%9C%88%E5%AB%82" in shown
    assert "/my/searches/save/" not in Client().get("/search/").content.decode()


def test_a_category_that_is_gone_stops_nobody(member: User) -> None:
    SavedSearch.objects.create(user=member, query="q=螺钿&category=gone", name="旧的", created_at=clock.now())
    save(member, "q=螺钿")
    published("琉璃螺钿清洗")
    assert Notice.objects.filter(user=member).count() == 1


QUESTIONS = ["q=月嫂", "q=保洁", "q=朝阳区保洁", "q=yuesao", "q=擦玻璃 一百以内", "q=阿姨&side=offer", "q=求月嫂", "q=保洁&price_max=60", "q=家政服务员"]
QUESTIONS += ["q=保洁&lat=39.92&lng=116.44&radius_km=5", "side=request", "q=量子纠缠仪", "q=？？", "type=article&q=月嫂"]


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_rule_in_memory_is_that_of_the_engine(shelf: Shelf, query: str) -> None:
    chaoyang = district("朝阳区").code
    titles = ["金牌月嫂", "家庭保洁两小时", "擦玻璃不留印", "求一位月嫂", "住家保姆", "空调清洗", "朝阳区日常保洁"]
    for number, title in enumerate(titles * 3, start=1):
        place = {"lat": 39.9 + number / 100, "lng": 116.4} if number % 2 else {}
        shelf.add(number, title, side="request" if "求" in title else "offer", price_fen=number * 700, district=chaoyang if number % 3 else "", **place)
    known = lexicon.reload()
    question = params.asked(QueryDict(query), known).question
    documents = dict(SearchDocument.objects.filter(type="listing").values_list("object_id", "index_body"))
    by_rule = {number for number, body in documents.items() if matches(question, Indexed.of(body))}
    found = Client().get("/api/v1/search/?" + query + "&page_size=50").json()
    by_engine = {item["id"] for item in found["items"]} if not found["relaxed"] else set()
    assert by_rule == by_engine
