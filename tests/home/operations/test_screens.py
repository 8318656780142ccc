"""Operations: health for machines, the audit log with its filters (SEC-04, SEC-05), the outbox screen, doctor."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from core.access import Actor
from core.audit.models import AuditEntry
from core.audit.services import record
from core.outbox.models import OutboxEvent, OutboxTask
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def administrator() -> Client:
    """The administrator's browser."""
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.force_login(make_staff("administrator", name="邓宇"))
    return client


def test_live_touches_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz/live").json() == {"status": "ok"}


def test_ready_names_the_vital_checks() -> None:
    answer = Client().get("/healthz/ready")
    assert answer.json() == {"status": "ok", "checks": {"database": True, "migrations": True}}
    assert "no-cache" in answer["Cache-Control"]


def test_ready_is_503_when_a_migration_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0002_append_only'")
    answer = Client().get("/healthz/ready")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, False)


def test_doctor_says_what_it_saw_and_fails_when_something_is_red(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        OutboxTask.objects.create(event=OutboxEvent.objects.create(name="x", key="x"), handler="h", key="x", partition=0, state="dead")
        call_command("doctor", "--json")
    found = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert left.value.code == 1
    assert list(found) == ["database", "migrations", "outbox", "schedule", "search", "cache", "broker", "storage", "secrets", "email", "sms"]
    assert not found["outbox"]["ok"]
    assert found["outbox"]["hint"]
    assert found["database"]["ok"]


@pytest.mark.req("SEC-05")
def test_audit_log_is_filtered_by_address_and_user_and_cannot_be_changed(administrator: Client) -> None:
    for name, ip in (("苏编辑", "203.0.113.9"), ("高洁", "203.0.113.10")):
        record(Actor(roles=frozenset({"editor"}), name=name, ip=ip), function="listing.publish", now=NOW)
    url = "/admin/home-operations/audit/"
    everything = administrator.get(url).content.decode()
    assert "苏编辑" in everything
    assert "高洁" in everything
    by_ip = administrator.get(url, {"ip": "203.0.113.9"}).content.decode()
    assert "苏编辑" in by_ip
    assert "203.0.113.10" not in by_ip
    by_user = administrator.get(url, {"user_name": "高洁"}).content.decode()
    assert "203.0.113.10" in by_user
    assert "203.0.113.9<" not in by_user
    assert "203.0.113" not in administrator.get(url, {"ip": "nonsense'"}).content.decode()
    row = AuditEntry.objects.latest("pk")
    before = AuditEntry.objects.count()
    for method in ("post", "put", "patch", "delete"):
        assert getattr(administrator, method)(f"{url}{row.pk}/").status_code == 404
        assert getattr(administrator, method)(url).status_code in {403, 405}
    assert AuditEntry.objects.count() >= before
    assert "/delete/" not in everything


@pytest.mark.req("SEC-04")
def test_a_back_office_action_leaves_user_module_function_address_result_and_time(administrator: Client) -> None:
    task = OutboxTask.objects.create(event=OutboxEvent.objects.create(name="x", key="x"), handler="h", key="x", partition=0, state="dead")
    administrator.post("/admin/home-operations/outbox/retry/", {"task": [task.pk]})
    row = AuditEntry.objects.filter(function="outbox.retry").get()
    assert (row.user_name, row.module, row.ip, row.result, row.channel) == ("邓宇", "outbox", "198.51.100.7", "ok", "admin")
    assert abs((row.at - datetime.now(UTC)).total_seconds()) < 60
    page = administrator.get("/admin/home-operations/audit/", {"module": "outbox"}).content.decode()
    for text in ("邓宇", "outbox.retry", "198.51.100.7", "成功"):
        assert text in page


def test_refused_staff_leave_a_row_and_see_only_their_own(administrator: Client) -> None:
    editor = make_staff("editor", name="刘思远")
    client = Client()
    client.force_login(editor)
    assert client.post("/admin/home-operations/outbox/retry/", {"task": ["1"]}).status_code == 403
    assert AuditEntry.objects.filter(function="outbox.retry", result="refused", user_id=editor.pk).exists()
    record(Actor(roles=frozenset({"editor"}), name="高洁"), function="listing.publish", now=NOW)
    page = client.get("/admin/home-operations/audit/").content.decode()
    assert "outbox.retry" in page
    assert "listing.publish" not in page


def test_outbox_screen_shows_and_retries_what_stopped(administrator: Client) -> None:
    event = OutboxEvent.objects.create(name="sms.requested", key="sms:1")
    task = OutboxTask.objects.create(event=event, handler="notifications.handlers.send", key="sms:1", partition=0, state="dead", error="gateway away")
    page = administrator.get("/admin/home-operations/outbox/").content.decode()
    assert "gateway away" in page
    administrator.post("/admin/home-operations/outbox/retry/", {"task": [task.pk, "x", "9" * 30]})
    task.refresh_from_db()
    assert (task.state, task.attempts) == ("pending", 0)


def test_members_do_not_get_in() -> None:
    client = Client()
    client.force_login(make_user())
    for path in ("audit", "outbox", "health"):
        assert client.get(f"/admin/home-operations/{path}/").status_code in {302, 403, 404}
