"""B3: holding, accepting, moving, giving to another, cancelling and running out are as safe as each other.

Random lives of several orders of two workers, beside a plain list of who is taken when: whatever happens, an order gets time exactly when
the list says that somebody is free, and time that was let go is there for the next at once.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st

from core import clock
from core.access import system_actor
from marketplace.bookings import services
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking
from marketplace.listings.models import Listing
from tests.lives import lives
from tests.marketplace.bookings.factories import make_offer, quote_total, tomorrow, wish
from tests.members.factories import actor_for, make_user

SYSTEM = system_actor()
LONG = timedelta(minutes=120 + 15)
STARTS = [(9, 0), (10, 0), (11, 30), (13, 30), (15, 30)]
HOLD = timedelta(minutes=15)


@dataclass(slots=True)
class Kept:
    """Who is taken from when, and until when the order may think it over."""

    worker: int
    start: datetime
    until: datetime | None = None


@dataclass
class City:
    """Two workers, the orders so far, and the plain list."""

    offer: Listing
    workers: list[int]
    now: datetime
    kept: dict[str, Kept] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)

    def free(self, start: datetime, *, apart_from: str = "") -> set[int]:
        """By the plain list alone."""
        busy = {
            one.worker
            for number, one in self.kept.items()
            if number != apart_from and (one.until is None or one.until > self.now) and one.start < start + LONG and start < one.start + LONG
        }
        return set(self.workers) - busy

    def order(self, dice: int) -> Booking | None:
        """Any order so far."""
        return Booking.objects.with_names().get(number=self.numbers[dice % len(self.numbers)]) if self.numbers else None

    def worker_of(self, row: Booking) -> int:
        """Who has its time, as the database says."""
        return Assignment.objects.exclude(status="released").get(visit__booking=row).worker_id


def start_of(dice: int) -> datetime:
    return tomorrow(*STARTS[dice % len(STARTS)], days=6 + dice // len(STARTS) % 2)


def hold(city: City, dice: int) -> None:
    start, person = start_of(dice), actor_for(make_user())
    if not city.free(start):
        with pytest.raises(SlotTaken):
            services.hold(city.offer, wish(start=start), actor=person, now=city.now)
        return
    row = services.hold(city.offer, wish(start=start), actor=person, now=city.now)
    assert city.worker_of(row) in city.free(start)
    city.kept[row.number] = Kept(city.worker_of(row), start, city.now + HOLD)
    city.numbers.append(row.number)


def accept(city: City, dice: int) -> None:
    row = city.order(dice)
    if row is not None and row.state == "held" and city.kept[row.number].until > city.now:
        services.accept_quote(row, actor=SYSTEM, now=city.now, total_fen=quote_total(row))
        city.kept[row.number].until = None


def cancel(city: City, dice: int) -> None:
    row = city.order(dice)
    if row is None or row.state not in ("held", "assigned") or row.is_over(city.now):
        return
    services.cancel(row, actor=SYSTEM, now=city.now, fee_fen=services.cancel_fee(row, now=city.now).fen)
    let_go(city, row)


def withdraw(city: City, dice: int) -> None:
    row = city.order(dice)
    if row is not None and row.state == "assigned":
        services.withdraw(row, actor=SYSTEM, now=city.now, note="病了。", fee_fen=services.withdrawal_fee(row, now=city.now).fen)
        let_go(city, row)


def let_go(city: City, row: Booking) -> None:
    """What has been freed can be taken at once by somebody else."""
    gone = city.kept.pop(row.number)
    assert gone.worker in city.free(gone.start)
    again = services.hold(city.offer, wish(start=gone.start, worker_id=gone.worker), actor=actor_for(make_user()), now=city.now)
    city.kept[again.number] = Kept(gone.worker, gone.start, city.now + HOLD)
    city.numbers.append(again.number)


def move(city: City, dice: int) -> None:
    row, start = city.order(dice), start_of(dice // 7)
    if row is None or row.state != "assigned" or start == row.starts_at:
        return
    if not city.free(start, apart_from=row.number):
        with pytest.raises(SlotTaken):
            services.move_booking(row, actor=SYSTEM, now=city.now, start=start, fee_fen=0)
        return
    services.move_booking(row, actor=SYSTEM, now=city.now, start=start, fee_fen=0)
    city.kept[row.number] = Kept(city.worker_of(row), start)


def give_to_other(city: City, dice: int) -> None:
    row = city.order(dice)
    if row is None or row.state != "assigned":
        return
    [other] = set(city.workers) - {city.kept[row.number].worker}
    if other not in city.free(row.starts_at, apart_from=row.number):
        with pytest.raises(SlotTaken):
            services.reassign(row, worker_id=other, actor=SYSTEM, now=city.now)
        return
    services.reassign(row, worker_id=other, actor=SYSTEM, now=city.now)
    city.kept[row.number].worker = other


def wait(city: City, dice: int) -> None:
    city.now += timedelta(minutes=(1, 10, 16, 90)[dice % 4])


def end(city: City, dice: int) -> None:
    services.end_due(actor=SYSTEM, now=city.now)


STEPS = {one.__name__: one for one in (hold, accept, cancel, withdraw, move, give_to_other, wait, end)}


def agrees(city: City) -> bool:
    """Whether the database says of every hour what the plain list says."""
    rows = Assignment.objects.filter(worker_id__in=city.workers).exclude(status="released").select_related("visit__booking")
    alive = {(row.visit.booking.number, row.worker_id, row.period.lower) for row in rows if row.until is None or row.until > city.now}
    return alive == {(number, one.worker, one.start) for number, one in city.kept.items() if one.until is None or one.until > city.now}


@lives(12, 5000, steps=st.lists(st.tuples(st.sampled_from([*STEPS, "hold", "accept", "move"]), st.integers(0, 200)), min_size=8, max_size=50))
def test_time_is_kept_by_every_verb_as_a_plain_list_says(steps):
    offer = make_offer(workers=2, rule={"before_minutes": 0, "after_minutes": 15})
    workers = list(offer.enterprise.workers.values_list("pk", flat=True))
    offer.enterprise.workers.update(daily_visits=24)
    city = City(Listing.objects.with_names().get(pk=offer.pk), workers, clock.now())
    for name, dice in steps:
        STEPS[name](city, dice)
        assert agrees(city), (name, dice)
