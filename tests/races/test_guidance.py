"""Two publishers, one service, one day: one range (PRI-01). An index of the database decides; the twin has it dropped."""

import psycopg2

from home.operations.embedded.postgres import PORT
from marketplace.pricing.models import GuidancePrice
from tests.marketplace.pricing.factories import make_guidance
from tests.races.harness import must_show, race
from tests.services.postgres import SOCKET_DIR


def publish(number: int) -> int:
    """One publisher, with a price of his own."""
    return make_guidance(low=4000 + number).pk


def test_of_many_publishers_one_is_in_time(fresh_db: str) -> None:
    outcomes = race(publish, contenders=8)
    assert len(outcomes.succeeded) == 1
    assert outcomes.errors == {"GuidanceTaken": 7}
    assert GuidancePrice.objects.get().pk == outcomes.succeeded[0].value


def test_twin_without_the_index_publishes_twice(fresh_db: str) -> None:
    owner = psycopg2.connect(host=str(SOCKET_DIR), port=PORT, user="owner", dbname=fresh_db)
    try:
        with owner, owner.cursor() as cursor:
            cursor.execute("DROP INDEX pricing_one_range_from_a_day")
    finally:
        owner.close()
    shown = must_show(lambda: race(publish, contenders=4), lambda outcomes: len(outcomes.succeeded) > 1)
    assert GuidancePrice.objects.count() >= len(shown.succeeded) > 1
