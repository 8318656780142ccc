"""What happens to people."""

from core.outbox import Event

ACCOUNT_REGISTERED = Event("account.registered", ids=("user_id",))
ACCOUNT_SUSPENDED = Event("account.suspended", ids=("user_id",))
ACCOUNT_REACTIVATED = Event("account.reactivated", ids=("user_id",))
PASSWORD_CHANGED = Event("account.password_changed", ids=("user_id",))
PHONE_PROVEN = Event("account.phone_proven", ids=("user_id",))
PHONE_CHANGED = Event("account.phone_changed", ids=("user_id",))
MEMBERSHIP_CHANGED = Event("membership.changed", ids=("user_id", "membership_id"))
CONSENT_WITHDRAWN = Event("consent.withdrawn", ids=("user_id", "document_id"))
