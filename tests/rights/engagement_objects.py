"""Builders of engagements: as the family, the provider, whoever works for himself, and staff name them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.access import system_actor
from core.media.services import receive_photos
from marketplace.bookings.models import Booking, Visit
from marketplace.engagements import services
from marketplace.engagements.models import Engagement, HomeAssessment, Substitute
from marketplace.workers.models import Worker
from tests.marketplace.bookings.factories import make_offer, make_order, service
from tests.marketplace.engagements.factories import (
    PRICE,
    contract_of,
    days_from_now,
    family_of,
    fresh,
    make_active,
    make_ask,
    make_begun,
    make_chosen,
    make_long_offer,
    make_nurse,
    make_signed,
    make_signing,
    matron_service,
    nurse_of,
    stay,
)
from tests.marketplace.factories import district, picture
from tests.rights.built import FOREIGN, HIDDEN, OWN, SHOWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World

SYSTEM = system_actor()
MAKERS: dict[str, Callable[..., Engagement]] = {
    "asked": make_ask,
    "proposed": make_ask,
    "quoted": make_chosen,
    "signing": make_signing,
    "signed": make_signed,
    "trial": make_begun,
    "active": make_active,
}


def long_offer(world: World, role: str, relation: str, state: str) -> Built | None:
    """An offer by 26 days."""
    if relation not in (FOREIGN, SHOWN, HIDDEN):
        return None
    return Built({"number": make_long_offer(enterprise=world.strange, state="pending" if relation == HIDDEN else "published").pk}, None)


def _made(firm: Any, customer: Any, state: str) -> Engagement:
    """Where its state says, with dates around today where somebody is there."""
    code = "infant-care" if state in ("extending", "care") else "newborn-care"
    offer = make_long_offer(enterprise=firm, people=2, code=code)
    if state in ("trial", "active", "extending", "today", "care"):
        row = make_signed(offer, customer=customer, first=days_from_now(1))
        Engagement.objects.filter(pk=row.pk).update(tolerance_days=5)
        if state == "today":
            return fresh(row)
        services.begin(fresh(row), actor=SYSTEM, now=clock.now(), code=row.code)
        if state != "trial":
            services.keep(row, actor=family_of(row), now=clock.now())
        if state == "extending":
            services.ask_extension(row, units=1, total_fen=PRICE, actor=family_of(row), now=clock.now())
        return fresh(row)
    row = MAKERS[state](offer, customer=customer)
    if state == "proposed":
        services.propose(row, worker_id=offer.enterprise.workers.order_by("-pk")[0].pk, unit_fen=PRICE, actor=SYSTEM, now=clock.now())
    return fresh(row)


def engagement(world: World, role: str, relation: str, state: str) -> Built | None:
    """An engagement: one's own as the family's, the organisation's as the provider's."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = _made(firm, world.people[role] if relation == OWN else world.stranger, state)
    return Built({"number": row.number}, letters(relation), row)


