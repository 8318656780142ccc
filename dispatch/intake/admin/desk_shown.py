"""What the screen of a talk shows, from the three fields and the customer."""

from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from core.access import Actor
from core.errors import NotFound
from core.idempotency.views import fresh_key
from core.models import District
from core.money import Money
from core.states import available
from core.texts import whole
from dispatch.intake import services
from dispatch.intake.forms import NeedForm, OutcomeForm
from dispatch.intake.models import Call
from dispatch.intake.queries.customers import Panel, covered, panel_of
from dispatch.intake.queries.offers import Asked, Option, bookable, kept_by, options
from dispatch.intake.queries.service_details import Details, details_of
from dispatch.intake.queries.vocabulary import vocabulary
from dispatch.intake.reading import Need, When, read_need
from dispatch.intake.reading.times import spoken, spoken_day
from dispatch.intake.services.texted_needs import days_of, fitting
from marketplace.bookings import shown
from marketplace.bookings.availability import Place, rule_of
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services import cancel_fee, free_slots, move_fee
from marketplace.bookings.services.finding import job_of
from marketplace.bookings.services.keeping import taken_by
from members.phones import masked

MOST, NEAR, EACH, DAYS = 24, 12, 2, 7


def read(what: str, when: str, where: str, *, now: datetime) -> Need:
    """The three fields read together: each may say what belongs into another. Three queries."""
    return read_need(" ".join((what, when, where)), now=now, vocabulary=vocabulary())


def district_of(need: Need) -> District | None:
    """The district that was said. One query."""
    return District.objects.filter(code=need.district).first() if need.district else None


