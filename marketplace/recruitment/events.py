"""What happens to job postings."""

from core.outbox import Event

JOB_PUBLISHED = Event("job.published", ids=("job_id",))
# Something that the public sees of it, or whether the public sees it, has changed.
JOB_CHANGED = Event("job.changed", ids=("job_id",))
JOB_CLOSED = Event("job.closed", ids=("job_id",))
JOB_APPLIED = Event("job.applied", ids=("job_id", "application_id"))
