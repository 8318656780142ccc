"""One slot, one winner (B1 in quick form): processes that want the same worker at the same moment, and the twin without the lock."""

import random
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

import psycopg2
import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import DomainError, RateLimited
from home.operations.embedded.postgres import PORT
from marketplace.bookings import services
from marketplace.bookings.availability import Place
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.services.occupying import Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import make_offer, make_order, quote_total, tomorrow, wish, worker_of
from tests.members.factories import actor_for, make_user
from tests.races.harness import must_show, race, without
from tests.services.postgres import SOCKET_DIR

SLOTS = 5
OVERLAPS = """
SELECT count(*) FROM bookings_assignment AS one JOIN bookings_assignment AS other
  ON one.id < other.id AND one.worker_id = other.worker_id AND one.period && other.period
WHERE one.status <> 'released' AND other.status <> 'released'
"""
NO_LOCK = "CREATE OR REPLACE FUNCTION bookings_lock_workers(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0); END $$"
SLOWLY = """
CREATE FUNCTION bookings_slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;
CREATE TRIGGER bookings_slowly BEFORE INSERT ON bookings_assignment FOR EACH ROW EXECUTE FUNCTION bookings_slowly();
"""


def as_owner(database: str, *statements: str) -> list[tuple]:
    """Run statements as the owner; the rows of the last one, if it has any."""
    owner = psycopg2.connect(host=str(SOCKET_DIR), port=PORT, user="owner", dbname=database)
    try:
        with owner, owner.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        owner.close()


def overlapping(database: str) -> int:
    """How many pairs of one worker overlap."""
    return as_owner(database, OVERLAPS)[0][0]


def shop() -> None:
    """One worker, one offer, and a visit whose time nobody keeps."""
    order = make_order(make_offer(), start=tomorrow(10, days=20))
    Assignment.objects.filter(visit__booking=order).update(status="released", until=None)


def grab(number: int) -> Counter:
    """One client: every slot of the day, in an order of its own, and longer stretches between them."""
    worker, visit, dice, counted = Worker.objects.get(), Visit.objects.get(), random.Random(number), Counter()
    wanted = [(tomorrow(9) + timedelta(minutes=90 * slot), 60) for slot in range(SLOTS)]
    wanted += [(tomorrow(9) + timedelta(minutes=dice.randrange(0, 480)), dice.randrange(60, 240)) for _ in range(SLOTS)]
    for start, minutes in dice.sample(wanted, len(wanted)):
        period = (start, start + timedelta(minutes=minutes))
        try:
            with transaction.atomic():
                occupy(
                    visit_id=visit.pk,
                    takings=[Taking(worker.pk, *period, 24)],
                    period=period,
                    day=start.date(),
                    status=AssignmentStatus.FIXED,
                    until=None,
                    place=Place(),
                    now=clock.now(),
                )
        except DomainError as error:
            counted[error.code] += 1
        else:
            counted["taken"] += 1
    return counted


def test_partly_overlapping_times_never_overlap(fresh_db: str) -> None:
    shop()
    outcomes = race(grab, contenders=8)
    assert not outcomes.failed
    taken = sum(outcome.value["taken"] for outcome in outcomes.all)
    assert overlapping(fresh_db) == 0
    assert Assignment.objects.exclude(status="released").count() == taken > 0


def test_twin_without_lock_and_constraint_overlaps(fresh_db: str) -> None:
    shop()
    as_owner(fresh_db, NO_LOCK, "ALTER TABLE bookings_assignment DROP CONSTRAINT bookings_one_place_at_a_time", SLOWLY)
    must_show(lambda: race(grab, contenders=8), lambda _: overlapping(fresh_db) > 0, tries=5)
    assert overlapping(fresh_db) > 0


def test_twin_without_the_lock_is_stopped_by_the_constraint(fresh_db: str) -> None:
    shop()
    as_owner(fresh_db, NO_LOCK, SLOWLY)
    race(grab, contenders=8)
    assert overlapping(fresh_db) == 0
    assert Assignment.objects.exclude(status="released").exists()


def place(number: int) -> str:
    """One family orders the same time of the same offer on the pages."""
    client = Client()
    client.force_login(User.objects.get(phone=f"139000000{number:02d}"))
    offer = Listing.objects.get()
    said = {"start": tomorrow().isoformat(), "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}
    held = client.post(f"{reverse('bookings:details', args=[offer.pk])}?start={quote(tomorrow().isoformat())}&minutes=120", said)
    if not held.url.startswith("/my/orders/"):
        raise SlotTaken
    row = Booking.objects.get(number=held.url.split("/")[-2])
    client.post(reverse("bookings:act", args=[row.number, "book"]), {"total_fen": quote_total(row)})
    return row.number


@pytest.mark.req("BKG-03")
def test_of_many_families_each_free_worker_gets_one(fresh_db: str) -> None:
    make_offer(workers=2)
    for number in range(8):
        make_user(phone=f"139000000{number:02d}")
    outcomes = race(place, contenders=8)
    assert len(outcomes.succeeded) == 2 and set(outcomes.errors) == {"SlotTaken"}
    assert {row.number for row in Booking.objects.filter(state="assigned")} == {outcome.value for outcome in outcomes.succeeded}
    assert overlapping(fresh_db) == 0


def hold_again(number: int) -> str:
    """The same person looks at several times at once."""
    person = User.objects.get(phone="13900000000")
    wanted = wish(start=tomorrow(9 + number))
    return services.hold(Listing.objects.with_names().get(), wanted, actor=actor_for(person), now=clock.now()).number


def test_one_person_has_one_hold_however_fast_he_clicks(fresh_db: str) -> None:
    make_offer(workers=4)
    make_user(phone="13900000000")
    outcomes = race(hold_again, contenders=4)
    assert not outcomes.failed
    assert Booking.objects.filter(state="held").count() == 1 and Booking.objects.filter(state="expired").count() == 3
    assert Assignment.objects.filter(status="held").count() == 1


TRIES = 8


def guess():
    """An order whose worker asks with wrong codes: what each contender does."""
    order = make_order()
    actor = worker_of(order)
    return lambda number: services.arrive(order, actor=actor, now=clock.now(), code=f"x{number:03d}").state


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_as_many_are_compared_as_the_parameter_says(fresh_db: str) -> None:
    outcomes = race(guess(), contenders=TRIES + 4)
    assert outcomes.errors == {"WrongCode": TRIES, "RateLimited": 4} and Visit.objects.get().code_tries == TRIES


@pytest.mark.django_db(transaction=True)
def test_twin_that_looks_before_it_counts_compares_more(fresh_db: str) -> None:
    contend = guess()

    def careless(visit: Visit, *_, counter: str, wrong: Exception, **__) -> None:
        tries = getattr(Visit.objects.get(pk=visit.pk), counter)
        time.sleep(0.3)
        if tries >= TRIES:
            raise RateLimited("太多了", retry_after=1)
        Visit.objects.filter(pk=visit.pk).update(**{counter: F(counter) + 1})
        raise wrong

    with without("marketplace.bookings.services.visiting.require_code", careless):
        shown = must_show(lambda: race(contend, contenders=TRIES + 4), lambda outcomes: outcomes.errors.get("WrongCode", 0) > TRIES, tries=1)
    assert shown.errors["WrongCode"] > TRIES
