"""What happens to enterprises."""

from core.outbox import Event

ENTERPRISE_SUBMITTED = Event("enterprise.submitted", ids=("enterprise_id",))
ENTERPRISE_APPROVED = Event("enterprise.approved", ids=("enterprise_id",))
ENTERPRISE_REJECTED = Event("enterprise.rejected", ids=("enterprise_id",))
ENTERPRISE_SUSPENDED = Event("enterprise.suspended", ids=("enterprise_id",))
ENTERPRISE_REINSTATED = Event("enterprise.reinstated", ids=("enterprise_id",))
# Something that the public sees of it has changed.
ENTERPRISE_CHANGED = Event("enterprise.changed", ids=("enterprise_id",))
# Staff have graded it, or given or taken a title.
ENTERPRISE_ASSESSED = Event("enterprise.assessed", ids=("enterprise_id",))
AGREEMENT_SIGNED = Event("agreement.signed", ids=("agreement_id", "enterprise_id"))
AGREEMENT_EXPIRED = Event("agreement.expired", ids=("agreement_id", "enterprise_id"))
AGREEMENT_ENDED = Event("agreement.ended", ids=("agreement_id", "enterprise_id"))
OUTLET_CHANGED = Event("outlet.changed", ids=("outlet_id",))
