"""留言咨询: somebody asks, whoever answers for the listing replies. No number is shown in either direction."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require, require_proven
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.counters import require_within
from core.errors import Invalid, NotFound
from core.outbox import publish
from core.states import move
from marketplace.enterprises.services import require_taking
from marketplace.listings.errors import CannotEnquire
from marketplace.listings.events import LISTING_ENQUIRED
from marketplace.listings.models import Enquiry, EnquiryMessage, Listing
from marketplace.listings.parameters import ENQUIRIES_A_DAY, MESSAGES_AN_HOUR
from marketplace.listings.services.telling import tell_other_side
from marketplace.listings.states import EnquiryState

MAX_LENGTH = 300


def _checked(text: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= MAX_LENGTH or "\x00" in text:
        raise Invalid(fields={"text": [f"1 到 {MAX_LENGTH} 个字，现在 {len(text)} 个。"]})
    if has_contact(text):
        raise Invalid(fields={"text": [NO_CONTACTS]})
    return text


def enquire(listing: Listing, *, text: str, actor: Actor, now: datetime) -> EnquiryMessage:
    """Ask about a public listing; a second time goes on in the same conversation. Locks the conversation.

    Raises Unauthenticated, PhoneNotProven, NotFound, CannotEnquire about one's own, OrdersPaused, Invalid, RateLimited.
    """
    require_proven(actor)
    require(actor, "create", "enquiry")
    text = _checked(text)
    if not listing.is_public(now):
        raise NotFound
    if listing.access_scopes(actor) & {"o", "t"}:
        raise CannotEnquire("这是你自己发的信息。")
    key = str(actor.user_id)
    require_within("enquiry.message", key, limit=MESSAGES_AN_HOUR.at(now), window_seconds=3600, now=now)
    if not Enquiry.objects.filter(listing=listing, asker_id=actor.user_id).exists():
        require_taking(listing.enterprise, now=now)
        require_within("enquiry.new", key, limit=ENQUIRIES_A_DAY.at(now), window_seconds=86400, now=now, message="今天问得够多了，等他们回复，明天再问新的。")
    with transaction.atomic():
        enquiry, _ = Enquiry.objects.get_or_create(listing=listing, asker_id=actor.user_id, defaults={"created_at": now, "last_at": now})
        return _say(enquiry, text, actor=actor, now=now)


def reply(enquiry: Enquiry, *, text: str, actor: Actor, now: datetime) -> EnquiryMessage:
    """Say something in a conversation, from either side. Locks it. Raises NotFound, Forbidden, CannotEnquire, Invalid, RateLimited."""
    require(actor, "reply", enquiry)
    require_proven(actor)
    text = _checked(text)
    require_within("enquiry.message", str(actor.user_id), limit=MESSAGES_AN_HOUR.at(now), window_seconds=3600, now=now)
    with transaction.atomic():
        return _say(enquiry, text, actor=actor, now=now)


def _say(enquiry: Enquiry, text: str, *, actor: Actor, now: datetime) -> EnquiryMessage:
    row = Enquiry.objects.select_for_update(of=("self",)).select_related("listing__enterprise", "listing__author").get(pk=enquiry.pk)
    if row.state == EnquiryState.HIDDEN:
        raise CannotEnquire("这段留言被撤下了，不能再说。")
    if row.state == EnquiryState.CLOSED:
        row = move(row, "reopen", actor=actor, now=now)
    from_asker = row.asker_id == actor.user_id
    message = EnquiryMessage.objects.create(
        enquiry=row,
        author_id=actor.user_id,  # type: ignore[misc]
        from_asker=from_asker,
        text=text,
        at=now,
    )
    row.last_at = now
    row.save(update_fields=["last_at"])
    record(actor, function="enquiry.say", obj=row, detail={"listing": row.listing_id, "message": message.pk}, now=now)
    publish(LISTING_ENQUIRED, key=f"enquiry:{row.pk}", listing_id=row.listing_id, enquiry_id=row.pk, message_id=message.pk)
    tell_other_side(row, from_asker=from_asker, text=text, now=now)
    return message


def close_enquiry(enquiry: Enquiry, *, actor: Actor, now: datetime) -> Enquiry:
    """End a conversation; the next message opens it again. Raises NotFound, Forbidden, IllegalTransition."""
    return move(enquiry, "close", actor=actor, now=now)


def hide_enquiry(enquiry: Enquiry, *, actor: Actor, now: datetime, note: str) -> Enquiry:
    """Staff take a conversation down with a reason. Raises Forbidden, Invalid, IllegalTransition."""
    return move(enquiry, "hide", actor=actor, now=now, note=note)


def restore_enquiry(enquiry: Enquiry, *, actor: Actor, now: datetime) -> Enquiry:
    """Staff put it back. Raises Forbidden, IllegalTransition."""
    return move(enquiry, "restore", actor=actor, now=now)
