"""What a query says besides the thing itself; slips of pen, ear and finger; questions and courtesies."""

import pytest

from search import reference
from search.lexicon import Lexicon
from search.parse import parse
from search.slips import one_slip, slips_of
from search.understand import number, understand
from search.vocabulary import Place

WORDS = frozenset({"月嫂", "保姆", "保洁", "擦玻璃", "搬家", "管道疏通", "抽油烟机", "阿姨", "代驾", "找对象", "家电维修"})
PHRASES = {
    "filler": ("能上门的", "怎么办", "多少钱", "附近", "的", "我想"),
    "offer": ("急找", "找", "求"),
    "job": ("招聘",),
    "request": ("接单",),
    "time": ("周末", "明天"),
}
LEXICON = Lexicon(
    total=1000,
    frequency={"a月嫂": 40, "a上门": 900, "a保洁": 300, "a家里": 9, "a~yuesao": 40, "a^ys": 40, "a公司": 50},
    words=WORDS,
    synonyms={"阿姨": ("保姆",)},
    phrases=PHRASES,
    slips=slips_of(WORDS),
    districts={"110105": Place("朝阳区", ("朝阳区", "朝阳")), "110108": Place("海淀区", ("海淀区", "海淀"))},
)


def required(text: str) -> list[str]:
    return [clause.text for clause in parse(text, LEXICON).clauses[:-1] if clause.required]


@pytest.mark.parametrize(
    ("text", "left", "read"),
    [
        ("朝阳月嫂", "月嫂", [("district", "110105")]),
        ("朝阳区的月嫂", "的月嫂", [("district", "110105")]),
        ("朝阳", "朝阳", []),
        ("朝阳海淀月嫂", "朝阳海淀月嫂", []),
        ("找保姆", "保姆", [("wanted", "offer")]),
        ("找对象", "找对象", []),
        ("朝阳区找月嫂", "月嫂", [("district", "110105"), ("wanted", "offer")]),
        ("我想找保姆", "保姆", [("wanted", "offer")]),
        ("找", "找", []),
        ("招聘月嫂", "月嫂", [("type", "job")]),
        ("保洁接单", "保洁", [("side", "request")]),
        ("一百以内保洁", "保洁", [("price", "")]),
        ("24小时搬家", "24小时搬家", []),
    ],
)
def test_conditions_are_read_out_of_the_text(text: str, left: str, read: list[tuple[str, str]]) -> None:
    meaning = understand(text, LEXICON)
    assert "".join(meaning.text.split()) == left
    assert [(one.field, one.value) for one in meaning.conditions] == read


def test_what_was_chosen_is_never_overruled() -> None:
    assert understand("朝阳月嫂", LEXICON, {"district"}).conditions == ()
    assert understand("一百以内保洁", LEXICON, {"price_max"}).price_max_fen is None
    assert understand("找保姆", LEXICON, {"side"}).conditions == ()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("保洁一百以内", None, 10_000),
        ("两百元以下保洁", None, 20_000),
        ("保洁100-200元", 10_000, 20_000),
        ("五千到八千块月嫂", 500_000, 800_000),
        ("不超过300元的保洁", None, 30_000),
        ("月嫂一万二以下", None, 1_200_000),
        ("保洁200元左右", 16_000, 24_000),
        ("月嫂8000元以上", 800_000, None),
        ("3公里以内保洁", None, None),
    ],
)
def test_prices_in_words_and_digits(text: str, low: int | None, high: int | None) -> None:
    meaning = understand(text, LEXICON)
    assert (meaning.price_min_fen, meaning.price_max_fen) == (low, high)
    assert all(one.without for one in meaning.conditions)


@pytest.mark.parametrize(("text", "value"), [("十", 10), ("十五", 15), ("一百五", 150), ("一百五十", 150), ("一千二", 1200), ("两万", 20_000), ("300", 300)])
def test_numbers_as_people_say_them(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("附近能上门的擦玻璃阿姨多少钱", ["擦玻璃", "阿姨"]),
        ("我想找阿姨怎么办", ["阿姨"]),
        ("怎么办", ["怎么", "么办"]),
        ("周末保洁", ["保洁"]),
        ("周末", ["周末"]),
        ("金牌月嫂", ["月嫂"]),
        ("钢琴弹唱", ["钢琴", "琴弹", "弹唱"]),
    ],
)
def test_courtesies_are_dropped_and_times_are_welcome(text: str, words: list[str]) -> None:
    assert required(text) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("包洁", "保洁"),
        ("宝母", "保姆"),
        ("嫂月", "月嫂"),
        ("擦波璃", "擦玻璃"),
        ("抽油咽机", "抽油烟机"),
        ("家店维修", "家电维修"),
        ("yuesoa", "月嫂"),
        ("baojei", "保洁"),
        ("xkcdq", "xkcdq"),
        ("月饼", "月饼"),
        ("家里", "家里"),
        ("yuesao", "yuesao"),
    ],
)
def test_slips_lead_to_a_word_of_the_trade_or_nowhere(typed: str, meant: str) -> None:
    query = parse(typed, LEXICON)
    assert [clause.text for clause in query.clauses[:-1]] == [meant]
    assert query.corrected == (((typed, meant),) if typed != meant else ())


def test_a_slip_inside_a_longer_query() -> None:
    assert required("包洁公司") == ["保洁"]
    assert required("搬介") == ["搬家"] and "搬家" not in required("搬介公司"), "what only sounds nearly so is believed where it stands alone"
    assert required("包洁乌托邦") == ["包洁", "洁乌", "乌托", "托邦"], "nothing is guessed where nothing stands in any document"


@pytest.mark.parametrize(
    ("one", "other", "slip"), [("abc", "abd", True), ("abc", "acb", True), ("abc", "ab", True), ("abc", "abc", False), ("abc", "cab", False)]
)
def test_one_slip(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is slip is one_slip(other, one)


def test_the_words_that_come_with_the_product_are_many_and_none_contradicts_another() -> None:
    sets = [reference._set(line) for line in reference.lines("words.txt")]
    everyday = {word for row in sets for word in row["words"]}
    assert len(everyday) >= 400
    assert len({row["code"] for row in sets}) == len(sets)
    slips = dict(line.split() for line in reference.lines("slips.txt"))
    assert not set(slips) & set(slips.values())
    phrases = [text for _, *texts in map(str.split, reference.lines("said.txt")) for text in texts]
    assert len(set(phrases)) > 150
