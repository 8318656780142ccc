"""Old addresses that lead on are Wagtail's rows and Wagtail's screen (also for tables in and out); each change leaves a revision and an audit row.

A signal is right here: it only derives rows in the same transaction.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from core import clock
from core.access import current_actor
from core.audit.services import record

NAMES = ("old_path", "site_id", "is_permanent", "redirect_page_id", "redirect_link")


def connect() -> None:
    """Listen to the table."""
    post_save.connect(_kept, sender=Redirect, dispatch_uid="home.redirect_kept")
    post_delete.connect(_gone, sender=Redirect, dispatch_uid="home.redirect_gone")


def _kept(sender: Any, instance: Redirect, created: bool, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    actor, now = current_actor(), clock.now()
    said = {name: getattr(instance, name) for name in NAMES}
    revision = Revision.objects.create(content_object=instance, user_id=actor.user_id, content=said, object_str=instance.title[:255], created_at=now)
    record(actor, function="redirect.add" if created else "redirect.change", obj=instance, detail={**said, "revision": revision.pk}, now=now)


def _gone(sender: Any, instance: Redirect, **_: Any) -> None:
    record(current_actor(), function="redirect.delete", obj=instance, detail={name: getattr(instance, name) for name in NAMES}, now=clock.now())