def home_of(talk: services.Talk, chosen: str, *, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The home of the customer that was chosen by its place in the list; nothing for a new one."""
    customer = talk.customer()
    place = whole(chosen, digits=3)
    if customer is None or place is None or not services.is_going_on(talk, actor, now):
        return None
    homes = panel_of(customer, actor=services.looking(talk, customer, actor=actor), phone_index="", now=now).homes
    return homes[place] if place < len(homes) else None


def context_of(talk: services.Talk, *, actor: Actor, given: QueryDict, now: datetime) -> dict[str, Any]:
    """Everything on the screen."""
    row, going_on = talk.row, services.is_going_on(talk, actor, now)
    customer = talk.customer() if going_on else None
    speaker = services.looking(talk, customer, actor=actor) if customer is not None else actor
    panel = panel_of(customer, actor=speaker, phone_index=row.phone_index, now=now) if customer is not None else Panel()
    said = {name: given.get(name, "")[:120] or _kept(row, name) for name in ("what", "when", "where")}
    need = read(said["what"], said["when"], said["where"], now=now) if any(said.values()) else Need()
    home = panel.homes[0] if panel.homes and not need.district else None
    district = home["district"] if home is not None else district_of(need)
    details, found = _offered(need, district, home, customer.pk if customer else None, now) if going_on else (None, [])
    return {
        "talk": talk,
        "row": row,
        "call": row if isinstance(row, Call) else None,
        "phone": masked(talk.phone) if talk.phone else "没有来显",
        "going_on": going_on,
        "panel": panel,
        "form": NeedForm(initial=said),
        "said": said,
        "need": need,
        "badges": _understood(need, district, details),
        "details": details,
        "options": found,
        "posted": given,
        "outcome_form": OutcomeForm(initial={"outcome": row.outcome, "note": row.note}) if isinstance(row, Call) else None,
        "held": _priced(panel.held, {home["address"] for home in panel.homes}),
        "chosen": _chosen(given.get("order", ""), speaker, given, now) if customer is not None else None,
        "key": fresh_key(),
        "header_title": f"来电 {masked(talk.phone)}" if isinstance(row, Call) and talk.phone else str(row),
        "breadcrumbs_items": _way_here(row),
        "header_icon": "mobile-alt",
    }


def _way_here(row: Any) -> list[dict[str, str]]:
    index, label = ("dispatch_calls", "来电") if isinstance(row, Call) else ("dispatch_enquiries", "咨询登记")
    return [{"url": reverse(index), "label": label}, {"url": "", "label": str(row)}]


def _kept(row: Any, name: str) -> str:
    """What the consultation says already: its own words, else what was written on the web."""
    if isinstance(row, Call):
        return getattr(row.consultation, name, "") if row.consultation is not None else ""
    kept = getattr(row, name)
    return kept or (row.text[:120] if name == "what" and not (row.what or row.when or row.where) else "")


def _understood(need: Need, district: District | None, details: Details | None) -> list[str]:
    """What was read out of the three fields."""
    found = [details.row.name] if details else [need.what] if need.what else []
    if need.when.minutes:
        found.append(f"{need.when.minutes} 分钟")
    if need.amount:
        found.append(f"{need.amount} 个计价单位")
    when = spoken(need.when.start) if need.when.start else spoken_day(need.when.day) if need.when.day else ""
    return [*found, *([when] if when else []), *([district.name] if district and need.district else []), *([covered(need.address)] if need.address else [])]


def _offered(
    need: Need, district: District | None, home: dict[str, Any] | None, person_id: int | None, now: datetime
) -> tuple[Details | None, list[dict[str, Any]]]:
    if not need.service_types:
        return None, []
    listings = bookable(need.service_types, district, now) if district is not None else []
    service_type = listings[0].service_type_id if listings else need.service_types[0]
    details = details_of(service_type or 0, district, now)
    if not listings or district is None:
        return details, []
    place = Place(home["lat"], home["lng"], district.pk) if home is not None else Place(district.lat, district.lng, district.pk)
    asked = Asked(listings, place, need.when.minutes, need.amount or 1, kept_by(person_id))
    found = fitting(options(asked, days=days_of(need.when, now), now=now), need.when)
    return details, _listed(found, need.when)


def _listed(found: list[Option], when: When) -> list[dict[str, Any]]:
    """Two of each start; the ones nearest to the moment that was said, in order of time."""
    taken: dict[datetime, int] = {}
    few = []
    for one in found:
        taken[one.start] = taken.get(one.start, 0) + 1
        if taken[one.start] <= EACH:
            few.append(one)
    if when.start is not None:
        wanted = when.start
        few = sorted(sorted(few, key=lambda one: abs(one.start - wanted))[:NEAR], key=lambda one: one.start)
    return [
        {
            "value": f"{one.listing.pk} {one.start.isoformat()}",
            "when": spoken(one.start),
            "who": one.listing.poster_name,
            "price": f"{Money(one.listing.price_fen or 0).short} {one.listing.unit.label if one.listing.unit else ''}",
            "score": f"{one.score:.1f}",
            "exact": one.start == when.start,
        }
        for one in few[:MOST]
    ]


def _priced(held: Booking | None, known: set[str]) -> dict[str, Any] | None:
    """The kept time with its price, and the sentences to read out; the door of a home that was not said in this talk stays covered."""
    if held is None:
        return None
    quote = own.latest_quote(held)
    if quote is None:
        return None
    lines = "，".join(f"{line.label} {Money(line.fen).short} 元（{line.detail}）" for line in quote.lines.all())
    where = f"{held.district.name}{covered(held.address) if held.address in known else held.address}"
    text = f"{held.title}，{spoken(held.starts_at)}，做 {held.minutes} 分钟，{held.provider_name}上门，地址是{where}。{lines}，一共 {Money(quote.total_fen).short} 元。"
    return {"row": held, "quote": quote, "text": text, "rules": shown.rules_as_rows(held)}


def _chosen(number: str, speaker: Actor, given: QueryDict, now: datetime) -> dict[str, Any] | None:
    """One of the customer's orders with what moving and cancelling it cost, and when else somebody could come."""
    if not number:
        return None
    try:
        row = own.for_customer(number, actor=speaker)
    except NotFound:
        return None
    moves = {event for event, _ in available(row, speaker)} if not row.is_over(now) else set()
    fee = move_fee(row, now=now) if "move" in moves else None
    when = read_need(given.get("to", "")[:60], now=now, vocabulary=vocabulary()).when if given.get("to") else When()
    return {
        "row": row,
        "line": shown.line(row, now),
        "move_fee": fee,
        "cancel_fee": cancel_fee(row, now=now) if "cancel" in moves else None,
        "starts": _other_starts(row, when, now) if fee is not None and not fee.needs_agreement else [],
        "to": given.get("to", "")[:60],
    }


def _other_starts(row: Booking, when: When, now: datetime) -> list[datetime]:
    today = timezone.localdate(now)
    days = [when.day] if when.day is not None and when.day >= today else [today + timedelta(days=number) for number in range(DAYS)]
    job = job_of(row, rule_of(row.service_type_id))
    found = free_slots(of_booking(row), job, asked=days, now=now, instead_of=taken_by(shown.visit_of(row)))
    first, last = when.part or (0, 24)
    starts = [slot.start for slot in found if slot.start != row.starts_at and first <= timezone.localtime(slot.start).hour < last]
    if when.start is not None:
        wanted = when.start
        starts = sorted(sorted(starts, key=lambda start: abs(start - wanted))[:NEAR])
    return starts[:MOST]
