"""Urgent orders of the demo city: taken, looked for, handed over, failed; told through the same verbs as in life, around the moment of seeding."""

from datetime import datetime, timedelta
from typing import Any

from core.errors import DomainError
from dispatch.matching.models import Offer
from dispatch.matching.states import OfferKind
from dispatch.urgent import services
from dispatch.urgent.models import Incident, UrgentOrder
from dispatch.urgent.services import Wanted
from dispatch.urgent.states import UrgentState
from home.operations.seed.city import City, rows
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.services import Contact
from marketplace.workers.models import Skill, WeeklyHours, Worker
from members.models import User
from members.roles import Role

# Who is on call around the clock, and the trades that urgent orders need.
ON_CALL, TRADES = 6, ("home-repair", "furniture-repair", "appliance-repair", "cleaning-deep")
SHOWN_FOR = timedelta(hours=3)
WAIT = timedelta(minutes=9)


def seed_urgent(city: City) -> int:
    """Tell what is missing; returns how many urgent orders there are."""
    if not UrgentOrder.objects.exists():
        _on_call(city)
        for row in rows("urgent"):
            person = city.people.get(row["person"])
            if person is not None:
                try:
                    _tell(city, row, person)
                except DomainError:
                    continue
    return UrgentOrder.objects.count()


def _on_call(city: City) -> None:
    """Some repairers of the city take work day and night, and know every trade that cannot wait."""
    kinds = [city.service_types[code] for code in TRADES if code in city.service_types]
    ready = list(Worker.objects.taking_work().filter(skills__service_type__code="home-repair", lat__isnull=False).order_by("pk").distinct()[:ON_CALL])
    WeeklyHours.objects.filter(worker__in=ready).delete()
    WeeklyHours.objects.bulk_create([WeeklyHours(worker=worker, weekday=day, starts_minute=0, ends_minute=1440) for worker in ready for day in range(7)])
    known = set(Skill.objects.filter(worker__in=ready).values_list("worker_id", "service_type_id"))
    Skill.objects.bulk_create([Skill(worker=worker, service_type=kind, years=5) for worker in ready for kind in kinds if (worker.pk, kind.pk) not in known])
    Worker.objects.filter(pk__in=[worker.pk for worker in ready]).update(daily_visits=8, range_km=30)


def _tell(city: City, row: dict[str, Any], person: User) -> None:
    """One call from the report to where the row says."""
    at = city.now - timedelta(minutes=row["minutes_ago"])
    family, system = city.acting_as(person), city.acting_as()
    contact = Contact(person.display_name, person.phone or "13800000102", row["address"])
    wanted = Wanted(Incident.objects.get(code=row["incident"]), city.districts[row["district"]], contact, row["what"])
    call = services.ask(wanted, actor=family, now=at - timedelta(minutes=1))
    call = services.agree(call, actor=family, now=at, total_fen=call.total_fen)
    then = row["then"]
    if then in ("taken", "confirmed"):
        _take(city, call, at + timedelta(seconds=row["after_seconds"]), then)
    elif then == "offering":
        _ask_the_demo_worker(city, call)
    elif then == "cancelled":
        services.cancel(call, actor=family, now=at + timedelta(seconds=50))
    else:
        _nobody_takes(call, at, row["note"] if then == "escalated" else "", system)
        if then == "failed":
            services.give_up(_fresh(call), actor=system, now=at + WAIT, note=row["note"])


def _fresh(call: UrgentOrder) -> UrgentOrder:
    return UrgentOrder.objects.get(pk=call.pk)


def _open(call: UrgentOrder) -> list[Offer]:
    return list(Offer.objects.of(OfferKind.URGENT, call.pk).filter(state="open").select_related("worker__enterprise").order_by("rank"))


def _take(city: City, call: UrgentOrder, at: datetime, then: str) -> None:
    offers = _open(call)
    if not offers:
        return
    order = services.accept_offer(offers[0], actor=city.acting_as(), now=at)
    if then == "confirmed":
        _finish(city, order)


def _finish(city: City, order: Booking) -> None:
    system, start = city.acting_as(), order.starts_at
    bookings.set_out(order, actor=system, now=order.accepted_at or start)
    bookings.arrive(order, actor=system, now=start + timedelta(minutes=2), code=Visit.objects.get(booking=order).code)
    bookings.finish(order, actor=system, now=start + timedelta(minutes=55))
    bookings.confirm(order, actor=city.acting_as(order.customer), now=start + timedelta(minutes=80))


def _nobody_takes(call: UrgentOrder, at: datetime, note: str, system: Any) -> None:
    """Each who is asked says no, until nobody is left."""
    for place in range(40):
        offers = _open(call)
        if not offers or _fresh(call).state != UrgentState.OFFERING:
            return
        services.decline_offer(offers[0], actor=system, now=at + timedelta(seconds=20 + 5 * place), note=note if place == 0 else "")


def _ask_the_demo_worker(city: City, call: UrgentOrder) -> None:
    """The demo's worker has an offer on her page, and hours to look at it."""
    until = city.now + SHOWN_FOR
    mine = Worker.objects.filter(user=city.of_role(Role.WORKER)).first()
    if call.state != UrgentState.OFFERING or mine is None:
        return
    Offer.objects.of(OfferKind.URGENT, call.pk).filter(state="open").update(until=until)
    if not Offer.objects.of(OfferKind.URGENT, call.pk).filter(worker=mine).exists():
        reasons = [{"name": "skill", "text": "做这项 7 年", "points": 0}, {"name": "distance", "text": "离 2.4 公里，电动车约 18 分钟", "points": 60}]
        rank = Offer.objects.of(OfferKind.URGENT, call.pk).count() + 1
        values = {"service_type_id": call.service_type_id, "worker": mine, "wave": 1, "rank": rank, "points": 60, "km": 2.4, "travel_minutes": 18}
        Offer.objects.create(kind=OfferKind.URGENT, subject=call.pk, reasons=reasons, offered_at=city.now, until=until, **values)
    UrgentOrder.objects.filter(pk=call.pk).update(until=until)
