"""The composition root. In the full mode every process needs the Celery app: only then does a task that it sends reach the broker."""

import os

if os.environ.get("REDIS_URL"):
    from settings.celery import app as celery_app

    __all__ = ["celery_app"]
