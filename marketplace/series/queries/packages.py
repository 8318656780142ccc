"""Packages and passes: what is sold, what a visit costs in it and what is saved (computed, never typed), what somebody has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.access import Actor, tenants
from core.errors import NotFound
from core.money import WHOLE
from marketplace.bookings.charging import rounded, total_of
from marketplace.bookings.models import ServiceRule
from marketplace.listings.models import Listing
from marketplace.series.models import Package, PackagePass, PassUse
from marketplace.series.states import PackageUnit


@dataclass(frozen=True, slots=True)
class Worth:
    """A package beside its price: what one visit comes to, what it costs by itself (the cheapest of the offers), what is saved on all."""

    package: Package
    each_fen: int
    single_fen: int
    saved_fen: int

    @property
    def saved_share(self) -> int:
        """What is saved, in whole per cent, rounded down."""
        return self.saved_fen * 100 // (self.single_total_fen or 1)

    @property
    def single_total_fen(self) -> int:
        """What all of it costs one by one."""
        return self.saved_fen + self.package.price_fen


def worth_of(packages: Iterable[Package]) -> list[Worth]:
    """For each package what it is worth. One query more than the packages' own, however many."""
    rows = list(packages)
    kinds = {listing.service_type_id for package in rows for listing in package.listings.all()}
    factors = dict(ServiceRule.objects.filter(service_type_id__in=kinds).values_list("service_type_id", "complexity"))
    return [_worth(package, factors) for package in rows]


def _worth(package: Package, factors: dict[int, int]) -> Worth:
    minutes = package.minutes if package.unit == PackageUnit.VISIT else 60
    single = min((single_fen(listing, minutes, factors) for listing in package.listings.all()), default=0)
    return Worth(package, rounded(package.price_fen, package.amount), single, max(0, single * package.amount - package.price_fen))


def single_fen(listing: Listing, minutes: int, factors: dict[int, int]) -> int:
    """One plain visit of an offer: by day, no holiday."""
    factor = factors.get(listing.service_type_id or 0, WHOLE)
    unit = listing.unit
    return total_of(
        {
            "unit": unit.code if unit else "visit",
            "unit_label": unit.label if unit else "",
            "price_fen": listing.price_fen or 0,
            "minutes": minutes,
            "amount": 1,
            "complexity": factor,
            "night_minutes": 0,
            "night_share": 0,
            "holiday_share": 0,
        }
    )


def open_for(listing: Listing) -> list[Package]:
    """The packages that hold for an offer and are sold, the cheapest first. Two queries."""
    return list(Package.objects.open().filter(listings=listing).with_names().order_by("price_fen", "pk"))


def one_open(number: int) -> Package:
    """A package that is sold. Raises NotFound."""
    found = Package.objects.open().with_names().filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def of_enterprise(actor: Actor) -> list[Package]:
    """All packages of the enterprises that the actor works for, the latest first."""
    return list(Package.objects.filter(enterprise__organisation_id__in=tenants(actor, Package.access_resource)).with_names().order_by("-pk")[:100])


def own_package(number: int, *, actor: Actor) -> Package:
    """A package of the actor's enterprise. Raises NotFound."""
    found = Package.objects.filter(enterprise__organisation_id__in=tenants(actor, Package.access_resource)).with_names().filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def passes_of(actor: Actor) -> list[PackagePass]:
    """One's own, the latest first."""
    return list(PackagePass.objects.filter(customer_id=actor.principal_id or 0).with_names().order_by("-pk")[:100])


def own_pass(number: str, *, actor: Actor) -> PackagePass:
    """One's own pass. Raises NotFound."""
    found = PackagePass.objects.filter(customer_id=actor.principal_id or 0, number=number).with_names().first()
    if found is None:
        raise NotFound
    return found


def usable_for(listing: Listing, person: int | None, now: datetime) -> list[PackagePass]:
    """What somebody has that pays for a visit of an offer; what ends first comes first. One query."""
    return list(PackagePass.objects.usable(now).filter(customer_id=person, listings=listing).order_by("ends_at", "pk")) if person else []


def uses_of(card: PackagePass) -> list[PassUse]:
    """What was used of a pass, the latest first. One query."""
    return list(card.uses.select_related("booking").order_by("-pk"))
