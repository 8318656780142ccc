"""What happens to workers."""

from core.outbox import Event

# Something that others know of him has changed: profile, skills, a paper, on line or not.
WORKER_CHANGED = Event("worker.changed", ids=("worker_id",))
WORKER_APPROVED = Event("worker.approved", ids=("worker_id",))
# He gets no new work from now on: suspended, blocked, left.
WORKER_WITHDRAWN = Event("worker.withdrawn", ids=("worker_id",))
WORKER_CALENDAR_CHANGED = Event("worker.calendar_changed", ids=("worker_id",))
# Somebody has looked at his work, or what was found wrong is put right.
SPOT_CHECKED = Event("worker.checked", ids=("check_id", "worker_id"))
PAPER_EXPIRING = Event("paper.expiring", ids=("worker_id", "paper_id"))
