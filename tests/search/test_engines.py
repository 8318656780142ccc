"""Both engines give the same ids in the same order, and the short way to a frequent page gives the same as the long one."""

from collections.abc import Callable
from typing import Any

import pytest

from core import clock
from core.models import District
from marketplace.catalog.models import Category
from search import lexicon, weights
from search.engines import database, elastic
from search.engines.base import FACETS, SORTS, Answer, Question
from search.parse import parse
from tests.search.conftest import Shelf
from tests.search.corpus import listings

HOME = (39.92, 116.44)
WORDS = ("月嫂", "金牌月嫂", "家电維修", "管道疏通", "空调", "擦玻璃", "马桶", "北京", "朝阳区月嫂", "家政", "家政服务", "上门 专业", "服务", "车", "宠物上门")
SOUNDS = ("yuesao", "ys", "jdwx", "baojie", "kongtiao", "xian", "qqzz")
BROWSING: tuple[dict[str, Any], ...] = (
    {},
    {"origin": HOME},
    {"origin": HOME, "radius_km": 6.0},
    {"price_min_fen": 5000, "price_max_fen": 30000},
    {"rating_min": 4.5},
    *({"sort": sort, "origin": HOME} for sort in SORTS),
)
NARROWED: tuple[dict[str, Any], ...] = (
    {"origin": HOME},
    {"origin": HOME, "sort": "distance"},
    {"sort": "price"},
    {"sort": "price_desc"},
    {"sort": "rating"},
    {"sort": "newest"},
    {"price_max_fen": 20000, "chosen": {"side": "offer"}},
    {"origin": HOME, "radius_km": 8.0, "sort": "newest"},
)


def questions() -> list[Question]:
    """More than 50: words, sounds, filters, places, every order."""
    known = lexicon.current()
    district = District.objects.get(name="朝阳区").code
    cleaning = Category.objects.get(name="清洁服务").code
    made = [Question(query=parse(text, known)) for text in (*WORDS, *SOUNDS)]
    made += [Question(query=parse("", known), **options) for options in BROWSING]
    made += [Question(query=parse(text, known), **options) for text in ("月嫂", "家政") for options in NARROWED]
    made += [Question(query=parse("服务", known), chosen=chosen) for chosen in ({"district": district}, {"category": cleaning}, {"side": "request"})]
    made.append(Question(query=parse("保洁", known), chosen={"district": district, "category": cleaning, "type": "listing"}, origin=HOME, page_size=50))
    return made


def ids(answer: Answer) -> list[int]:
    return [hit.n for hit in answer.hits]


@pytest.fixture
def city(shelf: Shelf, counted: Callable[[], None]) -> Shelf:
    """600 listings."""
    shelf.put(*listings(600, now=clock.now()))
    counted()
    return shelf


def test_both_engines_give_the_same_ids_totals_and_facets(city: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    known, asked = lexicon.current(), questions()
    assert len(asked) >= 50
    for question in asked:
        one, other = elastic.search(question, known), database.search(question, known)
        assert ids(one) == ids(other), question
        assert (one.count, one.count_exact, one.more) == (other.count, other.count_exact, other.more), question
        assert one.facets == other.facets, question
    assert sum(bool(ids(database.search(question, known))) for question in asked) > 45


def test_both_engines_give_the_same_pages_one_after_the_other(city: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    for sort in SORTS:
        seen: dict[str, list[int]] = {}
        for name, engine in (("elastic", elastic), ("database", database)):
            seen[name] = pages(engine.search, sort, "家政")
        assert seen["elastic"] == seen["database"], sort
        assert len(set(seen["database"])) == len(seen["database"]), sort


def pages(search: Callable[..., Answer], sort: str, text: str, size: int = 17) -> list[int]:
    """All ids of a search, page by page, 12 pages at most."""
    known, found, after = lexicon.current(), [], None
    for _ in range(12):
        question = Question(query=parse(text, known), sort=sort, origin=HOME, page_size=size, after=after)
        answer = search(question, known)
        found += ids(answer)
        if not answer.more:
            break
        after = (answer.hits[-1].value, answer.hits[-1].n)
    return found


@pytest.mark.parametrize("most", [5, 60])
def test_a_frequent_page_is_the_same_as_when_everything_is_scored(city: Shelf, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    known, asked = lexicon.current(), questions()
    complete = [ids(database.search(question, known)) for question in asked]
    monkeypatch.setattr(weights, "EXACT_UP_TO", most)
    monkeypatch.setattr("search.engines.frequent.BATCHES", (20, 60, 200))
    monkeypatch.setattr("search.engines.frequent.FEW", 10)
    for question, expected in zip(asked, complete, strict=True):
        answer = database.search(question, known)
        assert ids(answer) == expected, question
        assert answer.count <= most
        assert answer.count_exact is (answer.count < most or len(expected) == answer.count)


def test_a_frequent_search_is_paged_without_gaps(city: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    complete = {sort: pages(database.search, sort, "家政") for sort in SORTS}
    monkeypatch.setattr(weights, "EXACT_UP_TO", 10)
    for sort in SORTS:
        assert pages(database.search, sort, "家政") == complete[sort], sort


def test_every_word_that_stands_in_a_document_finds_it(city: Shelf) -> None:
    """Recall 1.0 against brute force: two to four characters out of the texts themselves."""
    known = lexicon.current()
    texts = {number: f"{row.title}\n{row.body}" for number, row in city.documents.items()}
    for word in ("月嫂", "玻璃", "擦玻璃", "下水道", "家常菜", "金牌", "抚触", "钢琴搬运", "免费返工", "随叫随到", "北京"):
        wanted = {number for number, text in texts.items() if word in text}
        answer = database.search(Question(query=parse(word, known), page_size=50), known)
        assert answer.count >= len(wanted), word
        assert wanted, word


def test_facets_count_what_a_click_would_find(city: Shelf) -> None:
    known = lexicon.current()
    chosen = {"district": District.objects.get(name="海淀区").code}
    answer = database.search(Question(query=parse("服务", known), chosen=chosen), known)
    for name in ("district", "side"):
        for value, count in answer.facets[name]:
            clicked = database.search(Question(query=parse("服务", known), chosen={**chosen, name: value}), known)
            assert clicked.count == count, (name, value)
    assert set(answer.facets) == set(FACETS)


def test_the_better_place_wins_and_then_the_better_quality(shelf: Shelf, counted: Callable[[], None]) -> None:
    shelf.put(
        shelf.make(1, "别的事", body="也请过月嫂"),
        shelf.make(2, "别的事", tags=("月嫂",)),
        shelf.make(3, "金牌月嫂"),
        shelf.make(4, "月嫂"),
        shelf.make(5, "金牌月嫂", completeness=1.0),
        shelf.make(6, "不相干"),
    )
    counted()
    known = lexicon.current()
    answer = database.search(Question(query=parse("月嫂", known)), known)
    assert [int(hit.render["key"].split(":")[1]) for hit in answer.hits] == [4, 5, 3, 2, 1]


@pytest.mark.parametrize("text", ["？！", "😀", "qqzzxx", "不存在的词"])
def test_nonsense_finds_nothing(city: Shelf, text: str) -> None:
    known = lexicon.current()
    assert database.search(Question(query=parse(text, known)), known).count == 0
