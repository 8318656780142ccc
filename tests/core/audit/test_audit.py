"""The audit log: success with the change, refusal after the roll-back, Wagtail's log mirrored, nothing for a mere miss."""

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from wagtail.models import Page

from core.access import Actor, acting
from core.audit.models import AuditEntry
from core.audit.services import record, record_refusal
from core.errors import Conflict, Forbidden, NotFound
from core.middleware import DomainErrorMiddleware

pytestmark = pytest.mark.django_db
EDITOR = Actor(user_id=None, roles=frozenset({"editor"}), ip="203.0.113.9", request_id="req-12345678", channel="admin", name="苏编辑")


def test_success_is_rolled_back_with_its_change() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(EDITOR, function="listing.publish")
        _ = 1 / 0
    assert not AuditEntry.objects.filter(function="listing.publish").exists()


def test_a_row_says_who_what_where_and_how() -> None:
    page = Page.objects.get(depth=1)
    row = record(EDITOR, function="article.publish", obj=page, detail={"to": "live"})
    row.refresh_from_db()
    assert (row.user_name, row.module, row.function, row.object_type, row.object_id) == (
        "苏编辑",
        "article",
        "article.publish",
        "wagtailcore.page",
        str(page.pk),
    )
    assert (row.ip, row.request_id, row.channel, row.result, row.detail) == ("203.0.113.9", "req-12345678", "admin", "ok", {"to": "live"})


@pytest.mark.parametrize(
    ("error", "method", "rows"),
    [(Forbidden, "GET", 1), (Forbidden, "POST", 1), (NotFound, "GET", 0), (NotFound, "POST", 1), (Conflict, "POST", 1), (Conflict, "GET", 0)],
)
def test_refused_tries_leave_a_row_and_misses_none(error, method: str, rows: int) -> None:
    record_refusal(EDITOR, error(audit={"verb": "approve", "resource": "enterprise"}), path="/x/", method=method)
    assert AuditEntry.objects.filter(function="enterprise.approve", result="refused").count() == rows


@pytest.mark.django_db(transaction=True)
def test_refused_change_leaves_its_row_and_nothing_else() -> None:
    def view(request):
        with transaction.atomic():
            record(EDITOR, function="listing.publish")
            raise Forbidden(audit={"verb": "publish", "resource": "listing"})

    request = RequestFactory().post("/x/")
    request.actor = EDITOR  # type: ignore[attr-defined]
    middleware = DomainErrorMiddleware(view)
    with pytest.raises(Forbidden) as caught:
        view(request)
    response = middleware.process_exception(request, caught.value)
    assert response.status_code == 403
    assert list(AuditEntry.objects.filter(module="listing").values_list("result", flat=True)) == ["refused"]


def test_wagtails_own_log_is_mirrored() -> None:
    with acting(EDITOR):
        page = Page.objects.get(depth=1).add_child(title="规程", slug="rules", live=False)
        page.save_revision(log_action=True).publish()
    row = AuditEntry.objects.filter(module="wagtail", function="wagtail.publish").latest("pk")
    assert (row.object_id, row.ip, row.user_name) == (str(page.pk), "203.0.113.9", "苏编辑")


def test_every_answer_names_its_request() -> None:
    client = Client()
    assert client.get("/healthz/live", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"
    assert len(client.get("/healthz/live", headers={"X-Request-ID": "bad id\n"})["X-Request-ID"]) == 32
