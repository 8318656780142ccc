"""Wagtail writes a log of its own (page and model edits in the admin); every row of it is mirrored into the audit log.

A signal is right here: it only derives a row in the same transaction.
"""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from core.access import current_actor
from core.audit.models import AuditEntry


def connect() -> None:
    """Listen to both of Wagtail's log tables."""
    post_save.connect(_mirror, sender=PageLogEntry, dispatch_uid="audit.page")
    post_save.connect(_mirror, sender=ModelLogEntry, dispatch_uid="audit.model")


def _mirror(sender: Any, instance: Any, created: bool, **_: Any) -> None:
    if not created:
        return
    actor = current_actor()
    content_type = instance.content_type
    AuditEntry.objects.create(
        at=instance.timestamp,
        user_id=instance.user_id or actor.user_id,
        user_name=actor.name[:120],
        module="wagtail",
        function=instance.action[:80],
        object_type=f"{content_type.app_label}.{content_type.model}" if content_type else "",
        object_id=str(instance.object_id)[:60],
        object_name=instance.label[:200],
        ip=actor.ip or None,
        request_id=actor.request_id,
        channel=actor.channel,
        result="ok",
        detail={},
    )
