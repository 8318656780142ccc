"""The full mode on real services: Celery delivers what was published, also after its worker was killed, and the doctor is content."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest
from django.db import transaction

from core.outbox import publish
from core.outbox.events import PAGE_CHANGED
from core.outbox.models import OutboxEvent, OutboxTask
from tests.services.place import BASE_DIR
from tests.waiting import poll


def all_done() -> bool:
    """Whether every event has been dispatched and handled."""
    waiting = OutboxTask.objects.filter(state__in=[OutboxTask.State.PENDING, OutboxTask.State.LEASED])
    return not OutboxEvent.objects.filter(dispatched_at=None).exists() and not waiting.exists()


def publish_some(number: int) -> None:
    """Tell of changes of the root page."""
    with transaction.atomic():
        for _ in range(number):
            publish(PAGE_CHANGED, key="page:1", page_id=1)


@pytest.mark.slow
def test_celery_delivers_also_after_a_kill(full_site):
    publish_some(5)
    poll(all_done, timeout=60)
    full_site.jobs["worker"].kill()
    publish_some(5)
    assert not all_done()
    full_site.jobs["worker"].start()
    assert poll(all_done, timeout=90)


@pytest.mark.slow
def test_every_part_is_well(full_site):
    with urllib.request.urlopen(f"{full_site.url}/healthz/ready", timeout=20) as answer:
        assert json.load(answer)["status"] == "ok"
    given = {**os.environ, **full_site.environment}
    subprocess.run([sys.executable, "manage.py", "search", "rebuild"], cwd=BASE_DIR, env=given, check=True, capture_output=True)
    doctor = subprocess.run([sys.executable, "manage.py", "doctor", "--json"], cwd=BASE_DIR, env=given, capture_output=True, text=True, check=False)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
