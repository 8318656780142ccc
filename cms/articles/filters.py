"""What the address of a list may ask for. Read strictly: what cannot be read is a clear 400, never a list of something else."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.http import QueryDict

from cms.articles.states import LessonKind, NoticeKind, Standing
from core.errors import Invalid

LONGEST = 80
FIRST_YEAR, LAST_YEAR = 1949, 2100


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Conditions on notices; empty ones are none. Effective dates are both inclusive."""

    kind: str = ""
    issuer: str = ""
    number: str = ""
    standing: str = ""
    year: int | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != NoticeFilter()


@dataclass(frozen=True, slots=True)
class LessonFilter:
    """Conditions on lessons; empty ones are none."""

    tag: str = ""
    kind: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != LessonFilter()


def notice_filter(query: QueryDict) -> NoticeFilter:
    """The conditions of an address. Raises Invalid."""
    return NoticeFilter(
        kind=_choice(query, "kind", NoticeKind),
        issuer=_text(query, "issuer"),
        number=_text(query, "number"),
        standing=_choice(query, "standing", Standing),
        year=_year(query, "year"),
        effective_from=_day(query, "effective_from"),
        effective_to=_day(query, "effective_to"),
    )


def lesson_filter(query: QueryDict) -> LessonFilter:
    """The conditions of an address. Raises Invalid."""
    return LessonFilter(tag=_text(query, "tag"), kind=_choice(query, "kind", LessonKind))


def _text(query: QueryDict, name: str) -> str:
    values = query.getlist(name)
    if len(values) > 1 or any("\x00" in value or len(value) > LONGEST for value in values):
        raise Invalid("这个筛选条件读不懂，请从头选一次。")
    return values[0].strip() if values else ""


def _choice(query: QueryDict, name: str, choices: type[TextChoices]) -> str:
    value = _text(query, name)
    if value and value not in choices.values:
        raise Invalid("没有这个筛选条件，请从头选一次。")
    return value


def _year(query: QueryDict, name: str) -> int | None:
    value = _text(query, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= LAST_YEAR):
        raise Invalid("年份写成四位数，比如 2026。")
    return int(value)


def _day(query: QueryDict, name: str) -> date | None:
    value = _text(query, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid("日期写成 2026-11-01 这样。") from error
