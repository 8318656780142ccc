"""Tutoring after class together with childcare: one visit, one order, by somebody who does both (SVC-09)."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import system_actor
from marketplace.bookings import services
from marketplace.bookings.services import Further
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, service
from tests.marketplace.bookings.test_crews import booked, going, page_of
from tests.marketplace.factories import make_enterprise, make_listing, unit
from tests.members.factories import make_user


@pytest.mark.django_db
@pytest.mark.req("SVC-09")
def test_tutoring_after_class_is_bundled_with_childcare_in_one_order():
    """看孩子 and 课外辅导 of one enterprise, picked together on the pages: two lines, one visit, one worker who does both; also as an add-on."""
    firm, minding, tutoring = make_enterprise(), service("child-minding"), service("child-after-class")
    make_worker(enterprise=firm, skills=(minding,), called="只看孩子")
    both = make_worker(enterprise=firm, skills=(minding, tutoring), called="看孩子也辅导")
    offer = make_offer(workers=0, enterprise=firm, service_type=minding, price_fen=5500, title="爸妈晚归，来家看孩子")
    lessons = make_listing(
        enterprise=firm, category=tutoring.category, service_type=tutoring, unit=unit(), price_fen=6000, title="放学看着写作业，讲不清的再讲一遍"
    )
    family = page_of(make_user(name="陈女士"))
    week = family.get(reverse("bookings:times", args=[offer.pk])).content.decode()
    assert "同一次再做几项" in week and tutoring.name in week, "the other service is offered beside this one"
    order = booked(family, offer, f"minutes=180&also={lessons.pk}&q{lessons.pk}=1")
    assert [(part["name"], part["minutes"]) for part in order.parts] == [(minding.name, 180), (tutoring.name, 60)] and order.minutes == 240
    assert list(order.quotes.get().lines.order_by("position").values_list("fen", flat=True)) == [3 * 5500, 6000] and order.total_fen == 22_500
    assert going(order) == {both.pk}, "who does not teach is not sent alone"
    shown = family.get(order.get_absolute_url()).content.decode()
    assert minding.name in shown and tutoring.name in shown and "看孩子也辅导" in shown
    assert Client().get(order.get_absolute_url()).status_code == 302

    extra = services.add_addon(offer, actor=system_actor(), now=clock.now(), name="陪写作业一小时", price_fen=6000, minutes=60)
    other = booked(family, offer, f"minutes=120&addon={extra.pk}")
    assert (other.minutes, other.total_fen) == (180, 2 * 5500 + 6000)
    assert make_order(offer, minutes=120, also=[Further(lessons.pk, 60)]).minutes == 180
