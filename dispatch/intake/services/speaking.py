"""For whom somebody acts: an SMS for the person of its number, somebody of the desk for the customer with whom he talks.

Either way the rights are those of the customer for his own orders, nothing else: `Actor.speaks_for` is set here and nowhere else.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.access import ALL, Actor, require, scopes
from core.errors import Forbidden
from dispatch.intake.errors import NoNumber, NotInTalk, NotYourOwn
from dispatch.intake.models import Call, Enquiry
from dispatch.intake.services.handling import take
from dispatch.intake.states import Channel as Way
from dispatch.intake.states import TicketState
from marketplace.bookings.models import Booking
from marketplace.bookings.queries.guests import person_with
from marketplace.bookings.services import customer_with
from marketplace.bookings.states import Channel
from members.models import User
from members.phones import masked
from members.roles import Role

# What was agreed on is written down right after the call, not the day after.
AFTER_CALL = timedelta(minutes=30)
FAMILY = frozenset({Role.VISITOR.value, Role.FAMILY.value})


@dataclass(frozen=True, slots=True)
class Talk:
    """A call or a consultation: with whom one talks, and by which way a word is given."""

    row: Call | Enquiry

    @property
    def kind(self) -> str:
        """`call` or `consultation`, as the address says."""
        return "call" if isinstance(self.row, Call) else "consultation"

    @property
    def phone(self) -> str:
        """The number of the other side."""
        return self.row.phone

    @property
    def channel(self) -> str:
        """The channel of what comes of it."""
        return Channel.DESK if isinstance(self.row, Enquiry) and self.row.channel == Way.DESK else Channel.PHONE

    @property
    def recorded(self) -> Call | None:
        """The call whose recording keeps the customer's word; one query for a consultation."""
        if isinstance(self.row, Call):
            return self.row if self.row.recording else None
        return self.row.calls.exclude(recording="").order_by("-pk").first()

    @property
    def how(self) -> str:
        """How a price is accepted in this talk; empty where that cannot be proved."""
        if self.channel == Channel.DESK:
            return "desk"
        return "call" if self.recorded else ""

    def customer(self) -> User | None:
        """Who it is, when the number is known. Two queries at most."""
        return person_with(self.phone) if self.phone else None


def sms_actor(person: User, phone: str) -> Actor:
    """The actor of an SMS: the person of its number, as a family and nothing more, whatever duties he has."""
    return Actor(user_id=person.pk, roles=FAMILY, channel="sms", name=f"短信 {masked(phone)}", proven_phone=True)


def is_at_desk(actor: Actor) -> bool:
    """Whether he takes orders for others."""
    return ALL in scopes(actor, "create", Booking.access_resource)


def require_desk(actor: Actor) -> None:
    """Refuse who does not take orders for others. Raises Forbidden."""
    if not is_at_desk(actor):
        raise Forbidden(audit={"verb": "create", "resource": Booking.access_resource})


def speaking(talk: Talk, *, actor: Actor, now: datetime) -> Actor:
    """The actor on behalf of the other side of a talk that is his; a consultation that nobody looks after is taken.

    Raises Forbidden, NotInTalk, NoNumber, NotYourOwn.
    """
    require_desk(actor)
    require(actor, "handle", talk.row)
    if not talk.phone:
        raise NoNumber
    if isinstance(talk.row, Call):
        _require_in_call(talk.row, actor, now)
    elif talk.row.state == TicketState.NEW:
        take(talk.row, actor=actor, now=now)
        talk.row.refresh_from_db()
    elif talk.row.owner_id != actor.user_id:
        raise NotInTalk(f"这条咨询是{talk.row.owner or '同事'}在办。")
    customer = customer_with(talk.phone, name=getattr(talk.row, "name", ""), actor=actor, now=now)
    if customer.pk == actor.user_id:
        raise NotYourOwn
    if customer.suspended_at is not None:
        raise NotInTalk("这个号码的账号停用了，不能下单。")
    return looking(talk, customer, actor=actor)


def is_going_on(talk: Talk, actor: Actor, now: datetime) -> bool:
    """Whether a talk is the actor's and not over: only then the customer's things are shown to him."""
    if isinstance(talk.row, Call):
        fresh = talk.row.ended_at is None or talk.row.ended_at > now - AFTER_CALL
        return talk.row.operator_id == actor.user_id and talk.row.answered_at is not None and fresh
    return talk.row.owner_id == actor.user_id and talk.row.state == TicketState.ASSIGNED


def looking(talk: Talk, customer: User, *, actor: Actor) -> Actor:
    """The actor on behalf of a customer, to read what is the customer's while they talk; the caller has asked `is_going_on`."""
    return replace(actor, speaks_for=customer.pk, channel=talk.channel, proven_phone=True)


def _require_in_call(call: Call, actor: Actor, now: datetime) -> None:
    if not is_going_on(Talk(call), actor, now):
        raise NotInTalk
