"""Reading an SMS that came in: whatever it says, there is an answer (BKG-02). In the transaction of its event, so exactly once."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict, DomainError, NotFound, sentence
from dispatch.intake.models import Awaited
from dispatch.intake.reading import Kind, command_of
from dispatch.intake.services.awaiting import Texter
from dispatch.intake.services.texted_answers import agree
from dispatch.intake.services.texted_needs import want
from dispatch.intake.services.texted_orders import drop, give_up, shift, tell
from marketplace.bookings.errors import FeeChanged, HoldIsOver, PriceMoves
from marketplace.bookings.queries.guests import person_with
from notifications.models import InboundSms

# The shown price or fee is not the present one any more: shown again rather than refused.
STALE = (FeeChanged, PriceMoves, HoldIsOver)
SUSPENDED = "这个号码的账号停用了。要办事打服务热线。"


def read_sms(row: InboundSms, *, now: datetime) -> None:
    """Do what an SMS asks for and answer it; what cannot be done is the answer, and nothing of it stays."""
    texter = Texter(row.phone, person_with(row.phone), now)
    if texter.person is not None and texter.person.suspended_at is not None:
        texter.reply("sms_refused", why=SUSPENDED)
        return
    try:
        with transaction.atomic():
            _act(texter, row.body)
    except NotFound:
        texter.reply("sms_not_yours", number="")
    except STALE as error:
        _again(texter, error)
    except DomainError as error:
        texter.reply("sms_refused", why=sentence(error))


def _act(texter: Texter, text: str) -> None:
    command = command_of(text)
    awaited = texter.awaited() if command.kind == Kind.NO else None
    if command.kind == Kind.HELP:
        texter.reply("sms_help")
    elif command.kind == Kind.YES:
        agree(texter, command.order)
    elif command.kind == Kind.NO:
        _no(texter, awaited)
    elif command.kind == Kind.ASK:
        tell(texter, command.order)
    elif command.kind == Kind.CANCEL:
        give_up(texter, command.order)
    elif command.kind == Kind.MOVE and not _is_about_the_kept_time(texter, command.order):
        shift(texter, command.order, command.text)
    else:
        want(texter, command.text)


def _no(texter: Texter, awaited: Awaited | None) -> None:
    if awaited is None:
        texter.reply("sms_nothing")
    elif texter.person is None:
        texter.settle()
        texter.reply("sms_dropped")
    else:
        drop(texter, awaited)


def _is_about_the_kept_time(texter: Texter, order: str) -> bool:
    """While a price waits, another time (改到下午) is about what is not ordered yet."""
    awaited = texter.awaited() if not order else None
    return awaited is not None and awaited.kind in (Awaited.Kind.NEED, Awaited.Kind.QUOTE)


def _again(texter: Texter, error: Conflict) -> None:
    """Show what holds now: the same wish is priced anew, the same move or cancelling asked again."""
    awaited = texter.awaited()
    try:
        with transaction.atomic():
            if awaited is not None and awaited.kind == Awaited.Kind.CANCEL and awaited.booking is not None:
                give_up(texter, awaited.booking.number)
                return
            if awaited is not None and awaited.kind == Awaited.Kind.QUOTE and awaited.text:
                want(texter, "")
                return
    except DomainError:
        pass
    texter.settle()
    texter.reply("sms_refused", why=error.message)
