"""The demo city shows every screen of dispatch with something on it."""

import time

from django.test import Client
from django.urls import reverse

from dispatch.accidents.models import Case
from dispatch.board.models import LateArrival
from dispatch.followups.models import FollowUp
from dispatch.urgent.models import UrgentOrder
from home.operations.seed.after import seed_after
from home.operations.seed.city import City
from home.operations.seed.urgent import seed_urgent
from members import demo
from members.models import User
from members.roles import Role


def person(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=demo.username(role)))
    return client


def check() -> None:
    """Called with the one whole demo city that the suite seeds (test_demo_reading)."""
    states = dict.fromkeys(UrgentOrder.objects.values_list("state", flat=True))
    assert {"taken", "offering", "escalated", "failed", "cancelled"} <= set(states)
    assert {"open", "closed"} <= set(FollowUp.objects.values_list("state", flat=True))
    assert LateArrival.objects.exists() and {"handling", "closed"} <= set(Case.objects.values_list("state", flat=True))
    desk = person(Role.DISPATCHER)
    for name in ("dispatch_board", "dispatch_board_week", "dispatch_urgent", "dispatch_matching", "dispatch_matching_report", "dispatch_incidents"):
        assert desk.get(reverse(name)).status_code == 200, name
    for name in ("dispatch_followups", "dispatch_accidents"):
        assert desk.get(reverse(name)).status_code == 200, name
    for row in UrgentOrder.objects.all():
        assert desk.get(reverse("dispatch_urgent_call", args=[row.number])).status_code == 200
    assert "马上出发" in person(Role.WORKER).get("/worker/").content.decode()
    city = City(now=UrgentOrder.objects.latest("pk").created_at)
    began, before = time.monotonic(), (UrgentOrder.objects.count(), FollowUp.objects.count())
    assert (seed_urgent(city), seed_after(city)) == before
    assert time.monotonic() - began < 5
