"""Orders of all channels in one queue, and how many came by each, day by day (BKG-04)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.access import Actor
from core.clock import midnight
from marketplace.bookings.models import Booking
from marketplace.bookings.states import Channel

DAYS = 7


@dataclass(frozen=True, slots=True)
class Counted:
    """A day: how many orders came by each channel, in the order of the channels, and all together."""

    day: date
    counts: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """All channels together."""
        return sum(count for _, count in self.counts)


def counted(actor: Actor, *, now: datetime, days: int = DAYS) -> list[Counted]:
    """So many days to today, the latest first, days without orders too; placed orders only, by the city's day. One query."""
    today = timezone.localdate(now)
    first = midnight(today - timedelta(days=days - 1))
    rows = Booking.objects.visible_to(actor).filter(placed_at__gte=first, placed_at__lt=midnight(today + timedelta(days=1)))
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for day, channel, count in rows.order_by().values_list(TruncDate("placed_at"), "channel").annotate(Count("pk")):
        found[day][channel] = count
    dates = [today - timedelta(days=number) for number in range(days)]
    return [Counted(day, [(channel, found[day].get(channel, 0)) for channel in Channel.values]) for day in dates]


def queue(actor: Actor) -> QuerySet[Booking]:
    """Orders of all channels that were placed, the latest first."""
    return Booking.objects.visible_to(actor).filter(placed_at__isnull=False).with_names().order_by("-placed_at", "-pk")  # type: ignore[no-any-return, attr-defined]
