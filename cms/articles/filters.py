"""What the address of a list may ask for. Read strictly: what cannot be read is a clear 400, never a list of something else."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from cms.articles.states import LessonKind, NoticeKind, Standing
from core.errors import Invalid
from core.filters import choice, text

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
        kind=choice(query, "kind", NoticeKind),
        issuer=text(query, "issuer"),
        number=text(query, "number"),
        standing=choice(query, "standing", Standing),
        year=_year(query, "year"),
        effective_from=_day(query, "effective_from"),
        effective_to=_day(query, "effective_to"),
    )


def lesson_filter(query: QueryDict) -> LessonFilter:
    """The conditions of an address. Raises Invalid."""
    return LessonFilter(tag=text(query, "tag"), kind=choice(query, "kind", LessonKind))


def _year(query: QueryDict, name: str) -> int | None:
    value = text(query, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= LAST_YEAR):
        raise Invalid("年份写成四位数，比如 2026。")
    return int(value)


def _day(query: QueryDict, name: str) -> date | None:
    value = text(query, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid("日期写成 2026-11-01 这样。") from error
