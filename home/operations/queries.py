"""What the operations screens list."""

from django.db.models import Case, IntegerField, QuerySet, When

from core.access import Actor, scopes
from core.audit.models import AuditEntry
from core.outbox.models import OutboxTask


def audit_entries(actor: Actor) -> QuerySet[AuditEntry]:
    """Audit rows that the actor may read, newest first. Who may not read all reads his own acts."""
    from_all = AuditEntry.objects.order_by("-pk")
    return from_all if can_read_all(actor) else from_all.filter(user_id=actor.user_id)


def can_read_all(actor: Actor) -> bool:
    """Whether the actor reads the whole log."""
    return "*" in scopes(actor, "read", AuditEntry.access_resource)


def open_tasks() -> QuerySet[OutboxTask]:
    """Tasks that wait, run or stopped; stopped ones first, then the oldest."""
    waiting = OutboxTask.objects.exclude(state=OutboxTask.State.DONE).select_related("event")
    return waiting.order_by(Case(When(state=OutboxTask.State.DEAD, then=0), default=1, output_field=IntegerField()), "pk")
