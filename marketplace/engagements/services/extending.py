"""Longer than agreed: the family asks and accepts the price, the provider agrees, the contract gets its next version (X-BK-11)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.access import Actor, require
from core.audit.services import record
from core.errors import IllegalTransition, Invalid, NotFound
from core.outbox import publish
from core.retries import retried
from marketplace.bookings.services.quoting import answer
from marketplace.bookings.states import AssignmentStatus, QuoteState
from marketplace.engagements.errors import NotSigned, OneAtATime, TimeIsOver, TotalDiffers
from marketplace.engagements.events import ENGAGEMENT_EXTENDED, ENGAGEMENT_EXTENSION_ASKED
from marketplace.engagements.models import Engagement, EngagementQuote, Period, Signature, Stay, Substitute
from marketplace.engagements.services.contracting import FAMILY, PROVIDER, write_contract, write_signature
from marketplace.engagements.services.days import Days, put_days, take_days
from marketplace.engagements.services.keeping import locked, require_provider, stay_of, step
from marketplace.engagements.services.quoting import close_open, inputs_of, open_quote, write_quote
from marketplace.engagements.states import EngagementState
from marketplace.engagements.terms import beyond_of, spans_of

EXTENSION = "extension"


@retried
def ask_extension(engagement: Engagement, *, units: int, total_fen: int, actor: Actor, now: datetime) -> EngagementQuote:
    """So many units more with the same person at the same price; `total_fen` is the sum that the family saw and accepts. His days are kept meanwhile.

    Locks the engagement and the worker. Raises NotFound, Forbidden, Invalid, TotalDiffers, NotFree, OneAtATime, IllegalTransition.
    """
    require(actor, "update", engagement)
    with transaction.atomic():
        row = locked(engagement)
        stay = stay_of(row)
        if row.state not in (EngagementState.TRIAL, EngagementState.ACTIVE) or stay is None:
            raise IllegalTransition(state=row.state, event="ask_extension")
        if not 1 <= units <= row.terms["most_units"]:
            raise Invalid(fields={"units": [f"填 1 到 {row.terms['most_units']}。"]})
        if stay.unit_fen * units != total_fen:
            raise TotalDiffers
        until = now + timedelta(hours=row.terms["quote_hours"])
        beyond = beyond_of(row.basis, row.ends_on, units)
        if open_quote(row, EXTENSION) is not None or Substitute.objects.open().filter(engagement=row).exists():
            raise OneAtATime
        kept = take_days(row, stay.worker_id, Days(row.ends_on, beyond, until=until), now=now, known=True)
        inputs = inputs_of(row, unit_fen=stay.unit_fen, extras=[], units=units, worker_id=stay.worker_id) | {"assignment": kept.pk}
        try:
            with transaction.atomic():
                quote = write_quote(row, inputs, valid_until=until, now=now, kind=EXTENSION)
        except IntegrityError as error:
            raise OneAtATime from error
        record(actor, function="engagement.ask_extension", obj=row, detail={"units": units, "total_fen": total_fen}, now=now)
        publish(ENGAGEMENT_EXTENSION_ASKED, key=f"engagement:{row.pk}", engagement_id=row.pk)
        return quote


@retried
def answer_extension(engagement: Engagement, *, yes: bool, actor: Actor, now: datetime) -> Engagement:
    """The provider's word. With a yes the term is longer, the periods are there, and the contract's next version is signed by both. Locks the engagement.

    Raises NotFound, Forbidden, TimeIsOver, IllegalTransition.
    """
    require(actor, "accept", engagement)
    with transaction.atomic():
        row = locked(engagement)
        require_provider(row, actor)
        quote, stay = open_quote(row, EXTENSION), stay_of(row)
        if quote is None or stay is None:
            raise NotFound
        if not yes:
            record(actor, function="engagement.refuse_extension", obj=row, now=now)
            close_open(row, actor=actor, now=now)
            return row
        if quote.valid_until <= now:
            raise TimeIsOver
        if Substitute.objects.open().filter(engagement=row).exists():
            raise OneAtATime("先定下换不换人，再说续期。")
        answer(quote, QuoteState.ACCEPTED, actor=actor, now=now)
        _lengthen(row, quote, stay, actor=actor, now=now)
        contract = write_contract(row, actor=actor, now=now)
        # The family has accepted by asking with the sum that it saw, the provider does so now.
        Signature.objects.create(contract=contract, side=FAMILY, user_id=row.customer_id, name=str(row.customer)[:120], how="tap", at=quote.created_at)
        write_signature(contract, PROVIDER, actor=actor, now=now, how="tap")
        return row


def _lengthen(row: Engagement, quote: EngagementQuote, stay: Stay, *, actor: Actor, now: datetime) -> None:
    units, first = quote.inputs["units"], row.ends_on
    if row.begun_on is None:
        raise NotSigned
    beyond = beyond_of(row.basis, first, units)
    fields = {"ends_on": beyond, "units": row.units + units, "total_fen": row.total_fen + quote.total_fen}
    step(row, "extend", ENGAGEMENT_EXTENDED, actor=actor, now=now, **fields)
    days = Days(stay.first_on, beyond, AssignmentStatus.FIXED)
    stay.assignment = put_days(row, stay.worker_id, days, now=now, instead_of=[stay.assignment_id, quote.inputs["assignment"]])
    stay.beyond_on = beyond
    stay.save(update_fields=["assignment", "beyond_on"])
    last = Period.objects.filter(engagement=row).aggregate(last=Max("position"))["last"] or 0
    spans = spans_of(row.basis, first, units, quote.inputs["unit_fen"])
    Period.objects.bulk_create(
        [
            Period(engagement=row, position=last + place, first_on=span.first, beyond_on=span.beyond, units=span.units, fen=span.fen)
            for place, span in enumerate(spans, start=1)
        ]
    )
