"""The last visit of a package is one, and a date is skipped or ordered, never both: processes at the same moment, and the twins."""

import time

import pytest
from django.db.models import F

from core import clock
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Assignment, Booking
from marketplace.series import services
from marketplace.series.models import PackagePass, PassUse, Series, SeriesVisit
from tests.marketplace.bookings.factories import make_offer, tomorrow, wish
from tests.marketplace.series.factories import family_of, make_package, make_pass, make_series
from tests.members.factories import actor_for
from tests.races.harness import must_show, paused, race, without
from tests.races.test_bookings import as_owner

CONTENDERS = 4


def hold_four(database: str) -> None:
    """A pass with one visit left, and four orders of its family that wait for their price to be accepted."""
    card = make_pass(make_package(make_offer(workers=CONTENDERS), amount=2))
    PackagePass.objects.update(left=1, amount=1)
    actor = actor_for(card.customer)
    # One hold a person is another rule; here it would hide what is asked.
    as_owner(database, "DROP INDEX bookings_one_hold_each")
    for number in range(CONTENDERS):
        wanted = wish(start=tomorrow(10, days=2 + number), cover=f"package:{card.number}")
        with without("marketplace.bookings.services.placing.give_up_hold"):
            bookings.hold(card.listings.get(), wanted, actor=actor, now=clock.now())


def in_order(number: int) -> str:
    """Each contender has its own order, whatever the others have done to theirs."""
    row = Booking.objects.with_names().order_by("pk")[number]
    return bookings.accept_quote(row, actor=actor_for(row.customer), now=clock.now(), total_fen=0).number


@pytest.mark.django_db(transaction=True)
def test_of_four_orders_one_gets_the_last_visit(fresh_db: str) -> None:
    hold_four(fresh_db)
    outcomes = race(in_order, contenders=CONTENDERS)
    assert len(outcomes.succeeded) == 1 and set(outcomes.errors) == {"PassEmpty"}
    assert PackagePass.objects.get().left == 0 and PassUse.objects.count() == 1
    assert Booking.objects.filter(state="assigned").count() == 1


def careless(card: PackagePass, units: int) -> bool:
    """Looks first and takes then, with time enough between the two for all others to look."""
    if PackagePass.objects.get(pk=card.pk).left < units:
        return False
    time.sleep(0.5)
    PackagePass.objects.filter(pk=card.pk).update(left=F("left") - units)
    return True


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_condition_is_stopped_by_the_database_alone(fresh_db: str) -> None:
    """With the look before and the take after it, the CHECK speaks; without the CHECK too, one visit is used by all who are left."""
    hold_four(fresh_db)
    with without("marketplace.series.services.passes.lessen", careless):
        outcomes = race(in_order, contenders=CONTENDERS)
    assert PackagePass.objects.get().left == 0 and len(outcomes.succeeded) == 1
    as_owner(fresh_db, "ALTER TABLE series_packagepass DROP CONSTRAINT series_pass_never_below_zero")

    PackagePass.objects.update(left=1)
    with without("marketplace.series.services.passes.lessen", careless):
        # One of the four has its order by now; the other three look at one visit and take three.
        must_show(lambda: race(in_order, contenders=CONTENDERS), lambda outcomes: len(outcomes.succeeded) == CONTENDERS - 1, tries=1)
    assert PackagePass.objects.get().left == 1 - (CONTENDERS - 1)


def job_or_family(number: int) -> str:
    """Number 0 is the job, the others the family that skips the date."""
    row = Series.objects.with_names().get()
    if number == 0:
        return str(services.book_visit(row, 3, now=clock.now()))
    return services.skip_visit(row, position=3, fee_fen=0, actor=family_of(row), now=clock.now()).fate


def third_is_planned() -> None:
    """A series whose third date has no order yet."""
    row = make_series(visits=3)
    found = SeriesVisit.objects.get(series=row, position=3)
    Assignment.objects.filter(visit__booking=found.booking).update(status="released")
    SeriesVisit.objects.filter(pk=found.pk).update(fate="planned", booking=None)


def both() -> bool:
    """Whether a date is skipped and has somebody's time all the same."""
    found = SeriesVisit.objects.get(position=3)
    return found.fate == "skipped" and Assignment.objects.filter(visit__booking__series_order__visit=found, status="fixed").exists()


@pytest.mark.django_db(transaction=True)
def test_a_date_is_skipped_or_ordered_and_never_both(fresh_db: str) -> None:
    third_is_planned()
    outcomes = race(job_or_family, contenders=2)
    assert not both()
    found = SeriesVisit.objects.get(position=3)
    assert found.fate == "skipped" and all(not one.error for one in outcomes.all)


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_skips_what_is_ordered(fresh_db: str) -> None:
    third_is_planned()

    def unlocked(series: Series, position: int) -> tuple[Series, SeriesVisit]:
        row = Series.objects.with_names().get(pk=series.pk)
        return row, SeriesVisit.objects.select_related("booking").get(series=row, position=position)

    def again():
        Assignment.objects.filter(visit__booking__series_order__visit__position=3).update(status="released")
        SeriesVisit.objects.filter(position=3).update(fate="planned", booking=None)
        return race(job_or_family, contenders=2)

    with (
        without("marketplace.series.services.ahead.locked_visit", unlocked),
        without("marketplace.series.services.dates.locked_visit", unlocked),
        paused("marketplace.series.services.ahead.asked_of", after=0.1),
        paused("marketplace.series.services.dates.give_back", after=0.3),
    ):
        must_show(again, lambda _: both(), tries=5)
    assert both()
