"""An order as somebody would write it by hand who knows its tables and has nothing to find out: one statement a table.

The rows are those that the services write, with the same sums, texts, JSON and encrypted contact, at the same two moments: the time is
kept, and the price is accepted. Who comes is given, no right is asked, no rule is read, no calendar looked at; the constraint of the time
is the only check.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from core.encryption import encrypt
from marketplace.bookings.models import Booking, ChecklistItem, Visit
from marketplace.listings.models import Listing

COLUMNS = """contact_name, phone, address, district_id, lat, lng, number, kind, channel, state, until, customer_id, listing_id, service_type_id, enterprise_id,
provider_id, title, needs, preferences, starts_at, minutes, alternatives, hands, answers, parts, offered, instant, total_fen, extra_fen, rate_fen, terms,
created_at, placed_at, accepted_at, changed_at, ended_at"""
BOOKING = f"INSERT INTO bookings_booking ({COLUMNS}) VALUES ({', '.join(['%s'] * 21)}, %s::timestamptz[], {', '.join(['%s'] * 14)}) RETURNING id"
VISIT = "INSERT INTO bookings_visit (booking_id, position, starts_at, minutes, code, code_tries, end_code, end_tries) VALUES (%s, 1, %s, %s, '1234', 0, '', 0) RETURNING id"
TIME = "INSERT INTO bookings_assignment (worker_id, visit_id, period, status, until, lat, lng) VALUES (%s, %s, tstzrange(%s, %s), 'held', %s, %s, %s)"
LINES = "INSERT INTO bookings_checklistitem (booking_id, position, kind, part, text) VALUES "
QUOTE = """INSERT INTO bookings_quote (booking_id, version, state, inputs, total_fen, valid_until, note, created_at, answered_how)
VALUES (%s, 1, 'offered', %s, %s, %s, '', %s, '') RETURNING id"""
QUOTE_LINES = "INSERT INTO bookings_quoteline (quote_id, position, kind, label, detail, fen) VALUES "
HISTORY = """INSERT INTO core_statehistory (machine, content_type_id, object_id, from_state, event, to_state, note, actor_id, actor_name, at)
VALUES ('booking', %s, %s, 'held', 'book', 'assigned', '', %s, %s, %s)"""
AUDIT = """INSERT INTO audit_auditentry
(at, user_id, user_name, module, function, object_type, object_id, object_name, ip, request_id, channel, result, detail) VALUES """
ACT = "(%s, %s, %s, 'booking', %s, 'bookings.booking', %s, %s, '10.1.2.3', 'test-request', 'web', 'ok', %s)"
ANSWER = "UPDATE bookings_quote SET state = 'accepted', answered_at = %s, answered_how = 'tap', answered_by = %s WHERE id = %s"
FIX = "UPDATE bookings_assignment SET status = 'fixed', until = NULL WHERE visit_id = %s AND status = 'held' AND until > %s"
PLACE = """UPDATE bookings_booking SET state = 'assigned', until = NULL, total_fen = %s, rate_fen = %s, placed_at = %s, accepted_at = %s, changed_at = %s
WHERE id = %s AND state = 'held'"""
EVENT = "INSERT INTO outbox_outboxevent (name, key, ids) VALUES ('booking.accepted', %s, %s)"


class SameRows:
    """The rows of one order, to be written again and again for others."""

    def __init__(self, model: Booking, kind_id: int) -> None:
        """Read what is the same in all of them."""
        self.model, self.kind_id, self.number = model, kind_id, 0
        self.contact = (model.contact_name, model.phone, model.address)
        self.quote = model.quotes.get()
        self.lines = list(self.quote.lines.order_by("position").values_list("position", "kind", "label", "detail", "fen"))
        self.checklist = list(ChecklistItem.objects.filter(booking=model).order_by("position").values_list("position", "kind", "part", "text"))
        period = Visit.objects.get(booking=model).assignments.get().period
        self.around = (model.starts_at - period.lower, period.upper - model.starts_at)

    def hold(self, offer: Listing, worker: int, person: int, start: datetime, now: datetime) -> tuple[int, int, int]:
        """Keep the time: seven statements and a commit. The keys of order, visit and quote."""
        model, self.number = self.model, self.number + 1
        number, until = f"R{self.number:08d}", now + timedelta(minutes=15)
        with transaction.atomic():
            cursor = connection.connection.cursor()
            # fmt: off
            values: Sequence[Any] = (
                *map(encrypt, self.contact), model.district_id, model.lat, model.lng, number, "visit", "web", "held", until, person, offer.pk,
                offer.service_type_id, offer.enterprise_id, None, model.title, model.needs, json.dumps(model.preferences), start, model.minutes, [], 1,
                json.dumps(model.answers), json.dumps(model.parts), False, True, 0, 0, model.rate_fen, json.dumps(model.terms), now, None, None, now, None,
            )
            # fmt: on
            cursor.execute(BOOKING, values)
            [booking] = cursor.fetchone()
            cursor.execute(VISIT, (booking, start, model.minutes))
            [visit] = cursor.fetchone()
            cursor.execute(TIME, (worker, visit, start - self.around[0], start + self.around[1], until, model.lat, model.lng))
            _many(cursor, LINES, booking, self.checklist)
            cursor.execute(QUOTE, (booking, json.dumps(self.quote.inputs), self.quote.total_fen, until, now))
            [quote] = cursor.fetchone()
            _many(cursor, QUOTE_LINES, quote, self.lines)
            said = {"listing": offer.pk, "start": start.isoformat()}
            cursor.execute(AUDIT + ACT, (now, person, "陈女士", "booking.hold", str(booking), number, json.dumps(said)))
        return booking, visit, quote

    def accept(self, keys: tuple[int, int, int], person: int, now: datetime) -> None:
        """Accept the price: six statements and a commit."""
        (booking, visit, quote), model = keys, self.model
        with transaction.atomic():
            cursor = connection.connection.cursor()
            cursor.execute(ANSWER, (now, person, quote))
            cursor.execute(FIX, (visit, now))
            cursor.execute(PLACE, (model.total_fen, model.rate_fen, now, now, now, booking))
            cursor.execute(HISTORY, (self.kind_id, str(booking), person, "陈女士", now))
            said = {"from": "held", "to": "assigned", "note": ""}
            cursor.execute(AUDIT + ACT, (now, person, "陈女士", "booking.book", str(booking), f"R{self.number:08d}", json.dumps(said)))
            cursor.execute(EVENT, (f"booking:{booking}", json.dumps({"booking_id": booking})))


def _many(cursor: Any, statement: str, key: int, rows: Sequence[tuple]) -> None:
    if rows:
        places = ", ".join([f"({', '.join(['%s'] * (len(rows[0]) + 1))})"] * len(rows))
        cursor.execute(statement + places, [value for row in rows for value in (key, *row)])
