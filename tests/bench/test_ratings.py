"""R1: a rating moves the sums of who has 10, 10,000 or a million ratings, beside raw INSERT and UPDATE and beside a signal that counts anew."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import Avg, Count

from core import clock
from core.writing import Writing
from marketplace.ratings.models import Rating, Standing
from marketplace.ratings.models.standing import START_MEAN
from marketplace.ratings.services import standing
from tests.bench.owner import as_owner, settled
from tests.bench.ratios import Ratio, compare, wall_seconds
from tests.marketplace.ratings.factories import rate

pytestmark = [pytest.mark.usefixtures("fresh_db")]
BATCH = 200
MILLION = 1_000_000
COLUMNS = "booking_id, author_id, listing_id, enterprise_id, worker_id, service_type_id, district_id, state, score, text, anonymous, reward_points, created_at"
FILL = f"""
INSERT INTO ratings_rating ({COLUMNS}) SELECT -g, %s, %s, %s, %s, %s, %s, 'published', 3 + g %% 3, '', false, 0, now() FROM generate_series(%s, %s) AS g
"""
RAW_INSERT = f"INSERT INTO ratings_rating ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, 'published', 5, '', false, 0, now())"
RAW_UPDATE = """
UPDATE ratings_standing SET count = count + 1, total = total + 5, squares = squares + 25, stars_5 = stars_5 + 1, score = score
WHERE (kind, number) IN (('enterprise', %s), ('listing', %s), ('worker', %s))
"""
MANY = f"""
INSERT INTO ratings_standing (kind, number, count, total, squares, stars_1, stars_2, stars_3, stars_4, stars_5, punctual_count, punctual_total,
 skill_count, skill_total, attitude_count, attitude_total, price_count, price_total, score, changed_at)
SELECT 'listing', g, 1, 4, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, {START_MEAN} + (g::bigint * 7919 %% 100000) / 1e6, now()
FROM generate_series(10000000, 10000000 + %s) AS g
"""
FOREIGN_KEY = "SELECT conname FROM pg_constraint WHERE conrelid = 'ratings_rating'::regclass AND contype = 'f' AND confrelid = 'bookings_booking'::regclass"
_fresh = count(10 * MILLION)


@pytest.fixture
def one() -> Rating:
    """A rated service. Orders of the many others are not made, so their key is not looked at here."""
    row = rate()
    with as_owner() as cursor:
        cursor.execute(FOREIGN_KEY)
        cursor.execute(f"ALTER TABLE ratings_rating DROP CONSTRAINT {cursor.fetchone()[0]}")
    return row


def keys(row: Rating) -> tuple[int | None, ...]:
    return (row.author_id, row.listing_id, row.enterprise_id, row.worker_id, row.service_type_id, row.district_id)


def fill(row: Rating, first: int, last: int) -> None:
    """So many more ratings of the same, not measured."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, [*keys(row), first, last])
    settled()


def again(row: Rating) -> Rating:
    """One more rating of the same, not written yet."""
    fresh = Rating(booking_id=-next(_fresh), state="published", score=5, created_at=clock.now(), published_at=clock.now())
    for name in ("author_id", "listing_id", "enterprise_id", "worker_id", "service_type_id", "district_id"):
        setattr(fresh, name, getattr(row, name))
    return fresh


def ours(row: Rating) -> Callable[[], None]:
    def work() -> None:
        for _ in range(BATCH):
            with transaction.atomic():
                fresh, writing = again(row), Writing()
                writing.add(fresh)
                standing.counted(fresh, writing, now=clock.now())
                writing.send()

    return work


def raw(row: Rating) -> Callable[[], None]:
    def work() -> None:
        for _ in range(BATCH):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(RAW_INSERT, [-next(_fresh), *keys(row)])
                cursor.execute(RAW_UPDATE, [row.enterprise_id, row.listing_id, row.worker_id])

    return work


def counted_anew(row: Rating) -> Callable[[], None]:
    """What a signal with an aggregate would do, for the enterprise alone."""

    def work() -> None:
        for _ in range(3):
            with transaction.atomic():
                again(row).save(force_insert=True)
                found = Rating.objects.filter(enterprise_id=row.enterprise_id, state="published").aggregate(mean=Avg("score"), many=Count("pk"))
                Standing.objects.filter(kind="enterprise", number=row.enterprise_id).update(changed_at=clock.now() + timedelta(seconds=found["many"] % 2))

    return work


def beside_raw(row: Rating, name: str) -> Ratio:
    return compare(f"R1: rating with {name} before it ÷ raw INSERT + UPDATE (wall)", lambda: wall_seconds(ours(row)), lambda: wall_seconds(raw(row)))


def test_r1_a_rating_costs_the_same_however_many_there_are(one: Rating) -> None:
    few = beside_raw(one, "10")
    fill(one, 1, 10_000)
    some = beside_raw(one, "10,000")
    fill(one, 10_001, MILLION)
    many = beside_raw(one, "1,000,000")
    peer = compare(
        "R1: a rating ÷ a signal that counts a million anew (wall)",
        lambda: wall_seconds(ours(one)) / BATCH,
        lambda: wall_seconds(counted_anew(one)) / 3,
        rounds=3,
    )
    assert max(few.median, some.median, many.median) <= 1.25
    assert many.median / few.median - 1 <= 0.25
    assert peer.median <= 0.2


def test_r1_the_best_twenty_of_a_million(one: Rating) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MANY, [MILLION])
    settled()
    statement = "SELECT number, score FROM ratings_standing WHERE kind = 'listing' ORDER BY score DESC, number LIMIT 20"

    def best() -> None:
        for _ in range(BATCH):
            assert len(Standing.objects.filter(kind="listing").order_by("-score", "number").values_list("number", "score")[:20]) == 20

    def floor() -> None:
        for _ in range(BATCH):
            with connection.cursor() as cursor:
                cursor.execute(statement)
                assert len(cursor.fetchall()) == 20

    ratio = compare("R1: the best 20 of a million ÷ raw index scan (wall)", lambda: wall_seconds(best), lambda: wall_seconds(floor))
    assert ratio.median <= 2.5
