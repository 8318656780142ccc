"""From what somebody typed to weighted clauses."""

from dataclasses import replace

import pytest

from search import weights
from search.lexicon import Lexicon
from search.parse import parse

LEXICON = Lexicon(
    total=1000,
    frequency={"a月嫂": 40, "a家电": 60, "a电维": 30, "a维修": 200, "a上门": 900, "a保洁": 300},
    words=frozenset({"月嫂", "家电维修", "朝阳", "朝阳区"}),
    synonyms={"月嫂": ("月子嫂",)},
    typos={"月搜": "月嫂"},
)


def texts(query: str) -> list[str]:
    return [clause.text for clause in parse(query, LEXICON).clauses[:-1]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("月嫂", ["月嫂"]),
        ("金牌月嫂", ["金牌", "月嫂"]),
        ("家电维修", ["家电维修"]),
        ("家電維修", ["家电维修"]),
        ("朝阳区家电维修师傅", ["朝阳区", "家电维修", "师傅"]),
        ("擦玻璃", ["擦玻", "玻璃"]),
        ("月嫂 月嫂", ["月嫂"]),
        ("找月嫂", ["找", "月嫂"]),
        ("Yuesao", ["yuesao"]),
        ("24小时", ["24", "小时"]),
        ("车", ["车"]),
    ],
)
def test_a_query_is_cut_at_words_of_the_trade_and_into_neighbours_between(query: str, expected: list[str]) -> None:
    assert texts(query) == expected


def test_one_loose_character_beside_words_is_no_condition() -> None:
    clauses = {clause.text: clause.required for clause in parse("找月嫂", LEXICON).clauses}
    assert (clauses["找"], clauses["月嫂"]) == (False, True)
    assert parse("车", LEXICON).clauses[0].required


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    weight = {clause.text: clause.weight for clause in parse("上门月嫂", LEXICON).clauses}
    assert weight["月嫂"] > 2 * weight["上门"]


@pytest.mark.parametrize("query", ["月嫂", "上门 月嫂 保洁 家电维修 朝阳", "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"])
def test_no_score_leaves_the_numbers_that_32_bits_hold_exactly(query: str) -> None:
    parsed = parse(query, LEXICON)
    assert parsed.best * weights.QUALITY_MAX < 2**24
    assert len(parsed.clauses) <= weights.MAX_CLAUSES


def test_letters_are_read_as_written_as_pinyin_and_as_initials() -> None:
    variants = [variant.tokens for variant in parse("yuesao", LEXICON).clauses[0].variants]
    assert ("yuesao",) in variants
    assert ("~yuesao",) in variants
    assert ("^yuesao",) in variants


def test_synonyms_are_variants_that_count_less() -> None:
    first, second = parse("月嫂", LEXICON).clauses[0].variants
    assert (second.tokens, max(second.points.values()) < max(first.points.values())) == (("月子", "子嫂"), True)


def test_a_known_slip_is_corrected_and_said() -> None:
    parsed = parse("月搜", LEXICON)
    assert (parsed.clauses[0].text, parsed.corrected) == ("月嫂", (("月搜", "月嫂"),))


@pytest.mark.parametrize(("query", "hopeless"), [("", False), ("   ", False), ("？！😀", True), ("月嫂", False)])
def test_text_without_any_word_is_hopeless(query: str, hopeless: bool) -> None:
    assert parse(query, LEXICON).hopeless is hopeless


def test_the_weights_of_an_earlier_page_are_kept() -> None:
    newer = replace(LEXICON, frequency={"a月嫂": 999})
    shares = tuple(clause.weight for clause in parse("上门月嫂", LEXICON).clauses[:-1])
    assert parse("上门月嫂", newer, shares).clauses == parse("上门月嫂", LEXICON).clauses
