"""Contracts: written from the order, accepted by both sides with time and way (BKG-22). Nothing starts before both have."""

from datetime import datetime

import orjson
from django.db import IntegrityError, transaction
from django.db.models import Max

from core.access import SYSTEM_ROLE, Actor, require, tenants
from core.audit.services import record
from core.errors import Forbidden, IllegalTransition, NotFound
from core.outbox import publish
from marketplace.bookings.models import Booking
from marketplace.bookings.services.keeping import locked as locked_booking
from marketplace.bookings.shown import coming
from marketplace.bookings.states import UNDER_WAY, AssignmentStatus, BookingState, QuoteState
from marketplace.engagements.contracts import body_of, digest_of
from marketplace.engagements.errors import AlreadySigned, ContractChanged, NotSigned
from marketplace.engagements.events import CONTRACT_MADE, CONTRACT_SIGNED, ENGAGEMENT_SIGNED
from marketplace.engagements.models import Contract, Deal, Engagement, EngagementQuote, Period, Signature, named
from marketplace.engagements.queries.contracts import latest
from marketplace.engagements.services.days import firm
from marketplace.engagements.services.keeping import locked, require_in_time, stay_of, step
from marketplace.engagements.states import EngagementState
from marketplace.engagements.terms import spans_of

FAMILY, PROVIDER = "family", "provider"
# A contract of a visit is asked for before anybody is there.
BEFORE_A_VISIT = (BookingState.REQUESTED, BookingState.ASSIGNED)


def write_contract(deal: Deal, *, actor: Actor, now: datetime) -> Contract:
    """The next version, from the order as it stands. Under its lock."""
    body = orjson.loads(orjson.dumps(_body(deal)))
    last = Contract.objects.filter(**named(deal)).aggregate(last=Max("version"))["last"] or 0
    made = Contract.objects.create(**named(deal), version=last + 1, body=body, digest=digest_of(body), made_by=actor.user_id, created_at=now)
    record(actor, function="contract.write", obj=made, detail={"order": deal.number, "version": made.version, "digest": made.digest}, now=now)
    publish(CONTRACT_MADE, key=f"contract:{made.pk}", contract_id=made.pk)
    return made


def _body(deal: Deal) -> dict:
    if isinstance(deal, Booking):
        who, quote = coming(deal), deal.quotes.filter(state=QuoteState.ACCEPTED).prefetch_related("lines").order_by("-version").first()
        lines = [{"label": line.label, "detail": line.detail, "fen": line.fen} for line in quote.lines.all()] if quote else []
        steps = list(deal.checklist.filter(kind="check").order_by("position").values_list("text", flat=True))
        worker, code = (who.worker.called, who.worker.code) if who else (deal.provider_name, "")
        return body_of(deal, worker=worker, code=code, lines=lines, steps=steps)
    stay = stay_of(deal)
    quotes = EngagementQuote.objects.filter(engagement=deal, state=QuoteState.ACCEPTED).order_by("version")
    lines = [{"label": line["label"], "detail": line["detail"], "fen": line["fen"]} for quote in quotes for line in quote.lines]
    worker, code = (stay.worker.called, stay.worker.code) if stay else (deal.provider_name, "")
    return body_of(deal, worker=worker, code=code, lines=lines, steps=deal.service_type.checklist)


def ask_contract(booking: Booking, *, actor: Actor, now: datetime) -> Contract:
    """Either side of an hourly order wants a contract; from then on nobody sets out before both have accepted it.

    Locks the order. Raises NotFound, Forbidden, IllegalTransition.
    """
    require(actor, "create", Contract(booking=booking))
    with transaction.atomic():
        row = locked_booking(booking)
        if row.state not in BEFORE_A_VISIT or row.is_over(now):
            raise IllegalTransition(state=row.state, event="ask_contract")
        known = latest(row)
        if known is not None and known.digest == digest_of(orjson.loads(orjson.dumps(_body(row)))):
            return known
        return write_contract(row, actor=actor, now=now)


def side_of(deal: Deal, actor: Actor) -> str:
    """For which side somebody signs. Raises Forbidden."""
    if actor.user_id is not None and deal.customer_id == actor.user_id:
        return FAMILY
    if SYSTEM_ROLE in actor.roles:
        return PROVIDER
    employer = deal.enterprise is not None and deal.enterprise.organisation_id in tenants(actor, Contract.access_resource, "sign")
    himself = deal.provider is not None and deal.provider.user_id == actor.user_id
    if employer or himself:
        return PROVIDER
    raise Forbidden


def sign(contract: Contract, *, actor: Actor, now: datetime, digest: str, how: str = "tap") -> Signature:
    """Accept the version that was read (`digest`). With the second side an engagement is signed and its periods are made. Locks the order.

    Raises NotFound, Forbidden, TimeIsOver, ContractChanged, AlreadySigned, IllegalTransition.
    """
    require(actor, "sign", contract)
    with transaction.atomic():
        deal = locked(contract.engagement) if contract.engagement else locked_booking(contract.booking)  # type: ignore[arg-type]
        side = side_of(deal, actor)
        newest = latest(deal)
        if newest is None:
            raise NotFound
        if newest.pk != contract.pk or newest.digest != digest:
            raise ContractChanged
        _require_signable(deal, now)
        made = write_signature(newest, side, actor=actor, now=now, how=how)
        if isinstance(deal, Engagement) and newest.signatures.count() == 2:
            _signed(deal, actor=actor, now=now)
        return made


def _require_signable(deal: Deal, now: datetime) -> None:
    if isinstance(deal, Engagement):
        if deal.state != EngagementState.SIGNING:
            raise IllegalTransition(state=deal.state, event="sign")
        require_in_time(deal, now)
    elif deal.state not in (*BEFORE_A_VISIT, *UNDER_WAY) or deal.is_over(now):
        raise IllegalTransition(state=deal.state, event="sign")


def write_signature(contract: Contract, side: str, *, actor: Actor, now: datetime, how: str) -> Signature:
    """One side's word, once. Raises AlreadySigned."""
    try:
        with transaction.atomic():
            made = Signature.objects.create(contract=contract, side=side, user_id=actor.user_id, name=actor.name[:120] or "系统", how=how, at=now)
    except IntegrityError as error:
        raise AlreadySigned from error
    record(actor, function="contract.sign", obj=contract, detail={"side": side, "how": how, "digest": contract.digest}, now=now)
    publish(CONTRACT_SIGNED, key=f"contract:{contract.pk}", contract_id=contract.pk)
    return made


def _signed(row: Engagement, *, actor: Actor, now: datetime) -> None:
    """Both have: the days are firm, the periods are there."""
    stay = stay_of(row)
    if stay is None:
        raise NotSigned
    firm(stay, to=AssignmentStatus.FIXED, until=None, now=now)
    step(row, "sign", ENGAGEMENT_SIGNED, actor=actor, now=now, until=None, signed_at=now)
    write_periods(row)


def write_periods(row: Engagement) -> None:
    """The periods of an engagement that has not begun (PRI-04)."""
    Period.objects.filter(engagement=row).delete()
    spans = spans_of(row.basis, row.starts_on, row.units, row.unit_fen)
    Period.objects.bulk_create(
        [
            Period(engagement=row, position=place, first_on=span.first, beyond_on=span.beyond, units=span.units, fen=span.fen)
            for place, span in enumerate(spans, start=1)
        ]
    )
