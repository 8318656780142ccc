"""What is understood of a line of text: however it is written, and whatever it says, never a failure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.intake.reading import Kind, Place, Vocabulary, Word, command_of, plain, read_need, read_when
from dispatch.intake.reading.plain import LONGEST, number

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WORDS = Vocabulary(
    (Word("保洁", (1,)), Word("深度保洁", (2,)), Word("做饭", (4,))), (Place("朝阳区", "110105"), Place("朝阳", "110105"), Place("海淀区", "110108"))
)


@pytest.mark.parametrize(
    "text",
    [
        "保洁 周六上午10点 2小时 朝阳望京西园四区12号楼",
        "保洁周六上午10点2小时朝阳望京西园四区12号楼",
        "【有邻】约保洁，周六，上午10：00，两小时，朝阳区望京西园四区12号楼。",
        "約保潔，週六上午１０點，２小時，朝陽望京西園四區１２號樓",
        "您好，我想约一下本周六早上十点的保洁，两个小时，地址是朝阳区望京西园四区12号楼",
        "朝阳望京西园四区12号楼，11月28日10点，120分钟，保洁",
        "保洁 11-28 10:00 2h 朝阳望京西园四区12号楼",
        "保洁明天下午3点，改了，周六上午10点 2小时 朝阳望京西园四区12号楼".replace("明天下午3点，改了，", ""),
    ],
)
def test_one_need_written_in_many_ways(text):
    need = read_need(command_of(text).text, now=MONDAY, vocabulary=WORDS)
    assert command_of(text).kind == Kind.NEED
    assert need.when.start == datetime(2026, 11, 28, 10, 0, tzinfo=MONDAY.tzinfo)
    assert (need.service_types, need.when.minutes, need.district, need.address, need.missing) == ((1,), 120, "110105", "望京西园四区12号楼", [])


@pytest.mark.parametrize(
    ("text", "day", "minute"),
    [
        ("今天下午三点半", date(2026, 11, 23), 930),
        ("明早八点一刻", date(2026, 11, 24), 495),
        ("今晚7点", date(2026, 11, 23), 1140),
        ("大后天中午十二点", date(2026, 11, 26), 720),
        ("下周三 14:00", date(2026, 12, 2), 840),
        ("周一上午10点", date(2026, 11, 30), 600),
        ("周一下午5点", date(2026, 11, 23), 1020),
        ("礼拜天3点", date(2026, 11, 29), 900),
        ("周末 9点", date(2026, 11, 28), 540),
        ("2027年1月2号 晚上8点30分", date(2027, 1, 2), 1230),
        ("1月2日9点", date(2027, 1, 2), 540),
        ("25号 上午9点", date(2026, 11, 25), 540),
        ("12点", date(2026, 11, 24), 720),
        ("十五点", date(2026, 11, 23), 900),
        ("2月30日9点", date(2026, 11, 24), 540),
        ("周日下午2点，30平", date(2026, 11, 29), 840),
        ("周日下午2点30分", date(2026, 11, 29), 870),
        ("周日下午2点45", date(2026, 11, 29), 885),
        ("周日下午三点四十", date(2026, 11, 29), 940),
        ("周日下午2点20平", date(2026, 11, 29), 840),
        ("周日下午2点 半天", date(2026, 11, 29), 840),
        ("周日10点2小时", date(2026, 11, 29), 600),
        ("周日十点二十分钟", date(2026, 11, 29), 600),
    ],
)
def test_moments(text, day, minute):
    when, _ = read_when(plain(text), MONDAY)
    assert (when.day, when.minute) == (day, minute)


@pytest.mark.parametrize(("text", "part"), [("周六下午", (12, 18)), ("明天早上", (6, 10)), ("后天晚上", (18, 23))])
def test_parts_of_a_day(text, part):
    when, _ = read_when(plain(text), MONDAY)
    assert when.part == part and when.minute is None and when.day is not None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("2小时", 120), ("两个半小时", 150), ("1.5小时", 90), ("半小时", 30), ("90分钟", 90), ("半天", 240), ("三个钟头", 180), ("2小时半", 150)],
)
def test_lengths(text, minutes):
    assert read_when(plain(text), MONDAY)[0].minutes == minutes


@pytest.mark.parametrize("address", ["望京西园12号院3号楼", "花家地北里8号楼2单元301", "八里庄东里10号", "三里屯路19号院"])
def test_numbers_of_houses_are_no_dates(address):
    need = read_need(f"保洁 周六上午10点 朝阳{address}", now=MONDAY, vocabulary=WORDS)
    assert need.address == address and need.when.day == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "kind", "order"),
    [
        ("改 261128123456 周日下午3点", Kind.MOVE, "261128123456"),
        ("改261128 123456到周日下午3点", Kind.MOVE, "261128123456"),
        ("3456改周日下午3点", Kind.MOVE, "3456"),
        ("把周六的改到周日上午9:30", Kind.MOVE, ""),
        ("我想取消 261128123456", Kind.CANCEL, "261128123456"),
        ("取消", Kind.CANCEL, ""),
        ("查", Kind.ASK, ""),
        ("查一下261128123456", Kind.ASK, "261128123456"),
        ("帮助", Kind.HELP, ""),
        ("？", Kind.HELP, ""),
        ("確認", Kind.YES, ""),
        ("是的。", Kind.YES, ""),
        ("好的，谢谢", Kind.YES, ""),
        ("不要了", Kind.NO, ""),
        ("不同意", Kind.NO, ""),
    ],
)
def test_commands(text, kind, order):
    found = command_of(text)
    assert (found.kind, found.order) == (kind, order)


@pytest.mark.parametrize(
    ("text", "found"), [("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("一百二十", 120), ("08", 8), ("二三", 23), ("", None), ("x", None)]
)
def test_numbers(text, found):
    assert number(text) == found


PIECES = st.sampled_from(
    [
        *(
            [
                "保洁",
                "做饭",
                "深度保洁",
                "周六",
                "下周",
                "周",
                "星期天",
                "明天",
                "今晚",
                "上午",
                "下午",
                "晚上",
                "10点",
                "十点半",
                "25:99",
                "99点",
                "2小时",
                "半",
                "0小时",
                "百百百",
                "平",
                "80平",
                "12号",
                "12号楼",
                "31号",
                "2月30日",
            ]
        ),
        *(
            [
                "改",
                "改到",
                "取消",
                "查",
                "确认",
                "是",
                "不",
                "帮助",
                "261128123456",
                "261128",
                "123456",
                "朝阳",
                "海淀区",
                "望京西园四区",
                "陈女士",
                "【有邻】",
                "，",
                "。",
                "：",
                "-",
                "/",
                ".",
                "\x00",
                "\ufeff",
                "😀",
                "㎡",
                "１０",
                "點",
                "號",
            ]
        ),
        " ",
        "年月日",
        "0000-00-00",
        "9999/99/99",
        "13800138000",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=14).map("".join), st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14).map(" ".join)
)


@settings(max_examples=600, deadline=None)
@given(TEXTS, st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)))
def test_whatever_is_written_is_read_without_a_failure(text, moment):
    now = moment.replace(tzinfo=MONDAY.tzinfo)
    command = command_of(text)
    need = read_need(command.text or text, now=now, vocabulary=WORDS)
    assert plain(plain(text)) == plain(text) and len(plain(text)) <= LONGEST
    assert command.order == "" or command.order.isdigit()
    assert need.when.minutes is None or 15 <= need.when.minutes <= 1440
    assert need.when.minute is None or 0 <= need.when.minute < 1440
    assert need.when.day is None or -1 <= (need.when.day - now.date()).days <= 380
    assert len(need.address) <= 120 and (need.amount is None or 1 <= need.amount <= 1000)
    assert set(need.missing) <= {"什么服务", "什么时间", "哪个区", "门牌地址"}
