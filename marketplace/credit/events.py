"""What happens to credit. Ids only. For whoever shows it or ranks by it."""

from core.outbox import Event

ENTERPRISE_CREDIT = Event("enterprise.credit", ids=("enterprise_id",))
WORKER_CREDIT = Event("worker.credit", ids=("worker_id",))
