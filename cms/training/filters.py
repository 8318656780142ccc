"""What the address of the list of courses may ask for. Read strictly: what cannot be read is a clear 400."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.http import QueryDict

from cms.training.states import Family
from core.errors import Invalid
from core.filters import choice, text


class Fee(TextChoices):
    """Whether it costs anything."""

    FREE = "free", "免费"
    PAID = "paid", "收费"


class Which(TextChoices):
    """Which courses by their standing; none asked for: all that have not ended."""

    OPEN = "open", "只看还能报名的"
    ENDED = "ended", "已经结束的"


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """Conditions on courses; empty ones are none. `month` is its first day."""

    month: date | None = None
    district: str = ""
    family: str = ""
    fee: str = ""
    which: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != CourseFilter()


def course_filter(query: QueryDict) -> CourseFilter:
    """The conditions of an address. Raises Invalid."""
    return CourseFilter(
        month=_month(query),
        district=text(query, "district"),
        family=choice(query, "family", Family),
        fee=choice(query, "fee", Fee),
        which=choice(query, "which", Which),
    )


def _month(query: QueryDict) -> date | None:
    value = text(query, "month")
    if not value:
        return None
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError as error:
        raise Invalid("月份写成 2026-11 这样。") from error
