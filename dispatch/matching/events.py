"""What moves the order of candidates."""

from core.outbox import Event

WORKER_PUNCTUAL = Event("worker.punctual", ids=("worker_id",))
ENTERPRISE_PUNCTUAL = Event("enterprise.punctual", ids=("enterprise_id",))
