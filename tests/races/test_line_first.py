"""Time that comes free while others want it goes to the line, whoever is faster: a dispatcher sends somebody else, a family gives up weeks."""

import time
from collections import Counter
from collections.abc import Callable

from core import clock
from core.errors import DomainError
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Assignment, Booking, KeptForLine, WaitingOffer
from marketplace.engagements import services as engagements
from marketplace.engagements.models import Engagement
from marketplace.engagements.services.ending import cancel_fee
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import make_waiting, owner_of, tomorrow, wish
from tests.marketplace.bookings.test_line_first import another
from tests.marketplace.bookings.test_waiting import full_day, one_slot_a_day, only
from tests.marketplace.engagements.factories import family_of
from tests.marketplace.engagements.test_line_first import somebody_lives_in
from tests.members.factories import actor_for, make_user
from tests.races.harness import must_show, race, without
from tests.races.test_bookings import overlapping

GIVERS, FAMILIES, TRIES = 2, 5, 12


def phone_of(number: int) -> str:
    return f"1390000001{number}"


def tried(verb: Callable[[], object]) -> str:
    """What became of it."""
    try:
        verb()
    except DomainError as error:
        return error.code
    return "done"


def want(number: int, days: int) -> Counter:
    """A family that tries for the hour of the first worker again and again."""
    first = Worker.objects.earliest("pk").pk
    listing, person = Listing.objects.with_names().latest("pk"), actor_for(User.objects.get(phone=phone_of(number)))
    said: Counter = Counter()
    for _ in range(TRIES):
        said[tried(lambda: bookings.hold(listing, wish(start=tomorrow(9, days=days), worker_id=first), actor=person, now=clock.now()))] += 1
        time.sleep(0.02)
    return said


def send_another(number: int) -> Counter:
    """Two dispatchers send the same other worker to an order; families want the hour of the one who need not go."""
    if number >= GIVERS:
        return want(number, days=2)
    order, other = Booking.objects.with_names().get(state="assigned"), Worker.objects.get(called__startswith="替")
    return Counter([tried(lambda: bookings.reassign(order, actor=owner_of(order), now=clock.now(), worker_id=other.pk))])


def give_weeks_up(number: int) -> Counter:
    """A family calls its nurse's weeks off, twice; others want hours of them."""
    if number >= GIVERS:
        return want(number, days=13)
    row = Engagement.objects.get()
    return Counter([tried(lambda: engagements.cancel(row, fee_fen=cancel_fee(row, now=clock.now()).fen, actor=family_of(row), now=clock.now()))])


def people() -> None:
    for number in range(GIVERS, GIVERS + FAMILIES):
        make_user(phone=phone_of(number))


def order_and_line() -> None:
    offer = one_slot_a_day(rule={"instant": True})
    another(full_day(offer))
    make_waiting(offer, days=only(2))
    people()


def weeks_and_line() -> None:
    _, hourly = somebody_lives_in()
    make_waiting(hourly, days=(13, 13))
    people()


def test_the_hour_of_who_need_not_go_is_the_lines(fresh_db: str) -> None:
    order_and_line()
    outcomes = race(send_another, contenders=GIVERS + FAMILIES)
    assert not outcomes.failed
    sent = sum((outcome.value for outcome in outcomes.all[:GIVERS]), Counter())
    wanted = sum((outcome.value for outcome in outcomes.all[GIVERS:]), Counter())
    assert sent["done"] >= 1 and set(wanted) <= {"slot_taken", "busy"}
    assert overlapping(fresh_db) == 0 and KeptForLine.objects.count() == 1
    assert Assignment.objects.get(visit__booking__state="assigned", status="fixed").worker.called.startswith("替")
    drain_all()
    assert WaitingOffer.objects.count() == 1 and overlapping(fresh_db) == 0


def test_weeks_that_are_given_up_are_the_lines(fresh_db: str) -> None:
    weeks_and_line()
    outcomes = race(give_weeks_up, contenders=GIVERS + FAMILIES)
    assert not outcomes.failed
    given = sum((outcome.value for outcome in outcomes.all[:GIVERS]), Counter())
    wanted = sum((outcome.value for outcome in outcomes.all[GIVERS:]), Counter())
    assert given["done"] == 1 and set(wanted) <= {"slot_taken", "busy"}
    assert overlapping(fresh_db) == 0 and KeptForLine.objects.exists()
    drain_all()
    assert WaitingOffer.objects.count() == 1 and overlapping(fresh_db) == 0


def test_twin_that_keeps_nothing_gives_the_hour_to_whoever_is_faster(fresh_db: str) -> None:
    order_and_line()
    with without("marketplace.bookings.services.providing.keep_for_line"):
        must_show(lambda: race(send_another, contenders=GIVERS + FAMILIES), lambda outcomes: any("done" in one.value for one in outcomes.all[GIVERS:]), tries=1)
    assert Booking.objects.filter(state="held").count() == 1 and not KeptForLine.objects.exists()
