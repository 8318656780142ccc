"""Emergency plans: written per incident, in versions, opened from the order screen, ticked with who and when (URG-03)."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core.audit.models import AuditEntry
from dispatch.urgent.models import Incident, Plan, PlanRun, PlanTick
from tests.dispatch.urgent.factories import fresh, incident, on_call, searching
from tests.marketplace.bookings.factories import make_order
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db


def desk(role: str = "dispatcher") -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def form_of(row: Incident, **overrides: str) -> dict[str, str]:
    said = {
        "name": row.name,
        "code": row.code,
        "service_type": str(row.service_type_id),
        "first_aid": row.first_aid,
        "visit_fen": "80",
        "urgent_fen": "50",
        "minutes": "60",
        "position": "1",
        "active": "on",
        "steps": "关总阀\n拉电闸\n告诉物业",
    }
    return {**said, **overrides}


@pytest.mark.req("URG-03")
def test_a_plan_is_written_versioned_opened_from_the_order_and_ticked():
    client, row = desk(), incident()
    client.post(reverse("dispatch_incident", args=[row.pk]), form_of(row))
    assert [plan.version for plan in row.plans.order_by("version")] == [1, 2]
    client.post(reverse("dispatch_incident", args=[row.pk]), form_of(row, first_aid="先关总阀。"))
    assert row.plans.count() == 2, "the same steps are no new version"
    order = make_order()
    page = client.get(reverse("marketplace_booking", args=[order.number])).content.decode()
    place = reverse("dispatch_plan_open", args=[order.number])
    assert place in page
    client.post(place, {"incident": row.pk})
    run = PlanRun.objects.get(booking=order)
    client.post(reverse("dispatch_plan_tick", args=[run.pk]), {"position": "2", "done": "1"})
    tick = PlanTick.objects.get()
    assert tick.position == 2 and tick.by is not None
    page = client.get(reverse("marketplace_booking", args=[order.number])).content.decode()
    assert "还有 2 步" in page and str(tick.by) in page
    client.post(reverse("dispatch_incident", args=[row.pk]), form_of(row, steps="只有一步"))
    assert "关总阀" in client.get(place).content.decode(), "an open plan stays the version that was opened"
    client.post(reverse("dispatch_plan_tick", args=[run.pk]), {"position": "2", "done": "0"})
    assert not PlanTick.objects.exists()
    assert AuditEntry.objects.filter(function="urgent.tick").count() == 2


def test_an_urgent_order_comes_with_its_plan():
    on_call()
    row = fresh(searching())
    assert row.run.plan == Plan.objects.get(incident=row.incident)
    page = desk().get(reverse("dispatch_urgent_call", args=[row.number])).content.decode()
    assert "问清总阀关了没有" in page and "打勾" in page
    assert "打勾" not in desk("quality").get(reverse("dispatch_urgent_call", args=[row.number])).content.decode()


def test_a_plan_is_never_edited():
    before = list(Plan.objects.order_by("pk").values_list("steps", flat=True))
    with pytest.raises(DatabaseError), transaction.atomic():
        Plan.objects.update(steps=["改了"])
    assert list(Plan.objects.order_by("pk").values_list("steps", flat=True)) == before


def test_what_is_wrong_is_said_beside_its_field():
    client, row = desk(), incident()
    for name, wrong in (("steps", ""), ("visit_fen", "0"), ("name", ""), ("code", "blocked-drain")):
        assert client.post(reverse("dispatch_incident", args=[row.pk]), form_of(row, **{name: wrong})).status_code == 400, name
    assert client.post(reverse("dispatch_plan_tick", args=[1]), {"position": "1"}).status_code == 404
    order = make_order()
    assert client.post(reverse("dispatch_plan_open", args=[order.number]), {"incident": "x"}).status_code == 400