def own_work(world: World, role: str, relation: str, state: str) -> Built | None:
    """An engagement of somebody who works for himself."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    row = _made(world.strange, world.colleagues.get(role) or _third(world), state)
    who = stay(row).worker if row.stays.filter(left_at=None).exists() else make_nurse(world.strange)
    Worker.objects.filter(user=person).update(user=None)
    Worker.objects.filter(pk=who.pk).update(user=person, enterprise=None)
    Engagement.objects.filter(pk=row.pk).update(enterprise=None, provider=who)
    row.candidates.update(enterprise=None)
    return Built({"number": row.number}, frozenset({"j"}) if relation == OWN else frozenset(), fresh(row))


def _third(world: World) -> Any:
    return world.colleagues["operator"]


def contract(world: World, role: str, relation: str, state: str) -> Built | None:
    """A contract that waits for both."""
    found = engagement(world, role, relation, "signing")
    if found is None:
        return None
    made = contract_of(found.row)
    return Built({"number": made.pk}, found.letters, made)


def assessment(world: World, role: str, relation: str, state: str) -> Built | None:
    """An assessment that was asked for, planned, or done with a photo."""
    found = engagement(world, role, relation, "quoted")
    if found is None:
        return None
    row, now = found.row, clock.now()
    at = timezone.localtime(now + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
    made = services.ask_assessment(row, wanted_at=at, fee_fen=0, actor=family_of(row), now=now)
    if state != "asked":
        assessor = make_nurse(row.enterprise, called="赵姐")
        services.plan_assessment(made, worker_id=assessor.pk, starts_at=at, actor=SYSTEM, now=now)
    args: dict[str, Any] = {"number": made.pk}
    if state == "photo":
        files = receive_photos([picture()], most=1, purpose="engagement.assessment", actor=family_of(row), now=now)
        HomeAssessment.objects.filter(pk=made.pk).update(photos=files)
        args["file_id"] = files[0]
    return Built(args, found.letters, HomeAssessment.objects.select_related("engagement__enterprise", "engagement__provider", "assessor").get(pk=made.pk))


def substitute(world: World, role: str, relation: str, state: str) -> Built | None:
    """Somebody is proposed instead of who has left; or, for waiting, of who is off for a day."""
    found = engagement(world, role, relation, "active")
    if found is None:
        return None
    row = found.row
    if state == "family":
        made = services.ask_replacement(row, actor=family_of(row), now=clock.now(), note="想换一位。")
    else:
        gone = stay(row).worker
        Worker.objects.filter(pk=gone.pk).update(state="suspended", online=False)
        services.watch_worker(gone.pk, now=clock.now())
        made = Substitute.objects.get(engagement=row)
    made.engagement = fresh(row)
    return Built({"number": made.pk}, found.letters, made)


def care_entry(world: World, role: str, relation: str, state: str) -> Built | None:
    """An entry with a photo."""
    found = engagement(world, role, relation, "care")
    if found is None:
        return None
    nurse = nurse_of(found.row)
    noted = services.Noted(timezone.localdate(clock.now()), meals="小米粥")
    made = services.write_care(found.row, noted, actor=nurse, now=clock.now(), files=[picture()])
    made.engagement = fresh(found.row)
    return Built({"number": made.pk, "file_id": made.photos[0]}, found.letters, made)


def _cared(firm: Any, customer: Any) -> Booking:
    """An hourly order of somebody who cares, and who is there now."""
    kind = service("infant-care")
    row = make_order(make_offer(enterprise=firm, service_type=kind, category=kind.category, workers=2), customer=customer)
    Visit.objects.filter(booking=row).update(arrived_at=clock.now())
    Booking.objects.filter(pk=row.pk).update(state="arrived")
    return Booking.objects.with_names().get(pk=row.pk)


def cared_order(world: World, role: str, relation: str, state: str) -> Built | None:
    """An hourly order with a care log."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    row = _cared(world.enterprises[role] if relation == TENANT else world.strange, world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.number}, letters(relation), row)


def cared_visit(world: World, role: str, relation: str, state: str) -> Built | None:
    """The same as whoever is there names it."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    row = _cared(world.strange, world.colleagues.get(role) or _third(world))
    worker = row.visits.get().assignments.get(status="fixed").worker
    Worker.objects.filter(user=person).update(user=None)
    Worker.objects.filter(pk=worker.pk).update(user=person)
    row = Booking.objects.with_names().get(pk=row.pk)
    return Built({"number": row.number}, frozenset({"j"}) if relation == OWN else frozenset(), row)


# ---- bodies ----

Maker = Callable[[World, str, Built | None], dict[str, Any]]
WISH = {"address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102", "needs": ""}
NOTE = "家里临时有事，实在抱歉。"


def _of(make: Callable[[Any], dict[str, Any]]) -> Maker:
    return lambda world, role, built: make(built.row) if built is not None and built.row is not None else {}


def _always(**fields: Any) -> Maker:
    return lambda world, role, built: dict(fields)


def _form(world: World, role: str, built: Built | None) -> dict[str, Any]:
    return {**WISH, "service": matron_service().pk, "starts_on": str(days_from_now(20)), "units": "1", "district": district().pk}


def _api_form(world: World, role: str, built: Built | None) -> dict[str, Any]:
    return {**WISH, "service_type": matron_service().code, "starts_on": str(days_from_now(20)), "units": 1, "district": district().code}


def _free(row: Engagement) -> int:
    """Somebody of the provider who is not proposed yet."""
    if row.provider_id is not None:
        return row.provider_id
    known = [*row.candidates.values_list("worker_id", flat=True), *row.stays.values_list("worker_id", flat=True)]
    return row.enterprise.workers.filter(lives_in=True).exclude(pk__in=known).order_by("-pk")[0].pk  # type: ignore[union-attr]


def _candidate(row: Engagement) -> int:
    return row.candidates.filter(withdrawn_at=None).order_by("pk")[0].pk


def _total(row: Engagement) -> int:
    return row.quotes.filter(state="offered").order_by("-version")[0].total_fen


def _other(found: Substitute) -> int:
    there = {found.old_worker_id, found.worker_id}
    return (
        found.engagement.enterprise.workers.filter(lives_in=True).exclude(pk__in=there).order_by("-pk").values_list("pk", flat=True).first()
        or make_nurse(  # type: ignore[union-attr]
            found.engagement.enterprise  # type: ignore[union-attr]
        ).pk
    )


def _moment() -> str:
    return f"{timezone.localtime(clock.now() + timedelta(days=2)).replace(hour=10, minute=0):%Y-%m-%dT%H:%M}"


def _today() -> str:
    return str(timezone.localdate(clock.now()))


def _plan(found: HomeAssessment) -> dict[str, Any]:
    return {"worker": make_nurse(found.engagement.enterprise, called="赵姐").pk, "starts_at": _moment()}


ANSWERS = {"answer_birth": "顺产", "answer_feeding": "母乳", "answer_babies": "1", "answer_room": "书房", "answer_pets": "没有", "outcome": "可以请住家的。"}
PROPOSAL = _of(lambda row: {"worker": _free(row), "price": "15600", "note": "带过三十多家。"})
CODE = _of(lambda row: {"code": row.code})
CARE = _always(day=_today(), meals="小米粥一碗")


def _withdrawing(row: Engagement) -> dict[str, Any]:
    return {"fee_fen": services.withdrawal_fee(row, now=clock.now()).fen, "note": NOTE}


def _ending(row: Engagement) -> dict[str, Any]:
    last = timezone.localdate(clock.now()) + timedelta(days=8)
    return {"last_day": str(last), "fee_fen": services.ending_fee(row, last_day=last, now=clock.now()).fen}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _sides(portal: str) -> dict[str, Maker]:
    """The provider's verbs on his pages, in the order of endpoints.toml."""
    name = f"engagements:{portal}-act"
    return {
        f"{name} POST": PROPOSAL,
        f"{name}#1 POST": _of(lambda row: {"price": "15000", "note": "按评估，房子不大。"}),
        f"{name}#2 POST": _always(note=NOTE),
        f"{name}#3 POST": CODE,
        f"{name}#4 POST": _of(_withdrawing),
        f"{name}#5 POST": _always(yes="1"),
        f"{name}#6 POST": _always(yes="0"),
    }


