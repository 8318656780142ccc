"""Series and packages as the API says them."""

from datetime import datetime
from typing import Any

from core.access import Actor, can
from core.money import Money
from core.states import available
from marketplace.series import services, shown
from marketplace.series.models import PackagePass, Series, SeriesDue
from marketplace.series.queries import own
from marketplace.series.queries.monthly import MonthWorth, dues_of
from marketplace.series.queries.packages import Worth, uses_of
from marketplace.series.states import Fate, SeriesState

# What is paid by the month is stopped by `end`, too: the service says which of the two it is.
BY_THE_CLOCK = {"expire", "finish", "stop"}
OF_DATES = (("skip", "跳过一次"), ("move", "改一次的时间"), ("answer", "排不上的，换人或者换时间"))


def short(row: Series) -> dict[str, Any]:
    """A series in a list."""
    return {
        "number": row.number,
        "url": row.get_absolute_url(),
        "title": row.title,
        "service_type": row.service_type.name,
        "provider": row.provider_name,
        "worker": row.worker.called if row.worker else "",
        "state": row.state,
        "state_name": SeriesState(row.state).label,
        "rhythm": row.rhythm,
        "rhythm_name": shown.rhythm_in_words(row),
        "minutes": row.minutes,
        "charged": "month" if row.is_monthly else "visit",
        "month_yuan": None if row.month_fen is None else Money(row.month_fen).yuan,
        "total_yuan": Money(_total(row)).yuan,
        "until": row.until,
        "created_at": row.created_at,
    }


def _total(row: Series) -> int:
    if row.state != SeriesState.OFFERED:
        return row.total_fen
    quote = own.latest_quote(row)
    return quote.total_fen if quote else 0


def full(row: Series, actor: Actor, now: datetime) -> dict[str, Any]:
    """One series with its dates; the door is the family's alone, whoever comes reads it in his order."""
    steps = [] if row.is_over(now) else available(row, actor)
    ends = any(event == "end" for event, _ in steps)
    fee = sum(services.fees_of(services.touched(row, now=now, first=services.ending_at(row, now)), now=now).values()) if ends else None
    return {
        **short(row),
        "address": row.address if "o" in row.access_scopes(actor) else "",
        "needs": row.needs,
        "holidays": row.holidays,
        "paused_from": row.paused_from,
        "paused_to": row.paused_to,
        "visits": [_visit(one) for one in shown.rows_of(own.visits_of(row), now=now)],
        "dues": [_due(due) for due in dues_of(row)],
        "end_fee_yuan": None if fee is None else Money(fee).yuan,
        "actions": _actions(row, actor, steps),
    }


def _actions(row: Series, actor: Actor, steps: list[Any]) -> list[dict[str, Any]]:
    found = [{"action": event, "label": step.label, "note_required": step.note_required} for event, step in steps if event not in BY_THE_CLOCK]
    if row.is_live and can(actor, "update", row):
        found += [{"action": name, "label": label, "note_required": False} for name, label in OF_DATES]
    return found


def _visit(one: shown.Shown) -> dict[str, Any]:
    visit = one.visit
    return {
        "position": visit.position,
        "starts_at": visit.starts_at,
        "fate": visit.fate,
        "fate_name": Fate(visit.fate).label,
        "reason": visit.reason,
        "yuan": Money(visit.fen).yuan,
        "booking": visit.booking.number if visit.booking is not None and visit.fate == Fate.BOOKED else "",
        "worker": one.who,
    }


def _due(due: SeriesDue) -> dict[str, Any]:
    known = {name: getattr(due, name) for name in ("kind", "month", "begins_on", "beyond_on", "visits", "payer", "payee")}
    return {**known, "yuan": Money(due.fen).yuan, "lines": [{"what": line.label, "yuan": Money(line.fen).yuan} for line in due.lines.all()]}


def monthly_out(worth: MonthWorth) -> dict[str, Any]:
    """What an offer costs by the month."""
    row = worth.price
    return {
        "id": row.pk,
        "listing": row.listing_id,
        "visits_a_week": row.visits_a_week,
        "minutes": row.minutes,
        "month_yuan": Money(row.price_fen).yuan,
        "each_yuan": Money(worth.each_fen).yuan,
        "single_yuan": Money(worth.single_fen).yuan,
        "most_months": row.listing.service_type.series_rule.most_months if row.listing.service_type else 0,
    }


def package_out(worth: Worth) -> dict[str, Any]:
    """A package that is sold."""
    row = worth.package
    return {
        "id": row.pk,
        "url": row.get_absolute_url(),
        "title": row.title,
        "enterprise": row.enterprise.shown_name,
        "unit": row.unit,
        "amount": row.amount,
        "minutes": row.minutes,
        "price_yuan": Money(row.price_fen).yuan,
        "each_yuan": Money(worth.each_fen).yuan,
        "single_yuan": Money(worth.single_fen).yuan,
        "saved_yuan": Money(worth.saved_fen).yuan,
        "valid_days": row.valid_days,
        "not_included": row.not_included,
        "version": row.version,
        "listings": sorted(listing.pk for listing in row.listings.all()),
    }


def pass_out(row: PackagePass, now: datetime) -> dict[str, Any]:
    """A package that somebody has."""
    return {
        "number": row.number,
        "url": row.get_absolute_url(),
        "title": row.title,
        "enterprise": row.enterprise.shown_name,
        "state": row.state,
        "unit": row.unit,
        "amount": row.amount,
        "left": row.left,
        "price_yuan": Money(row.price_fen).yuan,
        "taken_at": row.taken_at,
        "ends_at": row.ends_at,
        "usable": row.is_usable(now),
        "cover": f"package:{row.number}",
        "listings": sorted(listing.pk for listing in row.listings.all()),
    }


def pass_full(row: PackagePass, now: datetime) -> dict[str, Any]:
    """One pass with what was used of it."""
    uses = [
        {
            "booking": use.booking.number,
            "units": use.units,
            "worth_yuan": Money(use.worth_fen).yuan,
            "at": use.at,
            "returned_at": use.returned_at,
            "kept_because": use.kept_because,
        }
        for use in uses_of(row)
    ]
    return {**pass_out(row, now), "uses": uses}
