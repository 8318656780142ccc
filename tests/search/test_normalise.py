"""One writing for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.normalise import has_control, is_han, normalise, runs


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Midea", "midea"),
        ("家電維修", "家电维修"),
        ("國際Ｃ級", "国际c级"),
        ("１２元／㎡", "12元/m2"),
        ("空調　清洗", "空调 清洗"),
        ("臺灣", "台湾"),
        ("ﾃｽﾄ", "テスト"),
    ],
)
def test_width_case_and_script_do_not_matter(written: str, same_as: str) -> None:
    assert normalise(written) == same_as


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月嫂", ["月嫂"]),
        ("3d打印、月嫂24小时!", ["3d", "打印", "月嫂", "24", "小时"]),
        ("😀、。！", []),
        ("", []),
        ("home 保洁", ["home", "保洁"]),
        ("𠮷野家", ["𠮷野家"]),
    ],
)
def test_words_end_at_punctuation_and_script(text: str, expected: list[str]) -> None:
    assert list(runs(text)) == expected


@given(st.text(max_size=80))
def test_a_run_is_of_one_kind_and_normalising_again_changes_nothing_that_is_searched(text: str) -> None:
    once = normalise(text)
    assert list(runs(normalise(once))) == list(runs(once))
    assert all(is_han(run) != run.isascii() for run in runs(once))


@pytest.mark.parametrize(("text", "there"), [("月嫂", False), ("a\x00b", True), ("a\tb\n", False), ("\x7f", True), ("a\x1b[0m", True)])
def test_control_characters_are_seen(text: str, there: bool) -> None:
    assert has_control(text) is there
