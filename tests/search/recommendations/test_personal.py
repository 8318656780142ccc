"""Recommendations from one's own history: explained, the same from the same rows, switched off at a word, and nothing pinned (SRC-08, CRE-06)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.favourites.models import Favourite
from core.models import District
from marketplace.listings.models import Listing
from members.models import User
from search import lexicon
from search.models import SavedSearch
from search.recommendations.models import Look, LookedAlso
from search.recommendations.personal import Signal, ranked, recommended
from search.recommendations.services import rebuild_pairs
from search.recommendations.states import EACH, FRESH, MOST_EACH, POINTS
from tests.home.two_cities import Two, baoding, two  # noqa: F401 (fixtures)
from tests.marketplace.factories import category, make_enquiry, make_listing
from tests.members.factories import make_user
from tests.search.factories import promoted_term
from tests.search.recommendations.factories import looked, switched_on, willing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Project = Callable[..., None]
Browser = Callable[[User], Client]
SIGNALS = st.lists(
    st.builds(
        lambda kind, place, times, hours: Signal(kind, f"c{place}", f"第{place}类", times, NOW - timedelta(hours=hours)),
        st.sampled_from(sorted(POINTS)),
        st.integers(0, 4),
        st.integers(1, 9),
        st.integers(0, 5000),
    ),
    max_size=20,
)


@given(SIGNALS, st.randoms())
def test_the_same_rows_give_the_same_list_in_any_order(signals: list[Signal], random) -> None:
    shuffled = list(signals)
    random.shuffle(shuffled)
    found = ranked(signals, now=NOW)
    assert ranked(shuffled, now=NOW) == found
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    assert {one.category for one in found} == {signal.category for signal in signals}


@given(SIGNALS, st.integers(0, 4))
def test_one_more_look_never_lowers_a_category_and_changes_no_other(signals: list[Signal], place: int) -> None:
    before = {one.category: one.points for one in ranked(signals, now=NOW)}
    after = {one.category: one.points for one in ranked([*signals, Signal("look", f"c{place}", f"第{place}类", 1, NOW)], now=NOW)}
    assert after.pop(f"c{place}") >= before.pop(f"c{place}", 0)
    assert after == before


def test_the_points_are_those_of_the_table() -> None:
    month_ago = NOW - timedelta(days=FRESH[0][0])
    found = ranked(
        [
            Signal("look", "a", "甲", 3, NOW),
            Signal("look", "b", "乙", 99, NOW),
            Signal("enquiry", "c", "丙", 1, month_ago),
            Signal("favourite", "d", "丁", 1, NOW - timedelta(days=400)),
        ],
        now=NOW,
    )
    assert [(one.name, one.points, one.why) for one in found] == [
        ("乙", MOST_EACH * 4, "因为你看过 99 次乙"),
        ("甲", 12, "因为你看过 3 次甲"),
        ("丙", 10, "因为你问过丙"),
        ("丁", 3, "因为你收藏过 1 条丁"),
    ]


def shown_to(user: User) -> list[tuple[int, str]]:
    """What is recommended, with the reasons."""
    return [(item["id"], item["why"]) for item in recommended(user_id=user.pk, now=clock.now())]


@pytest.fixture
def offers(db: None, projected: Project) -> dict[str, list[Listing]]:
    """Some of each of three categories; the first of each in Haidian."""
    haidian = District.objects.get(name="海淀区")
    made = {
        name: [make_listing(title=f"{name}{number}", category=category(name), **({"district": haidian} if number == 0 else {})) for number in range(5)]
        for name in ("月嫂", "家庭保洁", "管道疏通")
    }
    projected(*(row for rows in made.values() for row in rows))
    lexicon.reload()
    return made


def test_everything_one_did_counts_and_what_one_has_is_left_out(offers: dict[str, list[Listing]]) -> None:
    user = make_user()
    user.district_code = "110108"
    user.save()
    looked(user, offers["月嫂"][3], times=3)
    make_enquiry(listing=offers["家庭保洁"][1], asker=user)
    Favourite.objects.create(user=user, kind="listing", number=offers["家庭保洁"][2].pk, title="x", saved_at=clock.now())
    SavedSearch.objects.create(user=user, query="q=%E9%80%9A%E9%A9%AC%E6%A1%B6", name="通马桶", created_at=clock.now())
    found = shown_to(user)
    names = [why.removeprefix("因为你") for _, why in found]
    assert names[:3] == ["问过家庭保洁", "看过 3 次月嫂", "保存过找管道疏通的搜索"] and len(found) == 6
    assert [number for number, _ in found][:3] == [offers[name][0].pk for name in ("家庭保洁", "月嫂", "管道疏通")], "one's own district first"
    assert not {offers["家庭保洁"][1].pk, offers["家庭保洁"][2].pk} & {number for number, _ in found}
    assert shown_to(user) == found


def test_nobody_can_pin_anything(offers: dict[str, list[Listing]]) -> None:
    user = make_user()
    looked(user, offers["月嫂"][3])
    before = shown_to(user)
    last = offers["月嫂"][1]
    promoted_term(word="月嫂", shown=[f"listing:{last.pk}"])
    lexicon.reload()
    assert shown_to(user) == before
    Look.objects.filter(user=user).delete()
    looked(user, offers["月嫂"][3])
    assert shown_to(user) == before, "the same rows written again"


def test_what_is_not_public_is_not_recommended_even_before_the_search_knows(offers: dict[str, list[Listing]]) -> None:
    user = make_user()
    looked(user, offers["月嫂"][3])
    first = shown_to(user)[0][0]
    Listing.objects.filter(pk=first).update(state="hidden")
    assert first not in [number for number, _ in shown_to(user)]


def test_where_there_are_two_cities_ones_own_is_meant(two: Two, projected: Project) -> None:  # noqa: F811
    here, there = two
    more = [make_listing(district=thing.listing.district, title=f"{thing.mark}再来一条") for thing in two]
    projected(*more)
    user = make_user()
    looked(user, here.listing)
    for district, own in (("110105", here), ("130606", there)):
        User.objects.filter(pk=user.pk).update(district_code=district)
        assert {item["id"] for item in recommended(user_id=user.pk, now=clock.now())} == {own.listing.pk, more[two.index(own)].pk}


def test_whoever_did_nothing_is_recommended_nothing(offers: dict[str, list[Listing]]) -> None:
    assert shown_to(make_user()) == []


@pytest.mark.req("SRC-08")
def test_a_member_sees_what_his_history_suggests_and_switches_it_off(offers: dict[str, list[Listing]], signed_in: Browser) -> None:
    user, row = make_user(), offers["月嫂"][3]
    client = signed_in(user)
    assert "为你推荐" not in client.get("/my/").content.decode()
    switched_on()
    assert "同意，给我推荐" in client.get("/my/").content.decode(), "off until he says yes"
    client.post("/my/history/choose/", {"on": "on"})
    assert client.post("/api/v1/looks/", {"listing": row.pk}, content_type="application/json").status_code == 204
    page = client.get("/my/").content.decode()
    assert "为你推荐" in page and "因为你看过 1 次月嫂" in page
    assert sum(f'href="/listings/{one.pk}/"' in page for one in offers["月嫂"]) == EACH
    assert "怎么推荐的" in client.get("/my/history/").content.decode()
    client.post("/my/history/choose/", {"erase": "on"})
    assert "为你推荐" not in client.get("/my/").content.decode()
    assert not Look.objects.filter(user=user).exists()
    client.post("/my/history/choose/", {"on": "on"})
    switched_on(value=False)
    assert "为你推荐" not in client.get("/my/").content.decode(), "staff have switched it off"


def shown_on(client: Client, path: str) -> list[str]:
    """The offers that a page shows, in order."""
    return re.findall(r'href="(/listings/\d+/)"', client.get(path).content.decode())


@pytest.mark.req("CRE-06")
def test_the_lists_come_from_the_rows_alone_and_what_an_editor_puts_first_is_labelled(offers: dict[str, list[Listing]], signed_in: Browser) -> None:
    switched_on()
    user, row, pinned = make_user(), offers["月嫂"][3], offers["月嫂"][1]
    for one in (user, make_user(), make_user()):
        willing(one)
        looked(one, *offers["月嫂"])
    rebuild_pairs(now=clock.now())
    client = signed_in(user)
    pages = ("/my/", f"/listings/{row.pk}/", f"/listings/{offers['家庭保洁'][0].pk}/")
    before = [shown_on(client, path) for path in pages]
    assert all(before) and "推荐</span>" not in client.get("/search/", {"q": "月嫂"}).content.decode()
    promoted_term(word="月嫂", shown=[f"listing:{pinned.pk}"])
    lexicon.reload()
    kept = list(Look.objects.order_by("?").values("user_id", "listing_id", "times", "last_at"))
    Look.objects.all().delete()
    LookedAlso.objects.all().delete()
    for fields in kept:
        Look.objects.create(**fields)
    rebuild_pairs(now=clock.now())
    assert [shown_on(client, path) for path in pages] == before
    first = Client().get("/api/v1/search/", {"q": "月嫂"}).json()["items"][0]
    assert (first["id"], first["promoted"], first["why"]) == (pinned.pk, True, "编辑为「月嫂」推荐")
    assert "推荐" in Client().get("/search/", {"q": "月嫂"}).content.decode().split("<article")[1].split("<h3")[0]
