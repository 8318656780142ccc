"""Workers with calendars, offers that can be booked, orders in every state, for tests."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import clock
from core.access import Actor
from core.codes import short_code
from marketplace.bookings import services
from marketplace.bookings.models import Booking, ServiceRule, Visit, Waiting
from marketplace.bookings.services import Contact, Wish
from marketplace.catalog.models import ServiceType
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.workers.models import Paper, PaperKind, PaperState, Skill, WeeklyHours, Worker
from members.models import User
from tests.marketplace.factories import district, make_enterprise, make_listing, unit
from tests.members.factories import actor_for, make_user, put_on_duty

_numbers = itertools.count(1)
NINE, SIX = 9 * 60, 18 * 60
HOME = (39.921, 116.443)


def service(code: str = "") -> ServiceType:
    """A service type of the reference data that is paid by the hour."""
    rows = ServiceType.objects.select_related("category").order_by("pk")
    return rows.get(code=code) if code else rows.filter(unit__code="hour", customer_type="any")[0]


def make_worker(
    *,
    enterprise: Enterprise | None = None,
    user: User | None = None,
    skills: tuple[ServiceType, ...] | None = None,
    hours: tuple[tuple[int, int, int], ...] | None = None,
    **fields: Any,
) -> Worker:
    """An approved worker on line with every paper, from nine to six every day unless told otherwise."""
    now = clock.now()
    values = {
        "enterprise": enterprise,
        "user": user,
        "state": "approved",
        "online": True,
        "code": short_code(12),
        "name": f"王桂兰{next(_numbers)}",
        "called": "王阿姨",
        "lat": HOME[0],
        "lng": HOME[1],
        "travel": "bicycle",
        "range_km": 25,
        "daily_visits": 4,
        "rests_on_holidays": False,
        "created_at": now,
        "changed_at": now,
        **fields,
    }
    row = Worker.objects.create(**values)
    week = hours if hours is not None else tuple((day, NINE, SIX) for day in range(7))
    WeeklyHours.objects.bulk_create([WeeklyHours(worker=row, weekday=day, starts_minute=start, ends_minute=end) for day, start, end in week])
    does = skills if skills is not None else (service(),)
    Skill.objects.bulk_create([Skill(worker=row, service_type=one) for one in does])
    kinds = PaperKind.objects.filter(Q(needed_to_work=True) | Q(service_types__in=does)).distinct()
    Paper.objects.bulk_create([Paper(worker=row, kind=kind, state=PaperState.VERIFIED, reviewed_at=now, created_at=now) for kind in kinds])
    return row


Hours = tuple[tuple[int, int, int], ...]


def make_offer(
    *, workers: int = 1, rule: dict[str, Any] | None = None, enterprise: Enterprise | None = None, hours: Hours | None = None, **fields: Any
) -> Listing:
    """An offer of an enterprise with so many free workers, 60 yuan an hour."""
    kind = fields.pop("service_type", None) or service()
    firm = enterprise or make_enterprise()
    for _ in range(workers):
        make_worker(enterprise=firm, skills=(kind,), hours=hours)
    if rule is not None:
        ServiceRule.objects.update_or_create(service_type=kind, defaults=rule)
    values = {"category": kind.category, "service_type": kind, "unit": unit(), "price_fen": 6000, "title": "日常保洁，两小时起", **fields}
    return make_listing(enterprise=firm, **values)


def tomorrow(hour: int = 10, minute: int = 0, *, days: int = 2) -> datetime:
    """A moment in a few days, by the city's clock."""
    day: date = timezone.localdate(clock.now()) + timedelta(days=days)
    return clock.midnight(day) + timedelta(hours=hour, minutes=minute)


def wish(**overrides: Any) -> Wish:
    """What a family wants: two hours, the day after tomorrow at ten, in 朝阳区."""
    contact = Contact("陈女士", "13800000102", "望京西园四区 12 号楼 3 单元 501")
    return Wish(**({"start": tomorrow(), "minutes": 120, "district": district(), "contact": contact, "lat": 39.99, "lng": 116.47} | overrides))


def make_hold(listing: Listing | None = None, *, customer: User | None = None, now: datetime | None = None, **overrides: Any) -> Booking:
    """A time that is kept, with its quote."""
    person = customer or make_user()
    return services.hold(listing or make_offer(), wish(**overrides), actor=actor_for(person), now=now or clock.now())


def make_order(listing: Listing | None = None, *, customer: User | None = None, now: datetime | None = None, **overrides: Any) -> Booking:
    """An order whose price has been accepted: assigned, or requested when the service is not instant."""
    person = customer or make_user()
    held = make_hold(listing, customer=person, now=now, **overrides)
    return services.accept_quote(held, actor=actor_for(person), now=now or clock.now(), total_fen=quote_total(held))


def make_waiting(
    listing: Listing | None = None, *, customer: User | None = None, days: tuple[int, int] = (1, 6), anybody: bool = False, **overrides: Any
) -> Waiting:
    """A place in line from tomorrow for a week, from eight to six."""
    person, today = customer or make_user(), timezone.localdate(clock.now())
    window = services.Window(today + timedelta(days=days[0]), today + timedelta(days=days[1]), 8 * 60, 18 * 60)
    wanted = wish(**overrides)
    return services.join_line(listing or make_offer(), wanted, window, anybody=anybody, actor=actor_for(person), now=clock.now())


def quote_total(booking: Booking) -> int:
    """What the open quote says."""
    return booking.quotes.order_by("-version")[0].total_fen


def customer_of(booking: Booking) -> Actor:
    """The family."""
    return actor_for(booking.customer)


def owner_of(booking: Booking) -> Actor:
    """The enterprise's owner."""
    assert booking.enterprise is not None
    return actor_for(booking.enterprise.applicant)


def worker_of(booking: Booking) -> Actor:
    """Whoever comes, with an account of his own."""
    visit = Visit.objects.get(booking=booking)
    row = visit.assignments.exclude(status="released").order_by("pk")[0].worker
    if row.user is None:
        row.user = put_on_duty(make_user(name=row.called), "worker", row.enterprise.organisation if row.enterprise else None)
        row.save(update_fields=["user"])
        booking.__dict__.pop("planned", None)
    return actor_for(row.user)


def code_of(booking: Booking) -> str:
    """The four figures of the family."""
    return Visit.objects.get(booking=booking).code


def put_at(booking: Booking, start: datetime) -> Booking:
    """Shift an order in time, its kept rows too, as if it had been placed for then."""
    with transaction.atomic():
        visit = Visit.objects.get(booking=booking)
        shift = start - visit.starts_at
        for row in visit.assignments.all():
            row.period = (row.period.lower + shift, row.period.upper + shift)
            row.save(update_fields=["period"])
        Visit.objects.filter(pk=visit.pk).update(starts_at=start)
        Booking.objects.filter(pk=booking.pk).update(starts_at=start)
    return Booking.objects.with_names().get(pk=booking.pk)
