"""Series and packages in every state, for tests: the same verbs as in life, on the offers of tests.marketplace.bookings."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.access import Actor, system_actor
from marketplace.bookings.services import Contact
from marketplace.listings.models import Listing
from marketplace.series import services
from marketplace.series.models import MonthlyPrice, Package, PackagePass, Series, SeriesVisit
from marketplace.series.rhythm import Plan
from marketplace.series.services import PackageSaid, SeriesWish
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import make_offer, make_worker, service
from tests.marketplace.factories import district, make_listing, unit
from tests.members.factories import actor_for, make_user

SYSTEM = system_actor()
TEN = 10 * 60


def regular_service() -> Any:
    """定期保洁."""
    return service("cleaning-regular")


def make_regular_offer(**fields: Any) -> Listing:
    """An offer of 定期保洁 with somebody who does it."""
    return make_offer(**{"service_type": regular_service(), "title": "定期保洁，固定阿姨", **fields})


def make_own_offer(person: User) -> Listing:
    """An offer of 定期保洁 of somebody who works for himself; his file is made, another one that he had is nobody's."""
    kind = regular_service()
    Worker.objects.filter(user=person).update(user=None)
    make_worker(user=person, skills=(kind,))
    return make_listing(author=person, category=kind.category, service_type=kind, unit=unit(), price_fen=6000, title="定期保洁，我自己来")


def day_from_now(days: int) -> date:
    """The city's day in so many days."""
    return timezone.localdate(clock.now()) + timedelta(days=days)


def series_wish(*, first: int = 3, visits: int = 6, rhythm: str = "weekly", last_on: date | None = None, **fields: Any) -> SeriesWish:
    """Every week at ten, six times, two hours, from in three days on."""
    first_on = fields.pop("first_on", None) or day_from_now(first)
    weekdays = fields.pop("weekdays", (first_on.weekday(),))
    plan = Plan(rhythm, first_on, weekdays, None if last_on else visits, last_on)
    contact = Contact("陈女士", "13800000102", "望京西园四区 12 号楼 3 单元 501")
    return SeriesWish(**{"plan": plan, "starts_minute": TEN, "district": district(), "contact": contact, "minutes": 120, "lat": 39.99, "lng": 116.47, **fields})


def make_offered(listing: Listing | None = None, *, customer: User | None = None, now: datetime | None = None, **fields: Any) -> Series:
    """A series whose price was not accepted yet."""
    person = customer or make_user()
    return services.propose(listing or make_regular_offer(), series_wish(**fields), actor=actor_for(person), now=now or clock.now())


def make_series(listing: Listing | None = None, *, customer: User | None = None, now: datetime | None = None, **fields: Any) -> Series:
    """A series that was accepted, with its near dates booked."""
    person = customer or make_user()
    row = make_offered(listing, customer=person, now=now, **fields)
    services.accept(row, actor=actor_for(person), now=now or clock.now(), total_fen=asked_total(row))
    return fresh(row)


def asked_total(row: Series) -> int:
    """What the latest quote says."""
    return row.quotes.order_by("-version")[0].total_fen


def fresh(row: Series) -> Series:
    """Read anew."""
    return Series.objects.with_names().get(pk=row.pk)


def family_of(row: Series) -> Actor:
    """Whose it is."""
    return actor_for(row.customer)


def fates(row: Series) -> list[str]:
    """What has become of the dates, in order of their positions."""
    return list(SeriesVisit.objects.filter(series=row).order_by("position").values_list("fate", flat=True))


def visit(row: Series, position: int) -> SeriesVisit:
    """One date."""
    return SeriesVisit.objects.select_related("booking").get(series=row, position=position)


def package_said(offers: list[Listing], **fields: Any) -> PackageSaid:
    """Ten visits of two hours for 1,000 yuan, half a year."""
    known: dict[str, Any] = {"title": "日常保洁 10 次卡", "unit": "visit", "amount": 10, "minutes": 120, "price_fen": 100_000, "valid_days": 180}
    return PackageSaid(**{**known, "listing_ids": [row.pk for row in offers], "not_included": "擦外窗另算。", **fields})


def make_package(offer: Listing | None = None, *, state: str = "published", **fields: Any) -> Package:
    """A package of an offer."""
    listing = offer or make_offer()
    firm = listing.enterprise
    assert firm is not None
    row = services.write_package(firm, package_said([listing], **fields), actor=SYSTEM, now=clock.now())
    if state in ("pending", "published", "stopped"):
        services.submit(row, actor=SYSTEM, now=clock.now())
    if state in ("published", "stopped"):
        services.approve(row, actor=SYSTEM, now=clock.now())
    if state == "stopped":
        services.stop(row, actor=SYSTEM, now=clock.now())
    return Package.objects.with_names().get(pk=row.pk)


def make_pass(package: Package | None = None, *, customer: User | None = None, now: datetime | None = None, **fields: Any) -> PackagePass:
    """A package that a family has taken."""
    row = package or make_package(**fields)
    return services.take(row, price_fen=row.price_fen, version=row.version, actor=actor_for(customer or make_user()), now=now or clock.now())


def make_monthly(listing: Listing | None = None, *, visits_a_week: int = 2, price_fen: int = 90_000, minutes: int = 120) -> MonthlyPrice:
    """Twice a week, two hours each, 900 yuan a month."""
    offer = listing or make_regular_offer()
    said = {"visits_a_week": visits_a_week, "minutes": minutes, "price_fen": price_fen}
    who = SYSTEM if offer.enterprise else replace(SYSTEM, user_id=offer.author_id)
    row = services.write_monthly(offer.enterprise, listing_id=offer.pk, **said, actor=who, now=clock.now())
    return MonthlyPrice.objects.with_names().get(pk=row.pk)


def make_plan(price: MonthlyPrice | None = None, *, months: int = 3, first: int = 2, now: datetime | None = None, **fields: Any) -> Series:
    """A series that is paid by the month, accepted."""
    row = price or make_monthly()
    day = day_from_now(first)
    days = tuple((day.weekday() + 7 * place // row.visits_a_week) % 7 for place in range(row.visits_a_week))
    return make_series(row.listing, first_on=day, weekdays=days, last_on=day, monthly=row, months=months, now=now, **fields)
