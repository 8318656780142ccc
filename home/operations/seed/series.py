"""Regular customers and packages of the demo city: agreed to yesterday, with a date that does not fit, a pass in use and one that waits for staff."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Actor
from core.errors import DomainError
from core.money import Money
from home.operations.seed.city import City, rows
from marketplace.bookings import services as bookings
from marketplace.bookings.availability import Job, Place, rule_of
from marketplace.bookings.services import Contact, Wish
from marketplace.catalog.models import ServiceType
from marketplace.listings.models import Listing
from marketplace.listings.services import Posted, post_many
from marketplace.series import services
from marketplace.series.errors import NobodyThen
from marketplace.series.models import MonthlyPrice, Package, PackagePass, Series
from marketplace.series.rhythm import Plan
from marketplace.workers.models import Worker
from marketplace.workers.services import add_exception


def seed_series(city: City) -> int:
    """Tell what is missing; returns how many series and passes there are."""
    stories: Any = rows("series")
    for row in stories["series"]:
        _told(lambda row=row: _agree(city, row))
    for row in stories["monthly"]:
        _told(lambda row=row: _by_month(city, row))
    for row in stories["packages"]:
        _told(lambda row=row: _sell(city, row))
    return Series.objects.count() + PackagePass.objects.count()


def seed_own_months(city: City) -> int:
    """An offer by the month of somebody who works for himself, before search looks at the offers; returns how many prices it has."""
    stories: Any = rows("series")
    row = stories["alone"]
    _told(lambda: _alone(city, row))
    return MonthlyPrice.objects.filter(listing__external_id=f"demo:{row['key']}").count()


def _told(story: Any) -> None:
    """All of a story or nothing: when nobody is free, the city goes on without this one."""
    try:
        with transaction.atomic():
            story()
    except DomainError:
        return


def _listing(key: str) -> Listing | None:
    return Listing.objects.with_names().filter(external_id=f"demo:{key}").first()


def _agree(city: City, row: dict[str, Any]) -> None:
    """A family agrees to a rhythm; one date falls on a day off, one is left out, a stretch is paused."""
    person, listing = city.people.get(row["person"]), _listing(row["listing"])
    if person is None or listing is None or Series.objects.filter(customer=person, listing=listing).exists():
        return
    today, at = timezone.localdate(city.now), city.days_ago(1)
    family, contact = city.acting_as(person), Contact(row["name"], person.phone or "13800000102", row["address"])

    def wish(start: datetime, worker_id: int) -> services.SeriesWish:
        first = timezone.localdate(start)
        return services.SeriesWish(
            plan=Plan(row["rhythm"], first, (first.weekday(),), row["visits"]),
            starts_minute=(start - clock.midnight(first)) // timedelta(minutes=1),
            district=city.districts[row["district"]],
            contact=contact,
            minutes=row["minutes"],
            holidays=row["holidays"],
            same_worker=row["same_worker"],
            worker_id=worker_id,
            needs=row["needs"],
        )

    made = _proposed(listing, (wish(start, number) for start, number in _starts(city, row, listing)), actor=family, now=at)
    if row["away_on"]:
        worker = Worker.objects.get(pk=made.worker_id or 0)
        day = made.visits.get(position=row["away_on"]).planned_on
        add_exception(worker, starts_on=day, ends_on=day, actor=city.acting_as(), now=at, reason="孩子开家长会，请假一天")
    services.accept(made, actor=family, now=at + timedelta(minutes=6), total_fen=made.quotes.get().total_fen)
    services.book_ahead(made, now=city.now)
    if row["skips"]:
        services.skip_visit(made, position=row["skips"], fee_fen=0, actor=family, now=city.now)
    if pause := row.get("pause"):
        gap = {"first": today + timedelta(days=pause[0]), "beyond": today + timedelta(days=pause[1])}
        services.pause(made, fee_fen=0, actor=family, now=city.now, **gap)


def _by_month(city: City, row: dict[str, Any]) -> None:
    """An enterprise asks so much a month; a family has agreed yesterday, and the first month begins today."""
    listing = _listing(row["listing"])
    firm = listing.enterprise if listing is not None else None
    if listing is None or firm is None or MonthlyPrice.objects.filter(listing=listing).exists():
        return
    owner, at = city.acting_as(firm.applicant), city.days_ago(20)
    made = [
        services.write_monthly(
            firm,
            listing_id=listing.pk,
            visits_a_week=price["visits_a_week"],
            minutes=price["minutes"],
            price_fen=Money.parse(price["yuan"]).fen,
            actor=owner,
            now=at,
        )
        for price in row["prices"]
    ]
    person = city.people.get(row["person"])
    if person is None:
        return
    today, family = timezone.localdate(city.now), city.acting_as(person)
    days = tuple((today.weekday() + shift) % 7 for shift in row["days"])
    wish = services.SeriesWish(
        plan=Plan("weekly", today, days),
        starts_minute=row["hour"] * 60,
        district=city.districts[row["district"]],
        contact=Contact(row["name"], person.phone or "13800000102", row["address"]),
        needs=row["needs"],
        monthly=made[0],
        months=row["months"],
    )
    hours = sorted(range(8, 19), key=lambda hour: abs(hour - row["hour"]))
    plan = _proposed(listing, (replace(wish, starts_minute=hour * 60) for hour in hours), actor=family, now=city.days_ago(1))
    services.accept(plan, actor=family, now=city.days_ago(1) + timedelta(minutes=4), total_fen=plan.quotes.get().total_fen)
    services.book_ahead(plan, now=city.now)
    services.bill(plan, now=city.now)
    if row["skips"]:
        services.skip_visit(plan, position=row["skips"], fee_fen=0, actor=family, now=city.now)


def _proposed(listing: Listing, wishes: Iterable[services.SeriesWish], *, actor: Actor, now: datetime) -> Series:
    """The first of these wishes for which there is somebody on the first dates; whoever works on which days is not the same on every day on
    which a city is made. Raises DomainError when there is none.
    """
    for wish in wishes:
        try:
            return services.propose(listing, wish, actor=actor, now=now)
        except NobodyThen:
            continue
    raise DomainError


def _alone(city: City, row: dict[str, Any]) -> None:
    """Somebody who works for himself has an offer of his own, and asks so much a month for it."""
    kind, key = ServiceType.objects.select_related("category", "unit").get(code=row["service_type"]), f"demo:{row['key']}"
    if Listing.objects.filter(external_id=key).exists():
        return
    people = Worker.objects.filter(enterprise=None, state="approved", online=True, user__isnull=False, lat__isnull=False, skills__service_type=kind)
    me = people.select_related("user", "district").order_by("pk").first()
    if me is None or me.user is None or me.district is None:
        return
    fields = {
        **{name: row[name] for name in ("title", "description", "tags", "included", "not_included")},
        **{"place": "", "lat": me.lat, "lng": me.lng, "district": me.district, "street": None, "art": "livingroom"},
        **{"category": kind.category, "service_type": kind, "unit": kind.unit, "price_fen": Money.parse(row["price_yuan"]).fen},
    }
    actor, ends = city.acting_as(me.user), city.now + timedelta(days=180)
    mine = Posted(key, actor, city.days_ago(12), "offer", fields, expires_at=ends, service_area=[me.district])
    post_many([mine], checker=city.acting_as(), now=city.now)
    listing = Listing.objects.get(external_id=key)
    for price in row["prices"]:
        said = {"visits_a_week": price["visits_a_week"], "minutes": price["minutes"], "price_fen": Money.parse(price["yuan"]).fen}
        services.write_monthly(None, listing_id=listing.pk, **said, actor=actor, now=city.now)


def _starts(city: City, row: dict[str, Any], listing: Listing) -> list[tuple[datetime, int]]:
    """The free starts in the week from the first day on, the nearest to the hour first, and who comes then."""
    district, rule = city.districts[row["district"]], rule_of(listing.service_type_id or 0)
    able = Worker.objects.taking_work().filter(enterprise_id=listing.enterprise_id or 0).order_by("pk").values_list("pk", flat=True)
    days = [timezone.localdate(city.now) + timedelta(days=row["first"] + shift) for shift in range(7)]
    job = Job(listing.service_type_id or 0, rule, row["minutes"], Place(district.lat, district.lng))
    found = bookings.free_slots(list(able), job, asked=days, now=city.now)
    ordered = sorted(found, key=lambda one: (abs(timezone.localtime(one.start).hour - row["hour"]), one.start))
    return [(slot.start, slot.workers[0]) for slot in ordered]


def _sell(city: City, row: dict[str, Any]) -> None:
    """An enterprise makes a package; staff let it be sold, a family takes it and books from it."""
    firm, listing = city.enterprises.get(row["enterprise"]), _listing(row["listing"])
    if firm is None or listing is None or Package.objects.filter(enterprise=firm, title=row["title"]).exists():
        return
    said = services.PackageSaid(
        title=row["title"],
        unit=row["unit"],
        amount=row["amount"],
        minutes=row["minutes"],
        price_fen=Money.parse(row["price_yuan"]).fen,
        valid_days=row["valid_days"],
        listing_ids=[listing.pk],
        not_included=row["not_included"],
    )
    owner, staff = city.acting_as(firm.applicant), city.acting_as()
    package = services.write_package(firm, said, actor=owner, now=city.days_ago(30))
    services.submit(package, actor=owner, now=city.days_ago(30))
    if row["then"] != "published":
        return
    services.approve(package, actor=staff, now=city.days_ago(29))
    person = city.people.get(row["person"])
    if person is None:
        return
    family = city.acting_as(person)
    card = services.take(Package.objects.get(pk=package.pk), price_fen=said.price_fen, version=1, actor=family, now=city.days_ago(row["bought"]))
    for use in row["uses"]:
        _told(lambda use=use: _use(city, card, listing, use))


def _use(city: City, card: PackagePass, listing: Listing, use: dict[str, Any]) -> None:
    """One visit from the pass, at the free start nearest to the hour."""
    district, day = city.districts[use["district"]], timezone.localdate(city.now) + timedelta(days=use["day"])
    rule = rule_of(listing.service_type_id or 0)
    job = Job(listing.service_type_id or 0, rule, card.minutes, Place(district.lat, district.lng))
    able = Worker.objects.taking_work().filter(enterprise_id=listing.enterprise_id or 0).values_list("pk", flat=True)
    wanted = clock.midnight(day) + timedelta(hours=use["hour"])
    starts = [slot.start for slot in bookings.free_slots(list(able), job, asked=[day], now=city.now)]
    if not starts:
        raise DomainError
    start = min(starts, key=lambda one: abs(one - wanted))
    contact = Contact(use["name"], card.customer.phone or "13800000102", use["address"])
    wish = Wish(start, district, contact, card.minutes, needs=use["needs"], cover=f"package:{card.number}")
    family = city.acting_as(card.customer)
    held = bookings.hold(listing, wish, actor=family, now=city.now)
    bookings.accept_quote(held, actor=family, now=city.now, total_fen=0)
