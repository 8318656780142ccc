"""Orders of the demo city, in every state: placed through the same verbs as in life, each with its own moment, around the day of seeding."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.errors import DomainError
from core.money import Money
from home.operations.seed.city import City, rows
from marketplace.bookings import services
from marketplace.bookings.availability import Job, Place, rule_of
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.queries.providers import is_bookable, of_listing
from marketplace.bookings.services import Contact, Wish
from marketplace.bookings.services.quoting import plan_for
from marketplace.bookings.states import AssignmentStatus
from marketplace.listings.models import Listing
from marketplace.workers.models import Skill, Worker
from members.models import User

# So many of an enterprise do what it offers, at least.
LEAST = 2
QUARTER = timedelta(minutes=15)
# How near to this moment a visit has to begin, to be on its way or under way now.
NEAR = timedelta(hours=3)
NEEDS_NOW = {"arrived": -1, "on_the_way": 1}


def seed_bookings(city: City) -> int:
    """Place what is missing, as far as somebody is free; returns how many orders there are."""
    place_orders(city, rows("bookings"))
    return Booking.objects.count()


def place_orders(city: City, stories: list[dict[str, Any]]) -> None:
    """Place those of these orders that are missing, as far as somebody is free."""
    for place, row in enumerate(stories):
        listing = Listing.objects.with_names().filter(external_id=f"demo:{row['listing']}").first()
        person = city.people.get(row["person"])
        if listing is None or person is None or not is_bookable(listing) or _is_there(city, row, listing, person):
            continue
        try:
            with transaction.atomic():
                _staff(city, row, listing)
                _Story(city, row, listing, person, place).tell()
        except DomainError:
            # Nobody is free then, or it is night: the day goes on without this one.
            continue


def _staff(city: City, row: dict[str, Any], listing: Listing) -> None:
    """Whoever offers a service has somebody who does it: two of the enterprise's workers, and the one whom the row names."""
    there = Worker.objects.taking_work().filter(enterprise_id=listing.enterprise_id or 0).order_by("pk")
    able = set(there.filter(skills__service_type_id=listing.service_type_id).values_list("pk", flat=True))
    learning = [worker.pk for worker in there if worker.pk not in able][: max(0, LEAST - len(able))]
    named = there.filter(user=city.people[row["worker"]]).values_list("pk", flat=True) if row["worker"] else ()
    fresh = {*learning, *named} - able
    Skill.objects.bulk_create([Skill(worker_id=number, service_type_id=listing.service_type_id or 0, years=3) for number in sorted(fresh)])


def _is_there(city: City, row: dict[str, Any], listing: Listing, person: User) -> bool:
    day = timezone.localdate(city.now) + timedelta(days=row["day"])
    known = Booking.objects.filter(customer=person, listing=listing)
    return any(one.address == row["address"] and timezone.localdate(one.starts_at) == day for one in known)


