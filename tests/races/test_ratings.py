"""One order, one rating; and many ratings at once lose none of the sums (RAT-01, R1). The twins: without the index, and reading before writing."""

import time
from datetime import datetime
from typing import Any

import psycopg2

from core import clock
from core.writing import Writing
from home.operations.embedded.postgres import PORT
from marketplace.bookings.models import Booking
from marketplace.ratings import services
from marketplace.ratings.models import Rating, Standing
from marketplace.ratings.services import Said
from marketplace.ratings.services.recounting import differences
from marketplace.ratings.services.standing import figures
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import SYSTEM
from tests.marketplace.ratings.factories import finished
from tests.members.factories import actor_for
from tests.races.harness import must_show, paused, race, without
from tests.services.postgres import SOCKET_DIR

FAMILIES = 6


def rate_nth(number: int) -> int:
    """Each family rates its own order of the same service."""
    order = Booking.objects.order_by("pk")[number]
    return services.rate(order, Said(score=number % 5 + 1, skill=5), actor=actor_for(order.customer), now=clock.now()).pk


def orders(count: int = FAMILIES) -> None:
    """So many finished orders of one service."""
    place = make_offer(workers=2)
    for _ in range(count):
        finished(place)


def test_of_many_clicks_one_rating_comes(fresh_db: str) -> None:
    orders(1)
    outcomes = race(lambda number: rate_nth(0), contenders=FAMILIES)
    assert len(outcomes.succeeded) == 1
    assert set(outcomes.errors) <= {"AlreadyRated"}
    assert Rating.objects.count() == 1 and differences() == []


def test_twin_without_the_index_has_several(fresh_db: str) -> None:
    orders(1)
    owner = psycopg2.connect(host=str(SOCKET_DIR), port=PORT, user="owner", dbname=fresh_db)
    try:
        with owner, owner.cursor() as cursor:
            cursor.execute("ALTER TABLE ratings_rating DROP CONSTRAINT ratings_rating_booking_id_key")
    finally:
        owner.close()
    with paused("marketplace.ratings.services.rating._new", before=0.3):
        shown = must_show(lambda: race(_click, contenders=4), lambda outcomes: len(outcomes.succeeded) > 1, tries=1)
    assert Rating.objects.count() >= len(shown.succeeded) > 1


def _click(number: int) -> int:
    order = Booking.objects.get()
    return services.rate(order, Said(score=5), actor=actor_for(order.customer), now=clock.now()).pk


def test_no_rating_is_lost_when_many_come_edit_and_go_at_once(fresh_db: str) -> None:
    orders(2 * FAMILIES)
    first = race(rate_nth, contenders=FAMILIES)
    assert len(first.succeeded) == FAMILIES
    outcomes = race(_anything, contenders=2 * FAMILIES)
    # Whoever edits what has been hidden a moment before is told so; nothing else may go wrong.
    assert set(outcomes.errors) <= {"EditingIsOver"}
    assert differences() == []
    assert Standing.objects.get(kind="enterprise").count == Rating.objects.filter(state="published").count()


def _anything(number: int) -> int:
    """A third rates, a third edits, a third is hidden."""
    verb, place = number % 3, number // 3
    if verb == 0:
        return rate_nth(FAMILIES + place)
    row = Rating.objects.with_names().order_by("pk")[place if verb == 1 else FAMILIES - 1 - place]
    if verb == 1:
        return services.edit(row, Said(score=2), actor=actor_for(row.author), now=clock.now()).pk
    return services.hide(row, actor=SYSTEM, now=clock.now(), note="重复。").pk


def test_twin_that_reads_before_it_writes_loses_some(fresh_db: str) -> None:
    orders()
    services.rate(order := Booking.objects.order_by("pk")[0], Said(score=5), actor=actor_for(order.customer), now=clock.now())
    with without("marketplace.ratings.services.standing.counted", _read_and_write):
        must_show(lambda: race(rate_nth, contenders=FAMILIES - 1), lambda outcomes: bool(differences()), tries=1)
    assert differences()


def _read_and_write(rating: Rating, writing: Writing, *, now: datetime) -> None:
    names: dict[str, Any] = dict(zip(("count", "total", "squares"), figures(rating)[:3], strict=True))
    for kind, number in rating.subjects:
        row = Standing.objects.get(kind=kind, number=number)
        values = {name: getattr(row, name) + more for name, more in names.items()}
        values[f"stars_{rating.score}"] = getattr(row, f"stars_{rating.score}") + 1
        time.sleep(0.05)
        Standing.objects.filter(pk=row.pk).update(**values)