BODIES: dict[str, Maker] = {
    "engagements:ask POST": lambda world, role, built: {**_form(world, role, built), "service": ""},
    "engagements:ask-everybody POST": _form,
    "engagements:act POST": _of(lambda row: {"candidate": _candidate(row)}),
    "engagements:act#1 POST": _of(lambda row: {"total_fen": _total(row)}),
    "engagements:act#4 POST": _always(fee_fen="0"),
    "engagements:act#5 POST": _of(_ending),
    "engagements:act#6 POST": _always(note="想换一位。"),
    "engagements:act#7 POST": _always(units="1", unit_fen=str(PRICE)),
    "engagements:act#8 POST": lambda world, role, built: {"wanted_at": _moment(), "fee_fen": "0"},
    **_sides("enterprise"),
    **_sides("worker"),
    "engagements:enterprise-act#7 POST": _of(lambda row: {"candidate": _candidate(row)}),
    "engagements:worker-care POST": CARE,
    "engagements:visit-care POST": CARE,
    "engagements:sign POST": _of(lambda made: {"digest": made.digest}),
    "engagements:assessment POST": _always(**ANSWERS),
    "engagements:assessment-act POST": _of(_plan),
    "engagements:assessment-act#2 POST": _always(note=NOTE),
    "engagements:substitute-propose POST": _of(lambda found: {"worker": _other(found)}),
    "bookings:home POST": _always(pets="一只橘猫", allergies="", taboos="", equipment=""),
    "api-home-preferences PUT": _always(pets="一只橘猫"),
    "api-engagements POST": _api_form,
    "api-engagement-begin POST": CODE,
    "api-engagement-care POST": CARE,
    "api-contract-sign POST": _of(lambda made: {"digest": made.digest}),
    "api-substitute-act#4 POST": _of(lambda found: {"worker": _other(found)}),
    "api-engagement-act POST": _of(lambda row: {"candidate": _candidate(row)}),
    "api-engagement-act#1 POST": _of(lambda row: {"total_yuan": _yuan(_total(row))}),
    "api-engagement-act#4 POST": _always(fee_yuan="0.00"),
    "api-engagement-act#5 POST": _of(lambda row: {"last_day": _ending(row)["last_day"], "fee_yuan": _yuan(_ending(row)["fee_fen"])}),
    "api-engagement-act#6 POST": _always(note="想换一位。"),
    "api-engagement-act#7 POST": _always(units=1, total_yuan=_yuan(PRICE)),
    "api-engagement-act#8 POST": lambda world, role, built: {"wanted_at": f"{_moment()}:00+08:00", "fee_yuan": "0.00"},
    "api-engagement-act#9 POST": _of(lambda row: {"worker": _free(row), "unit_yuan": "15600.00"}),
    "api-engagement-act#10 POST": _always(unit_yuan="15000.00", note="按评估，房子不大。"),
    "api-engagement-act#11 POST": _always(note=NOTE),
    "api-engagement-act#12 POST": _always(yes=True),
    "api-engagement-act#13 POST": _of(lambda row: {"fee_yuan": _yuan(_withdrawing(row)["fee_fen"]), "note": NOTE}),
    "api-engagement-act#14 POST": _of(lambda row: {"candidate": _candidate(row)}),
}
