"""Moments as people say them: 周六上午10点, 明天下午三点半, 6月7日 14:00, 下周三晚上; how long: 2小时, 两个半小时, 半天."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.clock import midnight
from dispatch.intake.reading.plain import NUMBER, number

WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
AHEAD = {"今天": 0, "今日": 0, "今晚": 0, "今早": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3}
# The hours that a part of the day means when no hour is said.
PARTS = {
    "凌晨": (0, 6),
    "清早": (6, 9),
    "早上": (6, 10),
    "早晨": (6, 10),
    "上午": (8, 12),
    "中午": (11, 14),
    "下午": (12, 18),
    "傍晚": (16, 19),
    "晚上": (18, 23),
    "夜里": (20, 24),
    "早": (6, 10),
    "晚": (18, 23),
}
AFTERNOON = {"下午", "傍晚", "晚上", "夜里", "晚", "中午"}
PART = "|".join(sorted(PARTS, key=len, reverse=True))
RELATIVE = re.compile("|".join(sorted(AHEAD, key=len, reverse=True)))
WEEKDAY = re.compile(r"(下下个?|下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天末]|[1-7](?!\d))")
FULL_DATE = re.compile(rf"(?:(\d{{4}})\s?年\s?)?({NUMBER})\s?月\s?({NUMBER})\s?[日号]?(?![楼院门室栋座单])")
SLASHED = re.compile(r"(?<![\d./\-])(?:(\d{4})[/\-.])?(\d{1,2})[/\-](\d{1,2})(?![\d./\-])(?!\s?[号楼栋座门单室])")
DAY_ONLY = re.compile(rf"(?<![\d\w])({NUMBER})\s?[日号](?![楼院门室单座栋馆库线铺弄巷幢\d])(?=\s|$|{PART})")
CLOCK = re.compile(rf"({PART})?\s?(?<![\d.])(\d{{1,2}}):(\d{{2}})(?!\d)")
# What follows the hour without a blank: 点半, 点30分, 点30, but not 点2小时 nor, after a comma, 30平.
COUNTED = r"(?![\d分零〇一二两三四五六七八九十百个小平台套扇件间盏米号栋年月])"
AFTER = rf"\s?(?:半(?!天|个)|一刻|三刻|整)|{NUMBER}\s?分(?!钟)|(?:[0-5]\d|[一二三四五]?十[一二三四五六七八九]?){COUNTED}"
HOUR = re.compile(rf"({PART})?\s?(?<![\d.])({NUMBER})\s?(?:点钟?|时)({AFTER})?")
PART_ONLY = re.compile(rf"(?:{'|'.join(sorted((one for one in PARTS if len(one) > 1), key=len, reverse=True))})")
HOURS = re.compile(rf"(?:做|要|约)?\s?(?<![\d.])(\d{{1,2}}\.5|{NUMBER})\s?个?\s?(半)?\s?(?:小时|钟头|h(?:ours?|rs?)?(?![a-z]))(半)?")
MINUTES = re.compile(r"(?<![\d.])(\d{2,3})\s?分钟")
HALF_DAY, WHOLE_DAY, HALF_HOUR = re.compile(r"半天"), re.compile(r"(?:一整天|一天|全天|整天)"), re.compile(r"半个?小时")
FARTHEST = 370


@dataclass(frozen=True, slots=True)
class When:
    """What is said of the time: the day, the part of it in hours, the minute of the day, how long. What is not said is None."""

    day: date | None = None
    part: tuple[int, int] | None = None
    minute: int | None = None
    minutes: int | None = None
    # Whether the day was said, or follows from the hour.
    named_day: bool = True

    @property
    def start(self) -> datetime | None:
        """The moment, when both the day and the hour are said."""
        return None if self.day is None or self.minute is None else midnight(self.day) + timedelta(minutes=self.minute)

    @property
    def is_said(self) -> bool:
        """Whether anything of the moment is said."""
        return self.day is not None or self.minute is not None or self.part is not None


def read_when(text: str, now: datetime) -> tuple[When, str]:
    """What a plain text says of the time, and the text without it. Where it says it twice the last counts."""
    minutes, text = _long(text)
    found, text = _day(text, timezone.localdate(now))
    when, text = _hour(text)
    when = replace(when, day=found[0], minutes=minutes, part=when.part or found[1])
    if when.day is None and when.minute is not None:
        when = replace(when, day=_next(when.minute, now), named_day=False)
    elif when.day is not None and when.start is not None and when.start <= now and found[2]:
        when = replace(when, day=when.day + timedelta(days=7))
    return when, text


def _next(minute: int, now: datetime) -> date:
    today = timezone.localdate(now)
    return today if midnight(today) + timedelta(minutes=minute) > now else today + timedelta(days=1)


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _long(text: str) -> tuple[int | None, str]:
    """How many minutes, and the rest."""
    kinds: list[tuple[re.Pattern[str], Callable[[re.Match[str]], int | None]]] = [
        (HOURS, _hours),
        (HALF_HOUR, lambda one: 30),
        (MINUTES, lambda one: int(one[1])),
        (HALF_DAY, lambda one: 240),
        (WHOLE_DAY, lambda one: 480),
    ]
    said: int | None = None
    for pattern, worth in kinds:
        for one in reversed(list(pattern.finditer(text))):
            minutes = worth(one)
            if minutes and 15 <= minutes <= 24 * 60:
                said = said or minutes
                text = _cut(text, one)
    return said, text


def _hours(found: re.Match[str]) -> int | None:
    if "." in found[1]:
        return int(found[1].split(".")[0]) * 60 + 30
    whole = number(found[1])
    return None if whole is None else whole * 60 + (30 if found[2] or found[3] else 0)


Day = tuple[date | None, tuple[int, int] | None, bool]


def _day(text: str, today: date) -> tuple[Day, str]:
    """The day, the part of it that its name carries (今晚), whether it is the next of its weekday; and the rest."""
    for pattern, meaning in ((RELATIVE, _relative), (WEEKDAY, _weekday), (FULL_DATE, _dated), (SLASHED, _dated), (DAY_ONLY, _of_month)):
        for one in reversed(list(pattern.finditer(text))):
            found = meaning(one, today)
            if found is not None and found[0] is not None:
                return found, _without(text, pattern, meaning, today)
    return (None, None, False), text


def _without(text: str, pattern: re.Pattern[str], meaning: Callable[[re.Match[str], date], Day | None], today: date) -> str:
    """The text without every saying of this kind: an earlier one is taken back by the last."""
    return pattern.sub(lambda one: _left_of(one.group()) if meaning(one, today) is not None else one.group(), text)


def _left_of(said: str) -> str:
    return {"今晚": " 晚上", "明晚": " 晚上", "今早": " 早上", "明早": " 早上"}.get(said, " ")


def _relative(found: re.Match[str], today: date) -> Day:
    said = found.group()
    part = PARTS["晚上"] if said.endswith("晚") else PARTS["早上"] if said.endswith("早") else None
    return today + timedelta(days=AHEAD[said]), part, False


def _weekday(found: re.Match[str], today: date) -> Day:
    wanted, monday = WEEKDAYS[found[2]], today - timedelta(days=today.weekday())
    if not found[1]:
        return today + timedelta(days=(wanted - today.weekday()) % 7), None, True
    weeks = 2 if found[1].startswith("下下") else 1 if found[1].startswith("下") else 0
    return monday + timedelta(days=wanted + 7 * weeks), None, False


def _dated(found: re.Match[str], today: date) -> Day | None:
    month, day = number(found[2]), number(found[3])
    years = [int(found[1])] if found[1] else [today.year, today.year + 1]
    return _sensible([(year, month or 0, day or 0) for year in years], today)


def _of_month(found: re.Match[str], today: date) -> Day | None:
    day = number(found[1]) or 0
    later = (today.year + today.month // 12, today.month % 12 + 1)
    return _sensible([(today.year, today.month, day), (*later, day)], today)


def _sensible(wanted: list[tuple[int, int, int]], today: date) -> Day | None:
    """The first of these that is a day from today on and not too far."""
    for year, month, day in wanted:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if today <= found <= today + timedelta(days=FARTHEST):
            return found, None, False
    return None


def _hour(text: str) -> tuple[When, str]:
    """The minute of the day or the part of it, and the rest."""
    for pattern in (CLOCK, HOUR):
        hits = [(one, minute) for one in pattern.finditer(text) if (minute := _minute(one)) is not None]
        if hits:
            for one, _ in reversed(hits):
                text = _cut(text, one)
            return When(minute=hits[-1][1]), PART_ONLY.sub(" ", text)
    parts = list(PART_ONLY.finditer(text))
    return (When(part=PARTS[parts[-1].group()]), PART_ONLY.sub(" ", text)) if parts else (When(), text)


def _minute(found: re.Match[str]) -> int | None:
    hour, rest = number(found[2]), (found[3] or "").strip()
    after = {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}.get(rest)
    if after is None:
        after = number(rest.removesuffix("分").strip())
    if hour is None or after is None or not (0 <= hour <= 24 and 0 <= after < 60):
        return None
    # Nobody orders for three in the night without saying so.
    late = found[1] in AFTERNOON or (not found[1] and 1 <= hour <= 6 and ":" not in found.group())
    hour = hour + 12 if late and hour < 12 and not (found[1] == "中午" and hour >= 10) else hour
    return hour * 60 + after if hour * 60 + after < 24 * 60 else None


def spoken(moment: datetime) -> str:
    """A moment as we write it: 6月7日周六 10:00."""
    at = timezone.localtime(moment)
    return f"{at.month}月{at.day}日周{'一二三四五六日'[at.weekday()]} {at:%H:%M}"


def spoken_day(day: date) -> str:
    """A day as we write it: 6月7日周六."""
    return f"{day.month}月{day.day}日周{'一二三四五六日'[day.weekday()]}"


def window_of(when: When) -> tuple[time, time]:
    """The hours of the day that were meant; the whole day when nothing was said."""
    first, last = when.part or (0, 24)
    return time(first), time(23, 59) if last == 24 else time(last)
