"""A month is due once, and an order is done again once at a time: processes at the same moment, and the twins."""

import pytest

from core import clock
from marketplace.bookings.models import Booking
from marketplace.series import services
from marketplace.series.models import Series, SeriesDue, SeriesDueLine
from marketplace.warranty import services as warranty
from marketplace.warranty.models import Redo
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import picture
from tests.marketplace.ratings.factories import finished
from tests.marketplace.series.factories import family_of, make_plan
from tests.members.factories import actor_for
from tests.races.harness import must_show, paused, race, without
from tests.races.test_bookings import as_owner

CONTENDERS = 3


def a_month_ahead() -> None:
    """A plan of two months whose second month has begun, with a visit of the first that was left out."""
    row = make_plan(months=2)
    services.bill(row, now=clock.midnight(row.month(1)[0]))
    services.skip_visit(row, position=2, fee_fen=0, actor=family_of(row), now=clock.now())


def billed(number: int) -> int:
    """The job, as several processes run it."""
    row = Series.objects.get()
    return services.bill(row, now=clock.midnight(row.month(2)[0]))


@pytest.mark.django_db(transaction=True)
def test_a_month_is_due_once_and_a_visit_given_back_once(fresh_db: str) -> None:
    a_month_ahead()
    outcomes = race(billed, contenders=CONTENDERS)
    assert sorted(one.value for one in outcomes.succeeded) == [0, 0, 1]
    assert SeriesDue.objects.filter(month=2).count() == 1 and SeriesDueLine.objects.filter(visit__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_charges_a_month_twice(fresh_db: str) -> None:
    """The unique rows are the last word; without them, too, the family is charged by each who looks before another has written."""
    a_month_ahead()
    as_owner(fresh_db, "DROP INDEX series_month_due_once")
    as_owner(fresh_db, "ALTER TABLE series_seriesdueline DROP CONSTRAINT series_seriesdueline_visit_id_key")
    with (
        without("marketplace.series.services.months.locked", lambda series: Series.objects.get(pk=series.pk)),
        paused("marketplace.series.services.months.credits_of", after=0.4),
    ):
        must_show(lambda: race(billed, contenders=CONTENDERS), lambda outcomes: sum(one.value for one in outcomes.succeeded) > 1, tries=1)
    assert SeriesDue.objects.filter(month=2).count() > 1


def asked(number: int) -> str:
    """Each asks for another of the free times."""
    order = Booking.objects.with_names().order_by("pk")[0]
    now = clock.now()
    start = warranty.free_starts(order, now=now)[-1 - 6 * number]
    said = {"start": start, "reason": "窗槽里还是黑的。", "photos": [picture()]}
    return warranty.ask_redo(order, **said, actor=actor_for(order.customer), now=now).booking.number


@pytest.mark.django_db(transaction=True)
def test_an_order_is_done_again_once_at_a_time(fresh_db: str) -> None:
    finished(make_offer(workers=CONTENDERS))
    outcomes = race(asked, contenders=CONTENDERS)
    assert len(outcomes.succeeded) == 1 and set(outcomes.errors) == {"RedoOpen"}
    assert Redo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_does_it_again_twice(fresh_db: str) -> None:
    finished(make_offer(workers=CONTENDERS))
    with (
        without("marketplace.warranty.services.locked", lambda order: Booking.objects.with_names().get(pk=order.pk)),
        paused("marketplace.warranty.services.open_redo", after=0.4),
    ):
        must_show(lambda: race(asked, contenders=CONTENDERS), lambda outcomes: len(outcomes.succeeded) > 1, tries=1)
    assert Redo.objects.count() > 1