class _Story:
    """One order and what becomes of it."""

    def __init__(self, city: City, row: dict[str, Any], listing: Listing, person: User, place: int) -> None:
        self.city, self.row, self.listing, self.person = city, row, listing, person
        self.day = timezone.localdate(city.now) + timedelta(days=row["day"])
        before = clock.midnight(self.day - timedelta(days=row["placed_days_before"])) + timedelta(hours=8, minutes=place * 7 % 50)
        self.placed = min(before, city.now - timedelta(minutes=40 + place))
        self.family, self.system = city.acting_as(person), city.acting_as()
        self.order: Booking = None  # type: ignore[assignment]

    def tell(self) -> None:
        """Hold, accept, and go on to where the row says. Nothing of a story that cannot be told to its end stands in the city."""
        self._place()
        then = self.row["then"]
        if self.order.state == "requested" and then not in ("requested", "refused", "quoted", "expired", "cancelled"):
            services.accept(self.order, actor=self.system, now=self.placed + timedelta(minutes=25))
        self._talk()
        steps: dict[str, Callable[[], Any]] = {
            "refused": lambda: services.refuse(self.order, actor=self.system, now=self._soon(), note=self.row["note"]),
            "quoted": self._quote,
            "cancelled": lambda: services.cancel(self.order, actor=self.family, now=self._soon(), fee_fen=0, note=""),
            "late_cancelled": self._cancel_late,
            "withdrawn": self._withdraw,
            "expired": lambda: services.end_due(actor=self.system, now=self.city.now),
            "on_the_way": lambda: services.set_out(self.order, actor=self.system, now=self.city.now - timedelta(minutes=6)),
            "arrived": self._arrive,
            "done": self._finish,
            "confirmed": self._confirm,
            "family_missed": self._miss,
        }
        if then in steps:
            steps[then]()

    def _talk(self) -> None:
        """What family and whoever comes said to each other beforehand."""
        comes = User.objects.filter(worker__assignments__visit__booking=self.order, worker__assignments__status=AssignmentStatus.FIXED).first()
        speakers = {"family": self.person, "worker": comes}
        for place, (side, text) in enumerate(self.row.get("says", ())):
            if person := speakers[side]:
                at = min(self.placed + timedelta(minutes=40 + 9 * place), self.city.now)
                services.say(self.order, text=text, actor=self.city.acting_as(person), now=at, side=side)

    def _soon(self) -> datetime:
        return min(self.placed + timedelta(minutes=33), self.city.now)

    def _place(self) -> None:
        row, district = self.row, self.city.districts[self.row["district"]]
        rule = rule_of(self.listing.service_type_id or 0)
        plan = plan_for(unit_code=self.listing.unit.code, rule=rule, minutes=row["minutes"], amount=row["amount"])  # type: ignore[union-attr]
        worker = Worker.objects.filter(user=self.city.people[row["worker"]]).values_list("pk", flat=True).first() if row["worker"] else None
        able = [worker] if worker else of_listing(self.listing)
        job = Job(self.listing.service_type_id or 0, rule, plan.minutes, Place(district.lat, district.lng), plan.hands)
        found = [slot.start for slot in services.free_slots(able, job, asked=[self.day], now=self.placed)]
        start = self._choose(found)
        contact = Contact(row["name"] or self.person.display_name, self.person.phone or "13800000102", row["address"])
        wish = Wish(start, district, contact, row["minutes"], row["amount"], needs=row["needs"], worker_id=worker)
        held = services.hold(self.listing, wish, actor=self.family, now=self.placed)
        total = held.quotes.get().total_fen
        self.order = services.accept_quote(held, actor=self.family, now=self.placed + timedelta(minutes=3), total_fen=total)
        self.start = start

    def _choose(self, found: list[datetime]) -> datetime:
        """The free start nearest to the hour of the row, or to this moment where the visit is on now."""
        side = NEEDS_NOW.get(self.row["then"])
        if side is not None:
            found = [start for start in found if timedelta() <= (start - self.city.now) * side <= NEAR]
        if not found:
            raise DomainError
        wanted = self.city.now if side is not None else clock.midnight(self.day) + timedelta(hours=self.row["hour"])
        return min(found, key=lambda start: abs(start - wanted))

    def _quote(self) -> None:
        price = Money.parse(self.row["extra"]["yuan"]).fen
        services.offer_price(self.order, actor=self.system, now=self.city.now - timedelta(minutes=20), price_fen=price, note=self.row["note"])

    def _withdraw(self) -> None:
        fee = services.withdrawal_fee(self.order, now=self.city.now).fen
        services.withdraw(self.order, actor=self.system, now=self.city.now, note=self.row["note"], fee_fen=fee)

    def _cancel_late(self) -> None:
        at = min(self.start - timedelta(hours=2), self.city.now)
        fee = services.cancel_fee(self.order, now=at).fen
        services.cancel(self.order, actor=self.family, now=at, fee_fen=fee, note="老人临时住院，来不及了。")

    def _arrive(self, ticks: int = 3) -> datetime:
        code = Visit.objects.get(booking=self.order).code
        at = self.start - timedelta(minutes=4)
        services.set_out(self.order, actor=self.system, now=at - timedelta(minutes=20))
        services.arrive(self.order, actor=self.system, now=at, code=code)
        for item in self.order.checklist.order_by("position")[:ticks]:
            services.tick(self.order, actor=self.system, now=at + QUARTER * item.position, position=item.position)
        if self.row["extra"] and self.row["then"] == "arrived":
            said = self.row["extra"]
            fen = Money.parse(said["yuan"]).fen
            services.ask_extra(self.order, actor=self.system, now=self.city.now, label=said["label"], fen=fen, reason=said["reason"])
        return at

    def _finish(self) -> datetime:
        at = self._arrive(ticks=100) + timedelta(minutes=self.order.minutes - 5)
        services.finish(self.order, actor=self.system, now=at)
        return at

    def _confirm(self) -> None:
        at = self._finish() + timedelta(hours=5)
        services.confirm(self.order, actor=self.family, now=min(at, self.city.now))

    def _miss(self) -> None:
        services.set_out(self.order, actor=self.system, now=self.start - timedelta(minutes=25))
        services.report_nobody_home(self.order, actor=self.system, now=self.start + timedelta(minutes=32), note=self.row["note"])
