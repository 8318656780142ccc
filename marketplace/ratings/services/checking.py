"""What a family says, checked; and whether it may say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access import Actor
from core.contacts import has_contact, has_door
from core.errors import Invalid
from core.texts import CONTROL
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.ratings.errors import NotFinished, TooLate, YourOwnService
from marketplace.ratings.models.ratings import HIGHEST, LONGEST_TEXT, LOWEST
from marketplace.ratings.parameters import RATE_DAYS
from marketplace.ratings.states import PARTS
from marketplace.workers.models import Worker

NO_CONTACTS = "评价谁都看得到，这里不写电话、微信和网址。"
NO_DOOR = "评价谁都看得到，别写门牌号，写到小区就够了。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A rating in somebody's words: 1 to 5 stars, sub-scores that may be left out, a text that may be empty (RAT-03)."""

    score: int
    punctual: int | None = None
    skill: int | None = None
    attitude: int | None = None
    price: int | None = None
    text: str = ""
    anonymous: bool = False

    def checked(self) -> dict[str, object]:
        """The fields as they are kept. Raises Invalid naming the fields."""
        problems: dict[str, list[str]] = {}
        if not _is_star(self.score):
            problems["score"] = ["点一下，给 1 到 5 星。"]
        for name in PARTS:
            value = getattr(self, name)
            if value is not None and not _is_star(value):
                problems[name] = ["1 到 5 星，不想评就空着。"]
        text = checked_text("text", self.text, 0, LONGEST_TEXT, problems)
        if problems:
            raise Invalid(fields=problems)
        return {"score": self.score, **{name: getattr(self, name) for name in PARTS}, "text": text, "anonymous": self.anonymous}


def _is_star(value: object) -> bool:
    return type(value) is int and LOWEST <= value <= HIGHEST


def checked_text(name: str, text: str, least: int, most: int, problems: dict[str, list[str]]) -> str:
    """A text that strangers read, tidied; what is wrong with it is noted: length, control characters, a number, a door (X-TR-09)."""
    tidy = text.strip().replace("\r\n", "\n")
    if not least <= len(tidy) <= most:
        problems[name] = [f"{least} 到 {most} 个字，现在 {len(tidy)} 个。"] if least else [f"最多 {most} 个字，现在 {len(tidy)} 个。"]
    elif CONTROL.search(tidy):
        problems[name] = ["有看不见的控制字符，请重新输入。"]
    elif has_contact(tidy):
        problems[name] = [NO_CONTACTS]
    elif has_door(tidy):
        problems[name] = [NO_DOOR]
    return tidy


def require_rateable(booking: Booking, *, actor: Actor, now: datetime) -> None:
    """Whether this order may be rated by its customer now. Raises NotFinished, TooLate, YourOwnService."""
    if booking.state != BookingState.CONFIRMED or booking.ended_at is None:
        raise NotFinished
    if now > booking.ended_at + timedelta(days=RATE_DAYS.at(now)):
        raise TooLate
    if booking.access_scopes(actor) & {"t", "j"}:
        raise YourOwnService(audit={"function": "rating.rate", "object": booking})


def who_came(booking: Booking) -> Worker | None:
    """Whoever did the work; of several the one who led them. One query."""
    rows = Assignment.objects.filter(visit__booking=booking, status=AssignmentStatus.FIXED).select_related("worker", "visit")
    found = max(rows, key=lambda row: (row.visit is not None and row.visit.leader_id == row.worker_id, row.pk), default=None)
    return found.worker if found is not None else booking.provider
