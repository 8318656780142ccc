"""What happens to orders. Ids only; the fee stands in the row."""

from core.outbox import Event

BOOKING_REQUESTED = Event("booking.requested", ids=("booking_id",))
BOOKING_ACCEPTED = Event("booking.accepted", ids=("booking_id",))
BOOKING_QUOTED = Event("booking.quoted", ids=("booking_id",))
BOOKING_REFUSED = Event("booking.refused", ids=("booking_id",))
BOOKING_MOVED = Event("booking.moved", ids=("booking_id",))
BOOKING_REASSIGNED = Event("booking.reassigned", ids=("booking_id",))
BOOKING_CANCELLED = Event("booking.cancelled", ids=("booking_id",))
BOOKING_WITHDRAWN = Event("booking.withdrawn", ids=("booking_id",))
BOOKING_EXPIRED = Event("booking.expired", ids=("booking_id",))
BOOKING_SET_OUT = Event("booking.set_out", ids=("booking_id",))
BOOKING_ARRIVED = Event("booking.arrived", ids=("booking_id",))
BOOKING_FINISHED = Event("booking.finished", ids=("booking_id",))
BOOKING_COMPLETED = Event("booking.completed", ids=("booking_id",))
BOOKING_SAID = Event("booking.said", ids=("booking_id", "message_id"))
BOOKING_MISSED = Event("booking.missed", ids=("booking_id",))
WAITING_OFFERED = Event("waiting.offered", ids=("waiting_id", "offer_id", "booking_id"))
WAITING_ENDED = Event("waiting.ended", ids=("waiting_id",))
CHANGE_ASKED = Event("booking.change_asked", ids=("booking_id", "change_id"))
CHANGE_ANSWERED = Event("booking.change_answered", ids=("booking_id", "change_id"))
