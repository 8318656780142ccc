"""The verbs of this slice."""

from notifications.services.codes import allow_code, send_code
from notifications.services.inbound import clear_old_texts, receive
from notifications.services.notices import mark_all_read, mark_read, notify
from notifications.services.sms import clear_old_bodies, send_sms, settle_sms

__all__ = [
    "allow_code",
    "clear_old_bodies",
    "clear_old_texts",
    "mark_all_read",
    "mark_read",
    "notify",
    "receive",
    "send_code",
    "send_sms",
    "settle_sms",
]
