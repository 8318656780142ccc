"""Orders as entries of a calendar: the family's own, and where somebody goes (X-BK-12).

A calendar leaves our site, so it says less than the pages: the district, never a number, and the door only to whoever comes and only
while his page shows it too.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q

from core.access import ANONYMOUS, Actor, scopes
from core.encryption import blind_index
from core.errors import NotFound
from core.models import StateHistory
from marketplace.bookings.ics import Entry
from marketplace.bookings.models import Assignment, Booking, CalendarFeed
from marketplace.bookings.shown import line
from marketplace.bookings.states import OPEN, AssignmentStatus, BookingState
from members.actors import actor_of

PAST, MOST = timedelta(days=90), 300
HAPPENED = (BookingState.CONFIRMED, BookingState.WORKER_MISSED, BookingState.FAMILY_MISSED)
UrlOf = Callable[[str, str], str]


def index_of(token: str) -> str:
    """By which a feed is found."""
    return blind_index("bookings.feed", token)


def feed_of(actor: Actor) -> CalendarFeed | None:
    """One's own feed."""
    return CalendarFeed.objects.filter(user_id=actor.user_id or 0).first()


def owner_of(token: str, now: datetime) -> Actor:
    """Whose calendar an address is, with the rights that he has now. Raises NotFound for all but a living one."""
    feed = CalendarFeed.objects.select_related("user").filter(token_index=index_of(token), user__is_active=True, user__suspended_at=None).first()
    if feed is None:
        raise NotFound
    return actor_of(feed.user, base=ANONYMOUS, now=now)


def entries_of(actor: Actor, *, url_of: UrlOf, now: datetime) -> list[Entry]:
    """Everything from three months ago on: one's own orders, and where one goes or was to go. Five queries, whatever the number."""
    held = scopes(actor, "read", Booking.access_resource)
    mine = _rows(Q(customer_id=actor.user_id), now) if "o" in held else []
    mine_too = {row.pk for row in mine}
    going = [row for row in _rows(_goes(actor), now) if row.pk not in mine_too] if "j" in held else []
    sequences = _sequences([*mine, *going])
    found = [for_family(row, sequences.get(row.pk, 0), url_of("order", row.number), now) for row in mine]
    return found + [for_worker(row, sequences.get(row.pk, 0), url_of("visit", row.number), now, goes="j" in row.access_scopes(actor)) for row in going]


def sequence_of(booking: Booking) -> int:
    """How often an order has changed."""
    return _sequences([booking]).get(booking.pk, 0)


def _rows(condition: Q, now: datetime) -> list[Booking]:
    rows = Booking.objects.filter(condition, placed_at__isnull=False, starts_at__gte=now - PAST)
    return list(rows.with_names().order_by("-starts_at", "-pk")[:MOST])


def _goes(actor: Actor) -> Q:
    """Orders for which the person's time is or was taken; those that nobody had accepted are nobody's visit yet."""
    statuses = [AssignmentStatus.FIXED, AssignmentStatus.RELEASED]
    times = Assignment.objects.filter(visit__booking=OuterRef("pk"), worker__user_id=actor.user_id or 0, status__in=statuses)
    return Q(Exists(times), accepted_at__isnull=False)


def _sequences(rows: Iterable[Booking]) -> dict[int, int]:
    """How many moves each order has made: rises with every one of them, and never falls (the history is append-only)."""
    kind = ContentType.objects.get_for_model(Booking)
    found = StateHistory.objects.filter(content_type=kind, object_id__in=[str(row.pk) for row in rows])
    return {int(number): count for number, count in found.values_list("object_id").annotate(count=Count("pk"))}


def _status(row: Booking, now: datetime) -> str:
    if row.is_over(now) or row.state not in (*OPEN, *HAPPENED):
        return "CANCELLED"
    return "TENTATIVE" if row.state in (BookingState.HELD, BookingState.REQUESTED, BookingState.QUOTED) else "CONFIRMED"


def _entry(row: Booking, sequence: int, status: str, *, summary: str, location: str = "", description: str = "", url: str = "") -> Entry:
    return Entry(f"{row.number}@orders", sequence, row.changed_at, row.starts_at, row.ends_at, summary, status, location, description, url)


def for_family(row: Booking, sequence: int, url: str, now: datetime) -> Entry:
    """An order in the family's calendar; where it lives it knows itself."""
    summary, said = f"{row.title}（{row.provider_name}）", f"订单 {row.number}\n{line(row, now)}"
    return _entry(row, sequence, _status(row, now), summary=summary, location=row.district.name, description=said, url=url)


def for_worker(row: Booking, sequence: int, url: str, now: datetime, *, goes: bool) -> Entry:
    """A visit in the calendar of whoever goes there; of one that is no longer his nothing but that it is off."""
    if not goes:
        return _entry(row, sequence, "CANCELLED", summary="取消了的上门")
    door = f" {row.address}" if row.shows_address(now) else ""
    return _entry(row, sequence, _status(row, now), summary=row.title, location=f"{row.district.name}{door}", description=f"订单 {row.number}", url=url)
