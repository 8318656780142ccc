"""A package in a family's hands: taken once, used visit by visit, never below zero, put back by the rule of cancelling (SVC-28)."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.access import Actor, require, require_proven
from core.audit.services import record
from core.errors import NotFound
from core.outbox import publish
from core.states import move
from marketplace.bookings.cancelling import Asked, Fee, fee_of
from marketplace.bookings.charging import rounded
from marketplace.bookings.models import Booking, Quote
from marketplace.series.errors import PackageNotOpen, PassElsewhere, PassEmpty, PassOver
from marketplace.series.events import PASS_ENDING, PASS_RETURNED, PASS_TAKEN
from marketplace.series.models import Package, PackageDue, PackagePass, PassUse
from marketplace.series.parameters import REMIND_DAYS
from marketplace.series.services.keeping import JOB
from marketplace.series.states import PackageState, PackageUnit, PassState

HOUR = 60


def take(package: Package, *, price_fen: int, version: int, actor: Actor, now: datetime) -> PackagePass:
    """A family takes a package at the price it has seen: usable at once, the price is due (paying comes with the ledger). Locks the package.

    Raises Unauthenticated, PhoneNotProven, NotFound, Forbidden, PackageNotOpen.
    """
    require_proven(actor)
    require(actor, "create", PackagePass)
    with transaction.atomic():
        row = Package.objects.select_for_update(of=("self",)).open().select_related("enterprise").filter(pk=package.pk).first()
        if row is None:
            raise NotFound
        if row.state != PackageState.PUBLISHED or row.price_fen != price_fen or row.version != version:
            raise PackageNotOpen
        amount = row.amount if row.unit == PackageUnit.VISIT else row.amount * HOUR
        card = PackagePass.objects.create(
            number=f"T{timezone.localdate(now):%y%m%d}{secrets.randbelow(10**8):08d}",
            package=row,
            customer_id=actor.principal_id or 0,
            enterprise=row.enterprise,
            title=row.title,
            unit=row.unit,
            amount=amount,
            left=amount,
            minutes=row.minutes,
            price_fen=row.price_fen,
            not_included=row.not_included,
            taken_at=now,
            ends_at=now + timedelta(days=row.valid_days),
        )
        card.listings.set(row.listings.all())
        PackageDue.objects.create(card=card, payer="customer", payee="provider", fen=card.price_fen, reason=f"套餐「{card.title}」"[:120], created_at=now)
        record(actor, function="package.take", obj=card, detail={"package": row.pk, "fen": card.price_fen}, now=now)
        publish(PASS_TAKEN, key=f"pass:{card.pk}", pass_id=card.pk)
    return card


def _held(number: str, booking: Booking) -> PackagePass:
    card = PackagePass.objects.filter(number=number, customer_id=booking.customer_id).first()
    if card is None:
        raise NotFound
    return card


def _require_good(card: PackagePass, booking: Booking) -> None:
    """Whether a pass holds for an order. Raises PassElsewhere, PassOver, PassEmpty."""
    if not card.listings.filter(pk=booking.listing_id or 0).exists() or (card.unit == PackageUnit.VISIT and booking.minutes > card.minutes):
        raise PassElsewhere
    if card.state != PassState.ACTIVE or booking.ends_at > card.ends_at:
        raise PassOver
    if card.left < card.takes(booking.minutes):
        raise PassEmpty


def check(number: str, booking: Booking, *, actor: Actor, now: datetime) -> str:
    """What the quote of an order calls a pass (`bookings.covers`). Raises NotFound, PassElsewhere, PassOver, PassEmpty."""
    card = _held(number, booking)
    _require_good(card, booking)
    return card.title


def require_at(number: str, booking: Booking, start: datetime) -> None:
    """A visit from a pass is not moved beyond the pass's end (`bookings.covers`). Raises NotFound, PassOver."""
    if start + timedelta(minutes=booking.minutes) > _held(number, booking).ends_at:
        raise PassOver


def use(number: str, booking: Booking, quote: Quote, *, actor: Actor, now: datetime) -> None:
    """Take a visit from a pass while its order is being accepted (`bookings.covers`), by one conditional UPDATE.

    Raises NotFound, PassElsewhere, PassOver, PassEmpty.
    """
    card = _held(number, booking)
    _require_good(card, booking)
    units = card.takes(booking.minutes)
    if not lessen(card, units):
        raise PassEmpty
    worth = sum(line.fen for line in quote.lines.all() if line.fen > 0)
    PassUse.objects.create(card=card, booking=booking, units=units, worth_fen=worth, at=now)
    record(actor, function="package.use", obj=card, detail={"booking": booking.number, "units": units}, now=now)


def lessen(card: PackagePass, units: int) -> bool:
    """Take so many from what is left, if there are so many; one statement, which waits for whoever is at the same row."""
    return bool(PackagePass.objects.filter(pk=card.pk, left__gte=units).update(left=F("left") - units))


def full_price_fee(used: PassUse, booking: Booking, asked: Asked) -> Fee:
    """The fee of the rule as if the visit had its full price: where it is not nothing, the visit is not put back."""
    rate = booking.rate_fen or rounded(used.worth_fen * HOUR, booking.minutes)
    return fee_of(booking.terms, replace(asked, total_fen=used.worth_fen, rate_fen=rate))


def put_back(used: PassUse, *, why_not: str, now: datetime) -> None:
    """Put a visit back, or note why it stays used. Once. Locks the use, then the pass."""
    with transaction.atomic():
        row = PassUse.objects.select_for_update().get(pk=used.pk)
        if row.returned_at is not None or row.kept_because:
            return
        row.returned_at, row.kept_because = (None, why_not[:120]) if why_not else (now, "")
        row.save(update_fields=["returned_at", "kept_because"])
        if not why_not:
            PackagePass.objects.filter(pk=row.card_id).update(left=F("left") + row.units)
            publish(PASS_RETURNED, key=f"pass:{row.card_id}", pass_id=row.card_id)


def turn_passes(*, now: datetime, limit: int = 200) -> int:
    """Write down what has ended, and remind of what ends soon with something left. How many."""
    done = 0
    for card in PackagePass.objects.filter(state=PassState.ACTIVE, ends_at__lte=now).order_by("ends_at", "pk")[:limit]:
        with transaction.atomic():
            if PackagePass.objects.select_for_update(skip_locked=True).filter(pk=card.pk, state=PassState.ACTIVE).exists():
                move(card, "expire", actor=JOB, now=now)
                done += 1
    soon = PackagePass.objects.usable(now).filter(reminded_at=None, ends_at__lte=now + timedelta(days=REMIND_DAYS.at(now)))
    for card in soon.order_by("ends_at", "pk")[:limit]:
        with transaction.atomic():
            if PackagePass.objects.filter(pk=card.pk, reminded_at=None).update(reminded_at=now):
                publish(PASS_ENDING, key=f"pass:{card.pk}", pass_id=card.pk)
                done += 1
    return done
