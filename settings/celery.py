"""Celery for the full mode. Tasks come from one place: core.schedule's table; nothing else is ever enqueued."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")
app = Celery("youlin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["core"], related_name="celery_tasks")


@app.on_after_finalize.connect
def _fill_beat(sender: Celery, **_: object) -> None:
    from core.celery_tasks import beat_schedule  # only now: it needs Django's apps, which are set up after this module

    sender.conf.beat_schedule = beat_schedule()
