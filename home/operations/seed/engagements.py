"""Engagements of the demo city: nurses, nannies and carers, through the same verbs as in life, around the day of seeding."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.errors import DomainError
from core.money import Money
from home.operations.seed.city import City, rows
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.services import Contact, save_preferences
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.engagements import services
from marketplace.engagements.models import CareEntry, Engagement, Stay
from marketplace.engagements.queries.contracts import latest
from marketplace.engagements.queries.rules import engageable
from marketplace.engagements.services import Wish
from marketplace.engagements.services.days import refusals, window
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from marketplace.workers.services import add_exception
from members.models import User

MOST_PROPOSED = 3
# From which step on a story has which ones behind it.
STEPS = ["proposed", "chosen", "signing", "signed", "trial", "active", "done"]
REACHES = {"assessed": "chosen"}
WANTED = timedelta(hours=10)
ORDERS_OF = "jinghe"


def seed_engagements(city: City) -> int:
    """Write what homes always want known, tell what is missing, and let somebody fall ill; returns how many engagements there are."""
    for home in rows("homes"):
        if person := city.people.get(home["person"]):
            save_preferences(actor=city.acting_as(person), now=city.days_ago(80), **{name: text for name, text in home.items() if name != "person"})
    for row in rows("engagements"):
        person = city.people.get(row["person"])
        if person is None or Engagement.objects.filter(customer=person, needs=row["needs"]).exists():
            continue
        try:
            with transaction.atomic():
                _Story(city, row, person).tell()
        except DomainError:
            # Nobody is free on all of these days: the city goes on without this one.
            continue
    services.turn_days(actor=city.acting_as(), now=city.now)
    _fall_ill(city)
    return Engagement.objects.count()


def _fall_ill(city: City) -> None:
    """Somebody who is expected in the next days is ill, so that families and enterprises see how a substitute is proposed."""
    firm = city.enterprises.get(ORDERS_OF)
    if firm is None or Worker.objects.filter(enterprise=firm, calendar_exceptions__reason="发烧，请假一天").exists():
        return
    soon = Booking.objects.filter(enterprise=firm, state=BookingState.ASSIGNED, starts_at__gt=city.now + timedelta(days=1)).order_by("-starts_at", "pk").first()
    going = Assignment.objects.filter(visit__booking=soon, status=AssignmentStatus.FIXED).select_related("worker").first() if soon else None
    if soon is None or going is None:
        return
    day = timezone.localdate(soon.starts_at)
    add_exception(going.worker, starts_on=day, ends_on=day, actor=city.acting_as(), now=city.now, reason="发烧，请假一天")
    services.watch_worker(going.worker_id, now=city.now)


class _Story:
    """One engagement and what becomes of it."""

    def __init__(self, city: City, row: dict[str, Any], person: User) -> None:
        self.city, self.row, self.person = city, row, person
        self.family, self.system = city.acting_as(person), city.acting_as()
        self.first = timezone.localdate(city.now) + timedelta(days=row["first"])
        asked = clock.midnight(min(self.first, timezone.localdate(city.now)) - timedelta(days=row["asked_before"])) + WANTED
        self.at = min(asked, city.now - timedelta(hours=3))
        self.order: Engagement = None  # type: ignore[assignment]

    def tell(self) -> None:
        """Ask, propose, and go on to where the row says."""
        self._ask()
        self._propose()
        reached = STEPS.index(REACHES.get(self.row["then"], self.row["then"]))
        for step, verb in zip(STEPS[1:], (self._choose, self._agree, self._sign, self._begin, self._keep), strict=False):
            if STEPS.index(step) <= reached:
                verb()
        for entry in self.row.get("care", ()):
            self._note(*entry)

    def _later(self, hours: int) -> datetime:
        """So many hours on, never in the future."""
        self.at = min(self.at + timedelta(hours=hours), self.city.now - timedelta(minutes=20))
        return self.at

    def _fresh(self) -> Engagement:
        return Engagement.objects.with_names().get(pk=self.order.pk)

    def _ask(self) -> None:
        row, district = self.row, self.city.districts[self.row["district"]]
        listing = Listing.objects.with_names().filter(external_id=f"demo:{row['listing']}").first() if row["listing"] else None
        if (row["listing"] and listing is None) or (listing is not None and not engageable(listing)):
            raise DomainError
        kind = listing.service_type if listing else self.city.service_types[row["service_type"]]
        contact = Contact(row["name"], self.person.phone or "13800000102", row["address"])
        wish = Wish(kind, self.first, row["units"], district, contact, listing=listing, needs=row["needs"])  # type: ignore[arg-type]
        self.order = services.ask(wish, actor=self.family, now=self.at)
        self.price = listing.price_fen if listing and listing.price_fen else 1_380_000

    def _propose(self) -> None:
        firms = [self.order.enterprise_id] if self.order.enterprise_id else [self.city.enterprises[key].pk for key in self.row.get("firms", ())]
        found = Worker.objects.taking_work().filter(enterprise_id__in=firms, skills__service_type_id=self.order.service_type_id)
        people = list(found.order_by("pk").values_list("pk", flat=True))
        first, beyond = window(self.order)
        reasons = refusals(self.order, people, first, beyond, now=self.at) if people else {}
        able = [number for number in people if not reasons.get(number, ["state"])][:MOST_PROPOSED]
        if not able:
            raise DomainError
        extras = [{"label": label, "fen": Money.parse(yuan).fen} for label, yuan in self.row["extras"]]
        for place, number in enumerate(able):
            price = self.price + 20_000 * place
            services.propose(self.order, worker_id=number, unit_fen=price, extras=extras, note=self.row["note"], actor=self.system, now=self._later(1))

    def _choose(self) -> None:
        if self.row["then"] == "assessed":
            self._look()
        candidate = self.order.candidates.order_by("pk")[0]
        services.choose(self._fresh(), candidate_id=candidate.pk, actor=self.family, now=self._later(5))

    def _look(self) -> None:
        """Somebody came to see before a person was chosen; without a free assessor the story goes on without it."""
        said, fee = self.row["assessment"], self.order.terms["assessment_fen"]
        wanted = (self.at + timedelta(hours=20)).replace(minute=0, second=0, microsecond=0)
        made = services.ask_assessment(self._fresh(), wanted_at=wanted, fee_fen=fee, actor=self.family, now=self._later(1))
        for worker in Worker.objects.filter(enterprise=self.order.enterprise, online=True).order_by("pk")[:6]:
            for shift in range(12):
                try:
                    with transaction.atomic():
                        at = wanted + timedelta(hours=shift)
                        services.plan_assessment(made, worker_id=worker.pk, starts_at=at, actor=self.system, now=self.at)
                except DomainError:
                    continue
                made.refresh_from_db()
                done = min(at + timedelta(hours=1), self.city.now - timedelta(minutes=40))
                services.complete_assessment(made, answers=said["answers"], outcome=said["outcome"], actor=self.system, now=done)
                self.at = done
                return

    def _agree(self) -> None:
        total = self.order.quotes.get(state="offered").total_fen
        services.agree(self._fresh(), total_fen=total, actor=self.family, now=self._later(4))

    def _sign(self) -> None:
        contract = latest(self._fresh())
        if contract is None:
            raise DomainError
        for actor in (self.family, self.system):
            services.sign(contract, actor=actor, now=self._later(2), digest=contract.digest)

    def _begin(self) -> None:
        row = self._fresh()
        services.begin(row, actor=self.system, now=clock.midnight(self.first) + timedelta(hours=9), code=row.code)

    def _keep(self) -> None:
        services.keep(self._fresh(), actor=self.family, now=min(clock.midnight(self.first) + timedelta(days=1, hours=20), self.city.now))

    def _note(self, day: int, meals: str, medicine: str, mood: str, temperature: int, note: str) -> None:
        """What whoever is there wrote down; the account is the enterprise's, which keeps her file."""
        stay = Stay.objects.select_related("worker").get(engagement=self.order, left_at=None)
        on = timezone.localdate(self.city.now) + timedelta(days=day)
        author = self.order.enterprise.applicant if self.order.enterprise and self.order.enterprise.applicant else self.person
        values = {"meals": meals, "medicine": medicine, "mood": mood, "temperature": temperature, "note": note}
        at = min(clock.midnight(on) + timedelta(hours=20), self.city.now)
        CareEntry.objects.create(engagement=self.order, worker=stay.worker, author=author, day=on, at=at, **values)
