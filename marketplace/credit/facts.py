"""The facts of credit that this slice can see itself: ratings, orders, redos, spot checks, answers. Those of dispatch are registered there.

A fact of an enterprise is one of its orders, whoever went; a fact of a worker is one of the orders to which he went, whoever employs him
now. Two queries at most for each function, whatever the number of subjects.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from core.models import StateHistory
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.credit.parameters import ANSWER_HOURS
from marketplace.credit.sources import FULL, Counts, Window, register
from marketplace.credit.states import Kind, Part
from marketplace.listings.models import Enquiry
from marketplace.listings.states import EnquiryState, Side
from marketplace.ratings.models import Rating
from marketplace.warranty.states import RedoState
from marketplace.workers.models import SpotCheck

STAR = FULL // 4
ANSWERS = ("accept", "quote", "refuse")
Asked = Iterable[tuple[int, datetime, datetime | None]]


def ratings(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Public ratings: five stars are full, one star is nothing."""
    rows = Rating.objects.public().filter(**{f"{kind}_id__in": numbers}, **window.of("created_at")).order_by()
    found = rows.values_list(f"{kind}_id").annotate(total=Sum("score"), count=Count("pk"))
    return {number: ((total - count) * STAR, count) for number, total, count in found}


def missed(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Orders to which nobody came: each is a visit that was not made in time, by whoever led it, else by whoever was sent last."""
    rows = Visit.objects.filter(booking__state=BookingState.WORKER_MISSED, position=1, **window.of("booking__ended_at")).order_by()
    if kind == Kind.ENTERPRISE:
        found = rows.filter(booking__enterprise_id__in=numbers).values_list("booking__enterprise_id").annotate(count=Count("pk"))
    else:
        sent = Assignment.objects.filter(visit=OuterRef("pk")).order_by("-pk").values("worker_id")[:1]
        who = rows.annotate(who=Coalesce("leader_id", Subquery(sent), output_field=BigIntegerField())).filter(who__in=numbers)
        found = who.values_list("who").annotate(count=Count("pk"))
    return {number: (0, count) for number, count in found}


def _finished(kind: str, numbers: Sequence[int], window: Window) -> tuple[QuerySet[Any], str]:
    """Finished orders (for workers: that they went), and the way from such a row to its order. An order that does another one again is none."""
    if kind == Kind.ENTERPRISE:
        done: QuerySet[Any] = Booking.objects.filter(enterprise_id__in=numbers, state=BookingState.CONFIRMED, redo=None, **window.of("ended_at"))
        return done.values_list("enterprise_id"), ""
    way = "visit__booking__"
    went = {f"{way}state": BookingState.CONFIRMED, f"{way}redo": None, **window.of(f"{way}ended_at")}
    gone = Assignment.objects.filter(worker_id__in=numbers, status=AssignmentStatus.FIXED, **went)
    return gone.values_list("worker_id"), way


def complaints(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Finished orders, and those of them that had to be done again; a redo that the centre refused is none."""
    rows, way = _finished(kind, numbers, window)
    order = f"{way}pk"
    again = Q(**{f"{way}redos__isnull": False}) & ~Q(**{f"{way}redos__state": RedoState.REFUSED})
    found = rows.annotate(count=Count(order, distinct=True), again=Count(order, distinct=True, filter=again)).order_by()
    return {number: ((count - again) * FULL, count) for number, count, again in found}


def inspections(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Spot checks: passed is full, put right afterwards is half."""
    rows = SpotCheck.objects.filter(**{f"{kind}_id__in": numbers}, **window.of("at")).order_by()
    good, mended = Count("pk", filter=Q(passed=True)), Count("pk", filter=Q(passed=False, remedied_at__isnull=False))
    found = rows.values_list(f"{kind}_id").annotate(count=Count("pk"), good=good, mended=mended)
    return {number: (good * FULL + mended * FULL // 2, count) for number, count, good, mended in found}


def _answered(rows: Asked, window: Window) -> Counts:
    """Of what was asked (whom, when, answered when): answered in time, and how many have an answer or should have one."""
    limit = timedelta(hours=ANSWER_HOURS.at(window.before))
    found: dict[int, tuple[int, int]] = {}
    for number, asked, answered in rows:
        due = asked + limit
        in_time = answered is not None and answered <= due
        if in_time or due < window.before:
            total, count = found.get(number, (0, 0))
            found[number] = total + in_time * FULL, count + 1
    return found


def requests(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Orders that wanted an answer: a yes, another price or a no in time. One that the family took back before is left out."""
    who = "enterprise_id" if kind == Kind.ENTERPRISE else "provider_id"
    booking = ContentType.objects.get_for_model(Booking)
    same = {"content_type": booking, "object_id": Cast(OuterRef("pk"), CharField())}
    first = StateHistory.objects.filter(**same, event__in=ANSWERS).order_by("pk").values("at")[:1]
    rows = Booking.objects.filter(**{f"{who}__in": numbers}, instant=False, **window.of("placed_at")).annotate(answered=Subquery(first)).order_by()
    rows = rows.exclude(answered=None, state=BookingState.CANCELLED)
    return _answered(rows.values_list(who, "placed_at", "answered"), window)


def enquiries(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Questions about offers: the first answer in time."""
    who = "listing__enterprise_id" if kind == Kind.ENTERPRISE else "listing__author__worker"
    alone = {} if kind == Kind.ENTERPRISE else {"listing__enterprise": None, "listing__author__worker__enterprise": None}
    rows = Enquiry.objects.filter(**{f"{who}__in": numbers}, **alone, listing__side=Side.OFFER, **window.of("created_at")).exclude(state=EnquiryState.HIDDEN)
    first = Min("messages__at", filter=Q(messages__from_asker=False))
    return _answered(rows.annotate(first=first).order_by().values_list(who, "created_at", "first"), window)


def register_all() -> None:
    """Add what this slice knows itself. Called when the apps are ready."""
    register("ratings", Part.RATINGS, ratings)
    register("missed", Part.PUNCTUAL, missed)
    register("redos", Part.COMPLAINTS, complaints)
    register("checks", Part.INSPECTIONS, inspections)
    register("requests", Part.RESPONSE, requests)
    register("enquiries", Part.RESPONSE, enquiries)
