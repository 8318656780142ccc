"""Builders of series and packages: offers that are done in series, agreements of a family, what an enterprise sells and a family has."""

from collections.abc import Callable
from typing import Any

from marketplace.bookings.models import Assignment
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.series.models import MonthlyPrice, Package, PackagePass, Series, SeriesVisit
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.series.factories import (
    asked_total,
    day_from_now,
    fresh,
    make_monthly,
    make_offered,
    make_own_offer,
    make_package,
    make_pass,
    make_regular_offer,
    make_series,
    visit,
)
from tests.rights.built import FOREIGN, HIDDEN, OWN, SHOWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World


def regular_offer(world: World, role: str, relation: str, state: str) -> Built | None:
    """An offer that is done in series."""
    if relation not in (FOREIGN, SHOWN, HIDDEN):
        return None
    return Built({"number": make_regular_offer(enterprise=world.strange, state="pending" if relation == HIDDEN else "published").pk}, None)


def series(world: World, role: str, relation: str, state: str) -> Built | None:
    """A series: one's own as the family's, the organisation's as the provider's."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    make = make_offered if state == "offered" else make_series
    row = make(make_regular_offer(enterprise=firm), customer=world.people[role] if relation == OWN else world.stranger, visits=2)
    if state == "paused":
        Series.objects.filter(pk=row.pk).update(state="paused", paused_from=day_from_now(40), paused_to=day_from_now(50))
    if state == "exception":
        Assignment.objects.filter(visit__booking=visit(row, 2).booking).update(status="released")
        SeriesVisit.objects.filter(series=row, position=2).update(fate="exception", reason="已经有约", booking=None)
    # What was not accepted yet is nobody's business but the family's.
    held = frozenset() if state == "offered" and relation == TENANT else letters(relation)
    return Built({"number": row.number}, held, fresh(row))


def series_visit(world: World, role: str, relation: str, state: str) -> Built | None:
    """The second date of a series."""
    found = series(world, role, relation, "running")
    return None if found is None else Built({**found.args, "position": 2}, found.letters, found.row)


def package(world: World, role: str, relation: str, state: str) -> Built | None:
    """A package: of the organisation, or of strangers."""
    if (relation == TENANT and role not in EMPLOYED) or relation == OWN:
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = make_package(make_offer(enterprise=firm), state=state or "published")
    return Built({"number": row.pk}, letters(relation, *(["p"] if row.state == "published" else [])), row)


def monthly_offer(world: World, role: str, relation: str, state: str) -> Built | None:
    """An offer that is sold by the month."""
    found = regular_offer(world, role, relation, state)
    if found is not None and relation != HIDDEN:
        make_monthly(Listing.objects.get(pk=found.args["number"]))
    return found


def monthly_price(world: World, role: str, relation: str, state: str) -> Built | None:
    """What a month costs: of the organisation, or of strangers."""
    if (relation == TENANT and role not in EMPLOYED) or relation == OWN:
        return None
    row = make_monthly(make_regular_offer(enterprise=world.enterprises[role] if relation == TENANT else world.strange))
    MonthlyPrice.objects.filter(pk=row.pk).update(active=state != "stopped")
    row = MonthlyPrice.objects.with_names().get(pk=row.pk)
    return Built({"number": row.pk}, letters(relation, *(["p"] if row.active else [])), row)


def own_seller(world: World, role: str, relation: str, state: str) -> Built | None:
    """Somebody who works for himself, with an offer that may be sold by the month."""
    if relation == OWN and (person := world.people[role]) is not None:
        return Built({"listing": make_own_offer(person).pk}, letters(OWN))
    return Built({}, frozenset()) if relation == FOREIGN else None


def own_price(world: World, role: str, relation: str, state: str) -> Built | None:
    """What a month of somebody who works for himself costs: one's own, or a stranger's."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    row = make_monthly(make_own_offer(person))
    MonthlyPrice.objects.filter(pk=row.pk).update(active=state != "stopped")
    row = MonthlyPrice.objects.with_names().get(pk=row.pk)
    return Built({"number": row.pk}, letters(relation, *(["p"] if row.active else [])), row)


def sold_package(world: World, role: str, relation: str, state: str) -> Built | None:
    """A package that anybody may take."""
    if relation != FOREIGN:
        return None
    row = make_package(make_offer(enterprise=world.strange))
    return Built({"number": row.pk}, None, row)


