"""How Chinese sounds, both ways."""

import pytest

from search.phonetics import cut, initials, pinyin


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("月嫂", ("yue", "sao")),
        ("重庆", ("chong", "qing")),
        ("银行", ("yin", "hang")),
        ("家电维修", ("jia", "dian", "wei", "xiu")),
        ("长期", ("chang", "qi")),
        ("擦玻璃", ("ca", "bo", "li")),
    ],
)
def test_characters_are_read_as_in_their_phrase(written: str, said: tuple[str, ...]) -> None:
    assert pinyin(written) == said


def test_initials_are_the_first_letters() -> None:
    assert initials("家电维修") == "jdwx"
    assert initials("重庆") == "cq"


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("yuesao", ("yue", "sao")),
        ("xian", ("xian",)),
        ("jiadianweixiu", ("jia", "dian", "wei", "xiu")),
        ("lvhua", ("lv", "hua")),
    ],
)
def test_letters_are_cut_into_the_fewest_syllables(letters: str, first: tuple[str, ...]) -> None:
    assert cut(letters)[0] == first


def test_an_ambiguous_word_keeps_its_other_reading() -> None:
    assert ("xi", "an") in cut("xian")


@pytest.mark.parametrize("letters", ["qq", "jdwx", "yues", "24", "a1", "", "zhuang" * 10])
def test_what_is_no_pinyin_has_no_reading(letters: str) -> None:
    assert cut(letters) == ()


def test_many_ways_to_cut_stay_few() -> None:
    assert len(cut("xianxianxianxianxianxian")) <= 4
