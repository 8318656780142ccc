"""What follows an answer: whoever asked is told, on the site and by SMS, or by SMS to the number that was left."""

from core import clock
from core.access import system_actor
from core.outbox import Delivery, deliver, on
from dispatch.intake.events import CALL_ANSWERED, CALL_ENDED, CONSULTATION_ANSWERED, FEEDBACK_ANSWERED
from dispatch.intake.models import Call, Enquiry, Feedback, Ticket
from dispatch.intake.services import close_talks_of, read_sms
from dispatch.intake.telephony import exchange
from marketplace.bookings.events import BOOKING_ACCEPTED, BOOKING_REQUESTED
from marketplace.bookings.models import Booking
from notifications.events import SMS_RECEIVED
from notifications.models import InboundSms
from notifications.services import notify, send_sms


@on(SMS_RECEIVED)
def read_received_sms(delivery: Delivery) -> None:
    """What an SMS asks for is done and answered once, in this transaction."""
    row = InboundSms.objects.filter(pk=delivery.ids["inbound_id"]).first()
    if row is not None:
        read_sms(row, now=clock.now())


@on(BOOKING_ACCEPTED, BOOKING_REQUESTED)
def close_talks(delivery: Delivery) -> None:
    """An order that was confirmed by SMS after the talk closes what it came of."""
    row = Booking.objects.filter(pk=delivery.ids["booking_id"]).first()
    if row is not None:
        close_talks_of(row, actor=system_actor("event"), now=clock.now())


@deliver(CALL_ANSWERED, CALL_ENDED)
def tell_exchange(delivery: Delivery) -> None:
    """The exchange connects the call to who answered it, or ends it; nobody tells a call of another exchange."""
    row, there = Call.objects.filter(pk=delivery.ids["call_id"]).first(), exchange()
    if row is None or there is None or row.provider != there.name:
        return
    if delivery.event == CALL_ANSWERED.name:
        there.connect(row.provider_id, str(row.operator_id))
    else:
        there.hang_up(row.provider_id)


@on(FEEDBACK_ANSWERED)
def tell_of_feedback(delivery: Delivery) -> None:
    """The sender of a piece of feedback."""
    _tell(Feedback.objects.filter(pk=delivery.ids["feedback_id"]).first())


@on(CONSULTATION_ANSWERED)
def tell_of_consultation(delivery: Delivery) -> None:
    """Whoever asked."""
    _tell(Enquiry.objects.filter(pk=delivery.ids["consultation_id"]).first())


def _tell(row: Ticket | None) -> None:
    if row is None:
        return
    now, what = clock.now(), f"{row.label} {row.number}"
    if row.sender_id is not None:
        notify(user_ids=[row.sender_id], title=f"{what} 有答复了", body=row.reply, url=row.get_absolute_url(), now=now, sms=True)
    elif row.phone:
        send_sms(phone=row.phone, template="ticket_answered", params={"what": what}, actor=system_actor("event"), now=now)
