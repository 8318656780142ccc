"""A market that has been there for a while: finished orders of many families, with their visits and the time that they took."""

from django.db import connection

from marketplace.bookings.models import Booking
from marketplace.workers.models import Worker
from tests.bench.owner import settled
from tests.marketplace.bookings.factories import HOME, tomorrow

# What was: finished orders like the one there is, of all families by turns, each with its visit and somebody's time.
ORDERS = """
INSERT INTO bookings_booking ({columns})
SELECT {values} FROM bookings_booking AS b, generate_series(%(first)s, %(last)s) AS turn WHERE b.id = %(model)s
"""
OTHERWISE = {
    "number": "'W' || lpad(turn::text, 9, '0')",
    "state": "'confirmed'",
    "until": "NULL",
    "customer_id": "(%(people)s)[1 + turn %% cardinality(%(people)s)]",
    "enterprise_id": "(%(firms)s)[1 + turn %% cardinality(%(firms)s)]",
    "starts_at": "b.starts_at - make_interval(days => 40 + turn / 4000)",
}
VISITS = """
INSERT INTO bookings_visit (booking_id, position, starts_at, minutes, code, code_tries, end_code, end_tries)
SELECT b.id, 1, b.starts_at, b.minutes, '1234', 0, '', 0 FROM bookings_booking AS b WHERE NOT EXISTS (SELECT FROM bookings_visit AS v WHERE v.booking_id = b.id)
"""
TIMES = """
INSERT INTO bookings_assignment (worker_id, visit_id, period, status, until, lat, lng)
SELECT (%(workers)s)[1 + turn %% cardinality(%(workers)s)], v.id, tstzrange(at, at + interval '60 minutes'), 'fixed', NULL, %(lat)s, %(lng)s
FROM (SELECT v.id, substr(b.number, 2)::integer AS turn FROM bookings_visit AS v JOIN bookings_booking AS b ON b.id = v.booking_id
  WHERE b.number LIKE 'W%%' AND NOT EXISTS (SELECT FROM bookings_assignment AS a WHERE a.visit_id = v.id)) AS v,
LATERAL (SELECT %(start)s - make_interval(days => turn / cardinality(%(workers)s) / 6, hours => turn / cardinality(%(workers)s) %% 6) AS at) AS t
"""


def grow(model: Booking, people: list[int], first: int, last: int) -> None:
    """The orders from the first to the last number, in statements of their own tables."""
    columns = [field.column for field in Booking._meta.concrete_fields if not field.primary_key]
    values = {
        "first": first,
        "last": last,
        "model": model.pk,
        "people": people,
        "firms": list(Worker.objects.exclude(enterprise=None).order_by("enterprise_id").distinct("enterprise_id").values_list("enterprise_id", flat=True)),
        "workers": list(Worker.objects.exclude(enterprise=None).order_by("pk").values_list("pk", flat=True)),
        "start": tomorrow(15, days=-20),
        "lat": HOME[0],
        "lng": HOME[1],
    }
    copied = ORDERS.format(columns=", ".join(columns), values=", ".join(OTHERWISE.get(column, f"b.{column}") for column in columns))
    with connection.cursor() as cursor:
        for statement in (copied, VISITS, TIMES):
            cursor.execute(statement, values)
    settled()
