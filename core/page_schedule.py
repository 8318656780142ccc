"""Pages whose hour has come: what editors timed goes live, what has an end is taken down (POR-08).

The same as Wagtail's command `publish_scheduled`, which knows no next page after one that cannot be published.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision

from core.access import Actor, acting

logger = logging.getLogger("core.pages")


def publish_due(*, actor: Actor, now: datetime) -> int:
    """Take down what has ended, then publish what is due, the oldest first; returns how many. One that fails is logged and tried at the next run."""
    ended = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    with acting(actor):
        return sum(_done(_end, page) for page in ended) + sum(_done(_publish, revision) for revision in due)


def _end(page: Page) -> None:
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _done(act: Callable[[Page | Revision], None], row: Page | Revision) -> bool:
    try:
        with transaction.atomic():
            act(row)
    except Exception:
        logger.exception("timed page not done: %s %s", type(row).__name__, row.pk)
        return False
    return True
