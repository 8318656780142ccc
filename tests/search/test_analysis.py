"""The one tokeniser: what is written into both indexes."""

import pytest

from search.analysis import BODY, HEAD, bigrams, document_tokens, name_initials, plain_tokens, sounds, vector, whole, words_in


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("月嫂", {"月", "嫂", "月嫂"}),
        ("擦玻璃", {"擦", "玻", "璃", "擦玻", "玻璃"}),
        ("24小时", {"24", "小", "时", "小时"}),
        ("车", {"车"}),
        ("月 嫂", {"月", "嫂"}),
        ("home保洁", {"home", "保", "洁", "保洁"}),
        ("", set()),
    ],
)
def test_plain_tokens_are_singles_neighbours_and_words(text: str, tokens: set[str]) -> None:
    assert plain_tokens(text) == tokens


def test_neighbours_do_not_cross_punctuation() -> None:
    assert "洁月" not in plain_tokens("保洁，月嫂")


def test_a_whole_text_is_one_token_without_punctuation() -> None:
    assert whole("家电维修！") == whole("家电 维修") == "=家电维修"
    assert whole("，。") == ""


def test_sounds_are_syllables_and_neighbours() -> None:
    assert sounds("月嫂") == {"~yue", "~sao", "~yuesao"}


def test_initials_are_of_short_names_only() -> None:
    assert name_initials("家电维修") == {"^jdwx"}
    assert name_initials("北京金牌月嫂怎么选才放心") == set()
    assert name_initials("车") == set()


def test_dictionary_words_are_found_wherever_they_stand() -> None:
    assert words_in("朝阳专业家电维修", frozenset({"朝阳", "家电维修", "家电", "维修", "月嫂"})) == {"朝阳", "家电维修", "家电", "维修"}


def test_a_document_has_its_tokens_by_field() -> None:
    tokens = document_tokens("金牌月嫂", ["月嫂", "家政服务"], "会做月子餐", frozenset({"月嫂"}))
    assert tokens.exact == {"=金牌月嫂"}
    assert {"月嫂", "~yuesao", "^ys", "^jpys"} <= tokens.title
    assert {"=月嫂", "=家政服务", "^jzfw", "家政"} <= tokens.tags
    assert {"月子", "子餐"} <= tokens.body
    assert not any(token[0] in "~^=" for token in tokens.body)


def test_traditional_and_full_width_documents_have_the_same_tokens() -> None:
    assert document_tokens("家電維修", ["ＡＢ"], "國際") == document_tokens("家电维修", ["ab"], "国际")


def test_long_texts_are_cut() -> None:
    tokens = document_tokens("长" * 500, ["标签" * 200] * 50, "正文很长" * 5000)
    assert len(vector(tokens, HEAD)) < 7000
    assert len(tokens.body) < 20


def test_a_vector_names_the_field_of_each_token() -> None:
    tokens = document_tokens("月嫂", [], "餐")
    assert vector(tokens, [BODY]) == "'b餐'"
    assert "'t月嫂'" in vector(tokens, HEAD)


def test_bigrams_of_one_character_are_none() -> None:
    assert bigrams("车") == []
