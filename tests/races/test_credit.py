"""Two counts of one firm at once keep what the later one has read. The twin does not lock before it reads."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core import clock
from marketplace.bookings.models import Booking
from marketplace.credit import services
from marketplace.credit.models import Standing
from marketplace.credit.scoring import Rules
from marketplace.credit.services import counting
from marketplace.ratings import services as ratings
from marketplace.ratings.services import Said
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.ratings.factories import finished
from tests.members.factories import actor_for
from tests.races.harness import must_show, race, without

SLOW, LATER = 0.6, 0.25
_counted = counting.counted


def orders() -> None:
    """Two finished orders of one firm, counted once."""
    place = make_offer()
    for _ in range(2):
        finished(place)
    services.count_again("enterprise", [place.enterprise_id or 0], now=clock.now())


def _slowly(*arguments: Any) -> Any:
    found = _counted(*arguments)
    time.sleep(SLOW)
    return found


def rate_and_count(number: int) -> int:
    """The first rates at once and takes long to count; the second rates and counts while the first has read and not written."""
    time.sleep(number * LATER)
    order = Booking.objects.order_by("pk")[number]
    ratings.rate(order, Said(score=1), actor=actor_for(order.customer), now=clock.now())
    with without("marketplace.credit.services.counting.counted", _slowly if number == 0 else _counted):
        return services.count_again("enterprise", [order.enterprise_id or 0], now=clock.now())


def lost() -> bool:
    """Whether what is kept is less than what there is."""
    before = Standing.objects.get(kind="enterprise").parts["ratings"]["count"]
    services.count_again("enterprise", [Standing.objects.get(kind="enterprise").number], now=clock.now())
    return before < Standing.objects.get(kind="enterprise").parts["ratings"]["count"]


def test_of_two_counts_at_once_the_later_reading_is_kept(fresh_db: str) -> None:
    orders()
    outcomes = race(rate_and_count, contenders=2)
    assert not outcomes.failed and not lost()


def _unlocked(kind: str, numbers: Sequence[int], rules: Rules, *, now: datetime) -> list[Standing]:
    return list(Standing.objects.of(kind, numbers))


def test_twin_that_does_not_lock_forgets_a_rating(fresh_db: str) -> None:
    orders()
    with without("marketplace.credit.services.counting._locked", _unlocked):
        shown = must_show(lambda: race(rate_and_count, contenders=2), lambda outcomes: lost(), tries=1)
    assert not shown.failed, "both went through, and one of the two ratings is forgotten"
