"""The demo city shows visits by several, add-ons and the waiting list."""

import time

from django.test import Client
from django.urls import reverse

from core.access import acting, system_actor
from home.operations.seed.city import City
from home.operations.seed.crews import seed_crews
from home.operations.seed.people import seed_people
from marketplace.bookings.models import AddOn, Booking, Waiting
from marketplace.insurance.models import InsurancePolicy
from marketplace.series.models import MonthlyPrice, SeriesDue
from marketplace.warranty.models import Redo


def check(city: City) -> None:
    """Called with the one whole demo city that the suite seeds (test_demo_reading)."""
    crews = list(Booking.objects.filter(hands__gt=1, state="assigned"))
    assert any(order.parts for order in crews), [(order.title, order.starts_at) for order in crews]
    assert AddOn.objects.count() == 5
    assert MonthlyPrice.objects.count() == 6 and SeriesDue.objects.get(kind="month").fen == 76_000
    assert InsurancePolicy.objects.count() == 3 and Redo.objects.get().state == "objected"
    assert list(Waiting.objects.values_list("state", flat=True)).count("waiting") >= 2
    client = Client()
    for row, page in ((crews[0], crews[0].get_absolute_url()), (Waiting.objects.all()[0], reverse("bookings:waiting"))):
        client.force_login(row.customer)
        text = client.get(page).content.decode()
        assert "人" in text and "没有在排队" not in text
    before = (Booking.objects.count(), AddOn.objects.count(), Waiting.objects.count())
    begun = time.monotonic()
    with acting(system_actor("demo", "演示城市")):
        seed_people(city)
        seed_crews(city)
    assert (Booking.objects.count(), AddOn.objects.count(), Waiting.objects.count()) == before and time.monotonic() - begun < 5