def package_pass(world: World, role: str, relation: str, state: str) -> Built | None:
    """A package that a family has: one's own, or one of the organisation's."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    card = make_pass(make_package(make_offer(enterprise=firm)), customer=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": card.number}, letters(relation), PackagePass.objects.select_related("enterprise").get(pk=card.pk))


BUILDERS = {
    "regular_offer": regular_offer,
    "series": series,
    "series_visit": series_visit,
    "monthly_offer": monthly_offer,
    "monthly_price": monthly_price,
    "own_seller": own_seller,
    "own_price": own_price,
    "package": package,
    "sold_package": sold_package,
    "package_pass": package_pass,
}
Maker = Callable[[World, str, Built | None], dict[str, Any]]
HOME = {"address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102", "needs": ""}


def _always(**fields: Any) -> Maker:
    return lambda world, role, built: dict(fields)


def _of(make: Callable[[Any], dict[str, Any]]) -> Maker:
    return lambda world, role, built: make(built.row) if built is not None and built.row is not None else {}


def rhythm(**fields: Any) -> dict[str, Any]:
    """Every week at ten, from next week on."""
    first = day_from_now(7)
    return {"rhythm": "weekly", "weekdays": [first.weekday()], "starts_minute": 600, "first_on": str(first), "visits": 3, "holidays": "skip", **fields}


def _following(row: Series) -> dict[str, Any]:
    first = visit(row, 2)
    return {"rhythm": row.rhythm, "weekdays": row.weekdays, "starts_minute": 660, "worker": row.worker_id or 0, "total_fen": first.fen}


def _api_series(world: World, role: str, built: Built | None) -> dict[str, Any]:
    return {**rhythm(), "listing": make_regular_offer(enterprise=world.strange).pk, "minutes": 120, "district": "110105", **HOME}


def _api_pass(world: World, role: str, built: Built | None) -> dict[str, Any]:
    row = make_package(make_offer(enterprise=world.strange))
    return {"package": row.pk, "price_yuan": "1000.00", "version": row.version}


def _form(firm: Enterprise) -> dict[str, Any]:
    return {
        "title": "日常保洁 5 次卡",
        "listings": [str(make_offer(enterprise=firm).pk)],
        "unit": "visit",
        "amount": "5",
        "minutes": "120",
        "price": "550",
        "valid_days": "90",
        "not_included": "",
    }


def _month(firm: Enterprise) -> dict[str, Any]:
    return {"listing": make_regular_offer(enterprise=firm).pk, "visits_a_week": "3", "minutes": "120", "price": "1200"}


def _own_month(world: World, role: str, built: Built | None) -> dict[str, Any]:
    return {"listing": built.args.get("listing", 1) if built else 1, "visits_a_week": "3", "minutes": "120", "price": "1200"}


def _other_month(row: MonthlyPrice) -> dict[str, Any]:
    return {"listing": row.listing_id, "visits_a_week": "2", "minutes": "120", "price": "980"}


def _months() -> dict[str, Any]:
    first = day_from_now(7)
    days = [first.weekday(), (first.weekday() + 3) % 7]
    return {"monthly": "2x120", "weekdays": days, "starts_minute": 600, "first_on": str(first), "months": 2, "holidays": "skip"}


def _edit(row: Package) -> dict[str, Any]:
    return _form(row.enterprise)


BODIES: dict[str, Maker] = {
    "series:details POST": lambda world, role, built: {**HOME, **rhythm()},
    "series:monthly-details POST": lambda world, role, built: {**HOME, **_months()},
    "series:month-new POST": _of(_month),
    "series:month-edit POST": _of(_other_month),
    "series:worker-month-new POST": _own_month,
    "series:worker-month-edit POST": _of(_other_month),
    "series:act POST": _of(lambda row: {"total_fen": asked_total(row)}),
    "series:act#3 POST": _always(fee_fen="0"),
    "series:visit POST": _always(do="skip", fee_fen="0"),
    "series:change POST": _of(_following),
    "series:pause POST": lambda world, role, built: {"first": str(day_from_now(2)), "beyond": str(day_from_now(5)), "fee_fen": "0"},
    "series:take POST": _of(lambda row: {"price_fen": row.price_fen, "version": row.version}),
    "series:package-new POST": _of(_form),
    "series:package-edit POST": _of(_edit),
    "marketplace_package_decide#1 POST": _always(note="有效期太短。"),
    "marketplace_package_decide#2 POST": _always(note="价格不实。"),
    "api-series POST": _api_series,
    "api-series-act POST": _always(total_yuan="240.00"),
    "api-series-act#2 POST": _always(position=2, fee_yuan="0.00"),
    "api-series-act#3 POST": lambda world, role, built: {
        "position": 2,
        "fee_yuan": "0.00",
        "start": visit(built.row, 2).starts_at.isoformat().replace("T02:", "T04:") if built and built.row else "2099-01-01T10:00:00+08:00",
    },
    "api-series-act#4 POST": lambda world, role, built: {
        "position": 2,
        "start": visit(built.row, 2).starts_at.isoformat() if built and built.row else "2099-01-01T10:00:00+08:00",
    },
    "api-series-act#5 POST": _always(position=2, starts_minute=660, total_yuan="120.00"),
    "api-series-act#6 POST": lambda world, role, built: {"first": str(day_from_now(2)), "beyond": str(day_from_now(5)), "fee_yuan": "0.00"},
    "api-series-act#8 POST": _always(fee_yuan="0.00"),
    "api-passes POST": _api_pass,
}
