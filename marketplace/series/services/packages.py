"""What an enterprise sells as a package, and what staff decide about it (SVC-28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.content import bump
from core.errors import Forbidden, IllegalTransition, Invalid, NotFound
from core.outbox import publish
from core.states import move
from core.texts import CONTROL
from marketplace.bookings.queries.providers import is_bookable
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.series.events import PACKAGE_CHANGED
from marketplace.series.models import Package
from marketplace.series.models.packages import MOST_FEN, MOST_UNITS
from marketplace.series.states import PackageState, PackageUnit


class NotYourDecision(Forbidden):
    """Whoever sells it does not decide on it."""

    code = "not_your_decision"
    message = "自己家的套餐要由别人审核。"


@dataclass(frozen=True, slots=True)
class PackageSaid:
    """What the form says; the price in fen."""

    title: str
    unit: str
    amount: int
    minutes: int
    price_fen: int
    valid_days: int
    listing_ids: Sequence[int]
    not_included: str = ""


def scope_of(number: int) -> str:
    """The content scope of the packages that stand on the page of an offer."""
    return f"packages:{number}"


def listings_for(enterprise: Enterprise, now: datetime) -> list[Listing]:
    """The public offers of an enterprise that can be booked. One query."""
    rows = Listing.objects.public(now).filter(enterprise=enterprise, side="offer").select_related("unit", "service_type")
    return [row for row in rows.order_by("pk") if is_bookable(row)]


def _checked(enterprise: Enterprise, said: PackageSaid, now: datetime) -> list[Listing]:
    title, words, problems = said.title.strip(), said.not_included.strip(), {}
    chosen = [row for row in listings_for(enterprise, now) if row.pk in set(said.listing_ids)]
    if not 2 <= len(title) <= 40 or CONTROL.search(title):
        problems["title"] = ["2 到 40 个字。"]
    if len(words) > 200 or CONTROL.search(words):
        problems["not_included"] = ["最多 200 个字。"]
    if said.unit not in PackageUnit.values:
        problems["unit"] = ["选按次还是按小时。"]
    if not 2 <= said.amount <= MOST_UNITS:
        problems["amount"] = [f"2 到 {MOST_UNITS}。"]
    if not 30 <= said.minutes <= 720 or said.minutes % 30:
        problems["minutes"] = ["半小时到 12 小时，整半小时。"]
    if not 0 < said.price_fen <= MOST_FEN:
        problems["price"] = ["填一个大于 0 的价格。"]
    if not 7 <= said.valid_days <= 730:
        problems["valid_days"] = ["7 到 730 天。"]
    if not chosen or len(chosen) != len(set(said.listing_ids)):
        problems["listings"] = ["选自己家在卖、能直接约的服务。"]
    problems |= {name: [NO_CONTACTS] for name, text in (("title", title), ("not_included", words)) if name not in problems and has_contact(text)}
    if problems:
        raise Invalid(fields=problems)
    return chosen


def write_package(enterprise: Enterprise, said: PackageSaid, *, actor: Actor, now: datetime, package: Package | None = None) -> Package:
    """A new draft, or a draft changed. What families have taken already keeps its own terms. Raises Forbidden, NotFound, Invalid, IllegalTransition."""
    require(actor, "create" if package is None else "update", package or Package(enterprise=enterprise))
    chosen = _checked(enterprise, said, now)
    with transaction.atomic():
        row = Package(enterprise=enterprise, created_at=now, version=0) if package is None else _draft(package)
        row.title, row.unit, row.amount, row.minutes = said.title.strip(), said.unit, said.amount, said.minutes
        row.price_fen, row.valid_days, row.not_included = said.price_fen, said.valid_days, said.not_included.strip()
        row.version, row.changed_at = row.version + 1, now
        row.save()
        row.listings.set(chosen)
        record(actor, function="package.write", obj=row, detail={"version": row.version, "price_fen": row.price_fen}, now=now)
    return row


def _draft(package: Package) -> Package:
    row = Package.objects.select_for_update(of=("self",)).select_related("enterprise").filter(pk=package.pk).first()
    if row is None:
        raise NotFound
    if row.state != PackageState.DRAFT:
        raise IllegalTransition("在卖和等审核的不能改，先停卖或者撤回。", state=row.state, event="write")
    return row


def _moved(package: Package, event: str, right: str, *, actor: Actor, now: datetime, note: str = "") -> Package:
    require(actor, right, package)
    with transaction.atomic():
        row = move(package, event, actor=actor, now=now, note=note)
        row.changed_at = now
        row.published_at = now if event == "publish" else row.published_at
        row.save(update_fields=["changed_at", "published_at"])
        publish(PACKAGE_CHANGED, key=f"package:{row.pk}", package_id=row.pk)
        bump(*(scope_of(number) for number in row.listings.order_by("pk").values_list("pk", flat=True)))
        return row


def submit(package: Package, *, actor: Actor, now: datetime) -> Package:
    """Ask staff to look at a draft. Raises Forbidden, IllegalTransition."""
    return _moved(package, "submit", "submit", actor=actor, now=now)


def withdraw(package: Package, *, actor: Actor, now: datetime) -> Package:
    """Take it back to change it. Raises Forbidden, IllegalTransition."""
    return _moved(package, "withdraw", "submit", actor=actor, now=now)


def stop(package: Package, *, actor: Actor, now: datetime) -> Package:
    """Sell it no more; what families have stays good. Raises Forbidden, IllegalTransition."""
    return _moved(package, "stop", "submit", actor=actor, now=now)


def reopen(package: Package, *, actor: Actor, now: datetime) -> Package:
    """Ask for it to be sold again. Raises Forbidden, IllegalTransition."""
    return _moved(package, "reopen", "submit", actor=actor, now=now)


def _by_another(package: Package, actor: Actor) -> None:
    if SYSTEM_ROLE not in actor.roles and "t" in package.access_scopes(actor):
        raise NotYourDecision(audit={"function": "package.decide", "object": package})


def approve(package: Package, *, actor: Actor, now: datetime) -> Package:
    """It is sold from now on. Raises Forbidden, NotYourDecision, IllegalTransition."""
    _by_another(package, actor)
    return _moved(package, "publish", "approve", actor=actor, now=now)


def reject(package: Package, *, actor: Actor, now: datetime, note: str) -> Package:
    """Back to the enterprise with a reason. Raises Forbidden, NotYourDecision, Invalid, IllegalTransition."""
    _by_another(package, actor)
    return _moved(package, "reject", "approve", actor=actor, now=now, note=note)


def take_down(package: Package, *, actor: Actor, now: datetime, note: str) -> Package:
    """Off the site with a reason. Raises Forbidden, NotYourDecision, Invalid, IllegalTransition."""
    _by_another(package, actor)
    return _moved(package, "take_down", "approve", actor=actor, now=now, note=note)
