"""Workers on call around the clock and urgent orders in every state, for tests."""

from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.access import system_actor
from dispatch.matching.models import Offer
from dispatch.urgent import services
from dispatch.urgent.models import Incident, UrgentOrder
from dispatch.urgent.services import Wanted
from marketplace.bookings.services import Contact
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.factories import district
from tests.members.factories import actor_for, make_user, put_on_duty

KM = 1 / 111.2
ROUND_THE_CLOCK = tuple((day, 0, 24 * 60) for day in range(7))
SYSTEM = system_actor("test", "测试")
HOUSE = (39.99, 116.47)


def incident(code: str = "burst-pipe") -> Incident:
    """One of the shipped ones."""
    return Incident.objects.select_related("service_type").get(code=code)


def on_call(km: float = 1.0, *, user: User | None = None, **fields: Any) -> Worker:
    """A plumber with an account, ready around the clock, so far north of the house."""
    person = user or put_on_duty(make_user(name="赵师傅"), "worker")
    values = {
        "skills": (incident().service_type,),
        "hours": ROUND_THE_CLOCK,
        "lat": HOUSE[0] + km * KM,
        "lng": HOUSE[1],
        "called": "赵师傅",
        "daily_visits": 24,
    }
    return make_worker(user=person, **{**values, **fields})


def wanted(**overrides: Any) -> Wanted:
    """A burst pipe in 望京."""
    contact = Contact("陈女士", "13800000102", "望京西园四区 12 号楼 501")
    values = {
        "incident": incident(),
        "district": district(),
        "contact": contact,
        "what": "厨房水管接头崩了，总阀关了还在滴。",
        "lat": HOUSE[0],
        "lng": HOUSE[1],
    }
    return Wanted(**{**values, **overrides})


def asked(customer: User | None = None, *, now: datetime | None = None, **overrides: Any) -> UrgentOrder:
    """The price is on the table."""
    return services.ask(wanted(**overrides), actor=actor_for(customer or make_user()), now=now or clock.now())


def searching(customer: User | None = None, *, now: datetime | None = None, **overrides: Any) -> UrgentOrder:
    """The price is accepted, the first are asked."""
    at = now or clock.now()
    row = asked(customer, now=at, **overrides)
    return services.agree(row, actor=actor_for(row.customer), now=at, total_fen=row.total_fen)


def handed_over(customer: User | None = None, **overrides: Any) -> UrgentOrder:
    """Nobody is near: the dispatcher has it."""
    row = searching(customer, **overrides)
    assert row.state == "escalated"
    return row


def offers(call: UrgentOrder) -> list[Offer]:
    """Whom it was offered to, in order."""
    return list(Offer.objects.of("urgent", call.pk).select_related("worker").order_by("rank"))


def fresh(call: UrgentOrder) -> UrgentOrder:
    """As it stands in the database."""
    return UrgentOrder.objects.with_names().get(pk=call.pk)


def later(minutes: float) -> datetime:
    """So many minutes from now."""
    return clock.now() + timedelta(minutes=minutes)
