"""What this slice asks for."""

from core.outbox import Event

SMS_RECEIVED = Event("sms.received", ids=("inbound_id",))
SMS_REQUESTED = Event("sms.requested", ids=("sms_id",))
