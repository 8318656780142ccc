"""Whole days that an engagement lets go of are the line's of the hourly services first (X-BK-09, X-BK-11)."""

import pytest
import time_machine
from django.utils import timezone

from core import clock
from core.outbox.testing import drain_all
from marketplace.bookings.models import KeptForLine, WaitingOffer
from marketplace.engagements import services
from marketplace.engagements.models import Engagement
from marketplace.engagements.services.ending import cancel_fee, ending_fee
from marketplace.listings.models import Listing
from tests.marketplace.bookings.factories import make_offer, make_waiting, tomorrow
from tests.marketplace.bookings.test_line_first import can_hold, shown
from tests.marketplace.engagements.factories import begin_at, days_from_now, family_of, fresh, make_long_offer, make_signed, noon

pytestmark = pytest.mark.django_db


def somebody_lives_in() -> tuple[Engagement, Listing]:
    """The one nurse of an enterprise, promised for the days from in twelve days on; she does hours, too, one visit a day."""
    offer = make_long_offer(people=1)
    nurse = offer.enterprise.workers.get()
    nurse.weekly_hours.all().delete()
    for day in range(7):
        nurse.weekly_hours.create(weekday=day, starts_minute=9 * 60, ends_minute=11 * 60)
    hourly = make_offer(workers=0, enterprise=offer.enterprise, title="钟点")
    nurse.skills.create(service_type=hourly.service_type)
    return make_signed(offer, first=days_from_now(12)), hourly


def test_days_of_an_engagement_that_is_given_up_go_to_the_line_and_then_to_everybody():
    row, hourly = somebody_lives_in()
    waits = make_waiting(hourly, days=(13, 13))
    here, beside = tomorrow(9, days=13), tomorrow(9, days=14)
    now = clock.now()
    services.cancel(row, fee_fen=cancel_fee(row, now=now).fen, actor=family_of(row), now=now)
    assert not shown(hourly, here) and not shown(hourly, beside) and not can_hold(hourly, here), "all of it, until the line was asked"
    drain_all()
    found = WaitingOffer.objects.get()
    assert (found.waiting, found.starts_at) == (waits, here)
    assert not KeptForLine.objects.exists() and not can_hold(hourly, here) and can_hold(hourly, beside)


def test_days_behind_an_early_end_are_the_lines_and_those_before_stay_taken():
    row, hourly = somebody_lives_in()
    with time_machine.travel(noon(row.starts_on), tick=False):
        begun, today = begin_at(row), timezone.localdate(clock.now())
        waits = make_waiting(hourly, days=(5, 5))
        fee = ending_fee(begun, last_day=days_from_now(2), now=clock.now())
        services.end(begun, last_day=days_from_now(2), fee_fen=fee.fen, actor=family_of(row), now=clock.now())
        assert fresh(row).ends_on == days_from_now(3) and today == row.starts_on
        assert not shown(hourly, tomorrow(9, days=5))
        drain_all()
        assert WaitingOffer.objects.get().waiting == waits
        assert not shown(hourly, tomorrow(9)) and shown(hourly, tomorrow(9, days=4))
