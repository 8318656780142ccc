"""Making a series: the dates with their prices are shown once, and accepted once (X-BK-07)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.access import Actor, require, require_proven
from core.audit.services import record
from core.errors import IllegalTransition, Invalid
from core.models import District
from marketplace.bookings.availability import Rule, rule_of
from marketplace.bookings.availability.rules import policy_of
from marketplace.bookings.cancelling import terms_of
from marketplace.bookings.charging import total_of
from marketplace.bookings.errors import HoldIsOver, TotalChanged
from marketplace.bookings.queries.providers import of_listing
from marketplace.bookings.services import Contact
from marketplace.bookings.services.checking import checked_amount, checked_needs, checked_point
from marketplace.bookings.services.quoting import answer, minutes_for
from marketplace.bookings.states import Channel, QuoteState
from marketplace.levels.queries import for_quote
from marketplace.listings.models import Listing
from marketplace.series.errors import NobodyThen, NotRepeatable, TooManySeries
from marketplace.series.events import SERIES_ACCEPTED
from marketplace.series.models import MonthlyPrice, Series, SeriesQuote, SeriesRule, SeriesVisit
from marketplace.series.parameters import OFFER_MINUTES, OPEN_SERIES
from marketplace.series.pricing import inputs_at, month_inputs, rule_inputs
from marketplace.series.queries.fitting import able_on, asked_of, holidays_between, why_not
from marketplace.series.queries.own import rule_for
from marketplace.series.rhythm import LONGEST, Plan, days_of
from marketplace.series.services.ahead import book_ahead
from marketplace.series.services.keeping import locked, step
from marketplace.series.services.monthly import term_of
from marketplace.series.states import LIVE, Holidays, Rhythm, SeriesState
from marketplace.workers.models import Worker
from members.models import User

FARTHEST_START = timedelta(days=90)
# So many of the first dates are looked at before a price is offered.
ASKED_AHEAD = 4
BY_WEEK = (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY)


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """What a family wants: the rhythm, at which minute of the day, how long, where, for whom."""

    plan: Plan
    starts_minute: int
    district: District
    contact: Contact
    minutes: int | None = None
    amount: int = 1
    holidays: str = Holidays.SKIP
    same_worker: bool = True
    worker_id: int | None = None
    lat: float | None = None
    lng: float | None = None
    needs: str = ""
    monthly: MonthlyPrice | None = None
    months: int | None = None


def propose(listing: Listing, wish: SeriesWish, *, actor: Actor, now: datetime) -> Series:
    """Write the series with all of its dates and what they cost, one by one or by the month; nothing is taken before the family accepts.

    Locks the person. Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, NotRepeatable, NotMonthly, TooManySeries,
    NobodyThen.
    """
    require_proven(actor)
    require(actor, "create", Series)
    allowed = rule_for(listing)
    if allowed is None:
        raise NotRepeatable
    rule = rule_of(listing.service_type_id or 0)
    wish = replace(wish, plan=term_of(wish.plan, wish.monthly, wish.months, listing, allowed)) if wish.monthly is not None else wish
    plan, days = checked_plan(wish, allowed, rule, now)
    people = of_listing(listing)
    if wish.worker_id is not None and wish.worker_id not in people:
        raise Invalid(fields={"worker": ["选这家的服务人员。"]})
    minutes, prices = _priced(listing, wish, rule, for_quote(actor.principal_id, timezone.localdate(now)))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.principal_id)
        _forget_offers(actor, now)
        if Series.objects.filter(customer_id=actor.principal_id, state__in=LIVE).count() >= OPEN_SERIES.at(now):
            raise TooManySeries
        row = _write(listing, replace(wish, plan=plan, minutes=minutes), rule, prices, actor, now, credit_share=allowed.credit_share)
        _require_somebody(row, add_visits(row, days, first=1, now=now)[:ASKED_AHEAD], now)
        write_quote(row, valid_until=row.until or now, now=now)
        record(actor, function="series.propose", obj=row, detail={"listing": listing.pk, "visits": len(days)}, now=now)
    return row


def _require_somebody(row: Series, visits: list[SeriesVisit], now: datetime) -> None:
    """Nobody is to agree to dates of which the first ones can all not be kept. Raises NobodyThen with the reason."""
    starts, people = [visit.starts_at for visit in visits], asked_of(row)
    if starts and not any(able_on(row, starts, people, now=now).values()):
        raise NobodyThen(f"近几次这个时间都排不上（{why_not(row, starts[0], people, now=now)}），换个时间或者星期几。")


def _priced(listing: Listing, wish: SeriesWish, rule: Rule, level: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """How long a visit takes and what its price comes from, the member's level as it is on this day with it; what is in the month's price
    costs nothing by itself, and a level takes nothing off it.
    """
    if wish.monthly is not None:
        return wish.monthly.minutes, month_inputs(wish.monthly.minutes)
    minutes = minutes_for(unit_code=listing.unit.code, rule=rule, minutes=wish.minutes, amount=checked_amount(wish.amount))  # type: ignore[union-attr]
    prices = rule_inputs(unit=listing.unit, price_fen=listing.price_fen or 0, rule=rule, minutes=minutes, amount=wish.amount)  # type: ignore[arg-type]
    return minutes, prices | level


def checked_plan(wish: SeriesWish, allowed: SeriesRule, rule: Rule, now: datetime) -> tuple[Plan, list[date]]:
    """The plan with its days. Raises Invalid naming the fields."""
    plan, today, problems = wish.plan, timezone.localdate(now), {}
    if plan.rhythm not in allowed.rhythms:
        problems["rhythm"] = ["这项服务不能这样定期。"]
    if plan.rhythm in BY_WEEK and not (plan.weekdays and set(plan.weekdays) <= set(range(7))):
        problems["weekdays"] = ["至少选一个星期几。"]
    if not today < plan.first_on <= today + FARTHEST_START:
        problems["first_on"] = [f"从明天起，{FARTHEST_START.days} 天以内。"]
    if not 0 <= wish.starts_minute < 1440 or wish.starts_minute % rule.interval_minutes:
        problems["start"] = [f"选整 {rule.interval_minutes} 分钟的时间。"]
    if (plan.visits is None) == (plan.last_on is None):
        problems["visits"] = ["写做几次，或者做到哪天。"]
    elif plan.last_on is not None and not plan.first_on <= plan.last_on <= plan.first_on + LONGEST:
        problems["last_on"] = [f"最多定 {LONGEST.days} 天。"]
    if wish.holidays not in Holidays.values:
        problems["holidays"] = ["选放假来不来。"]
    if problems:
        raise Invalid(fields=problems)
    tidy = replace(plan, weekdays=tuple(sorted(set(plan.weekdays))) if plan.rhythm in BY_WEEK else ())
    return tidy, _counted(planned_days(tidy, wish.holidays), wish, allowed)


def _counted(days: list[date], wish: SeriesWish, allowed: SeriesRule) -> list[date]:
    """The days, as many as one agreement may hold; whole months hold what they hold. Raises Invalid."""
    fits = allowed.least_visits <= len(days) <= allowed.most_visits and wish.plan.visits in (None, len(days))
    if wish.monthly is None and not fits:
        raise Invalid(fields={"visits": [f"一次可以定 {allowed.least_visits} 到 {allowed.most_visits} 次，一年以内。"]})
    return days


def planned_days(plan: Plan, holidays: str, *, taken: Iterable[date] = ()) -> list[date]:
    """The days of a plan, without public holidays where nobody comes then, and without what is taken already. One query."""
    rests = holidays_between(plan.first_on, plan.first_on + LONGEST) if holidays == Holidays.SKIP else frozenset()
    return days_of(plan, without=rests.union(taken))


def _forget_offers(actor: Actor, now: datetime) -> None:
    """A member reads one offer at a time; the next one makes the last one worthless."""
    for row in Series.objects.filter(customer_id=actor.principal_id, state=SeriesState.OFFERED).select_for_update():
        step(row, "decline", None, actor=actor, now=now, ended_at=now)


def _write(listing: Listing, wish: SeriesWish, rule: Rule, prices: dict[str, Any], actor: Actor, now: datetime, *, credit_share: int) -> Series:
    plan, district, price = wish.plan, wish.district, wish.monthly
    lat, lng = checked_point(district, wish.lat, wish.lng)
    return Series.objects.create(
        number=f"D{timezone.localdate(now):%y%m%d}{secrets.randbelow(10**8):08d}",
        until=now + timedelta(minutes=OFFER_MINUTES.at(now)),
        channel=actor.channel if actor.channel in Channel.values else Channel.WEB,
        customer_id=actor.principal_id or 0,
        listing=listing,
        service_type_id=listing.service_type_id or 0,
        enterprise=listing.enterprise,
        provider=None if listing.enterprise_id else Worker.objects.get(user_id=listing.author_id or 0, enterprise=None),
        title=listing.title,
        **wish.contact.checked(),
        district=district,
        lat=lat,
        lng=lng,
        needs=checked_needs(wish.needs),
        rhythm=plan.rhythm,
        weekdays=list(plan.weekdays),
        first_on=plan.first_on,
        wanted_visits=plan.visits,
        last_on=plan.last_on,
        starts_minute=wish.starts_minute,
        minutes=wish.minutes or rule.minutes,
        holidays=wish.holidays,
        same_worker=wish.same_worker,
        worker_id=wish.worker_id,
        inputs=prices,
        **({"month_fen": price.price_fen, "months": wish.months, "months_from": plan.first_on, "credit_share": credit_share} if price else {}),
        terms={**terms_of(policy_of(rule)), "answer_minutes": rule.answer_minutes},
        created_at=now,
        changed_at=now,
    )


def add_visits(row: Series, days: list[date], *, first: int, now: datetime) -> list[SeriesVisit]:
    """The rows of these days, each with its price. Two queries."""
    rests = holidays_between(min(days), max(days)) if days else frozenset()
    made = []
    for place, day in enumerate(days, start=first):
        start = row.start_on(day)
        inputs = inputs_at(row.inputs, start, rests)
        made.append(SeriesVisit(series=row, position=place, planned_on=day, starts_at=start, inputs=inputs, fen=total_of(inputs), changed_at=now))
    return SeriesVisit.objects.bulk_create(made)


def write_quote(row: Series, *, valid_until: datetime, now: datetime, note: str = "") -> SeriesQuote:
    """The next version of what all dates that still stand cost together. Three queries."""
    visits = row.visits.exclude(fate__in=["replaced", "ended"]).order_by("starts_at").values_list("starts_at", "fen")
    last = row.quotes.aggregate(last=Max("version"))["last"] or 0
    stored: dict[str, Any] = {"rule": row.inputs, "visits": [[start.isoformat(), fen] for start, fen in visits]}
    total = sum(fen for _, fen in visits)
    if row.month_fen is not None:
        stored["months"] = [[row.month(number)[0].isoformat(), row.month_fen] for number in range(1, (row.months or 0) + 1)]
        total = row.month_fen * (row.months or 0)
    return SeriesQuote.objects.create(series=row, version=last + 1, inputs=stored, total_fen=total, valid_until=valid_until, note=note, created_at=now)


def accept(series: Series, *, actor: Actor, now: datetime, total_fen: int, how: str = "tap") -> Series:
    """Accept the price rule and the sum that was seen; then each date inside the horizon becomes an order. Locks the series.

    Raises NotFound, Forbidden, HoldIsOver, TotalChanged, IllegalTransition.
    """
    require(actor, "confirm", series)
    with transaction.atomic():
        row = locked(series)
        if row.state != SeriesState.OFFERED:
            raise IllegalTransition(state=row.state, event="accept", audit={"function": "series.accept", "object": row})
        quote = row.quotes.filter(state=QuoteState.OFFERED).order_by("-version").first()
        if row.is_over(now) or quote is None:
            raise HoldIsOver("看价格的时间过了，再选一次吧。")
        if quote.total_fen != total_fen:
            raise TotalChanged
        answer(quote, QuoteState.ACCEPTED, actor=actor, now=now, how=how)
        step(row, "accept", SERIES_ACCEPTED, actor=actor, now=now, accepted_at=now, total_fen=quote.total_fen, until=None)
    book_ahead(row, now=now)
    return row


def decline(series: Series, *, actor: Actor, now: datetime) -> Series:
    """Not after all. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "cancel", series)
    with transaction.atomic():
        return step(locked(series), "decline", None, actor=actor, now=now, ended_at=now)


def accept_anew(row: Series, *, note: str, actor: Actor, now: datetime) -> SeriesQuote:
    """The next version of the price, which whoever changes something has seen. Under the lock of the series."""
    quote = write_quote(row, valid_until=now, now=now, note=note)
    answer(quote, QuoteState.ACCEPTED, actor=actor, now=now)
    row.total_fen = quote.total_fen
    row.save(update_fields=["total_fen"])
    return quote
