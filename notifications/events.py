"""What this slice asks for."""

from core.outbox import Event

SMS_REQUESTED = Event("sms.requested", ids=("sms_id",))
