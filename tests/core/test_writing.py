"""Rows of several tables in one round trip: what the ORM would have written, all of it or none."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.access import system_actor
from core.audit.models import AuditEntry
from core.audit.services import entry
from core.models import District, StateHistory
from core.outbox import Event
from core.outbox.models import OutboxEvent
from core.outbox.rows import told
from core.states import move
from core.writing import Writing
from marketplace.bookings.models import Booking
from tests.marketplace.bookings.factories import make_hold, tomorrow

pytestmark = pytest.mark.django_db
BYSTANDER = Event("test.seen", ids=("booking_id",))


def twin_of(row: Booking) -> Booking:
    """The same order once more, not written: another number, over."""
    fresh = Booking.objects.get(pk=row.pk)
    fresh.pk, fresh.number, fresh.state, fresh._state.adding = row.pk + 1_000_000, "240101000001", "expired", True
    fresh.needs, fresh.alternatives, fresh.title = "狗会叫；'100%' 没事", [tomorrow(15)], "保洁 %s；DROP TABLE"
    return fresh


def test_it_writes_what_the_orm_would_in_one_round_trip_and_in_order():
    row = make_hold()
    twin = twin_of(row)
    writing = Writing()
    writing.change(row, needs="后门进", parts=[{"minutes": 60}], until=None, state="expired")
    writing.add(twin, entry(system_actor(), function="booking.test", obj=twin, detail={"为什么": "%s"}), told(BYSTANDER, key="booking:1", booking_id=1))
    writing.add(told(BYSTANDER, key="booking:2", booking_id=2), told(BYSTANDER, key="booking:3", booking_id=3))
    with CaptureQueriesContext(connection) as asked:
        writing.send()
        writing.send()
    assert len(asked) == 1 and not twin._state.adding
    changed, made = Booking.objects.get(pk=row.pk), Booking.objects.get(pk=twin.pk)
    assert (changed.needs, changed.parts, changed.until, changed.state) == ("后门进", [{"minutes": 60}], None, "expired")
    same = [field.attname for field in Booking._meta.concrete_fields]
    assert {name: getattr(made, name) for name in same} == {name: getattr(twin, name) for name in same}
    assert AuditEntry.objects.get(function="booking.test").detail == {"为什么": "%s"}
    rows = OutboxEvent.objects.filter(name="test.seen").order_by("pk")
    assert [(one.key, one.ids["booking_id"], one.created_at is not None) for one in rows] == [(f"booking:{number}", number, True) for number in (1, 2, 3)]


def test_each_statement_is_planned_once(settings):
    row = make_hold()

    def sent(number: int) -> str:
        writing = Writing()
        writing.change(row, needs=f"{number}")
        writing.add(told(BYSTANDER, key="booking:1", booking_id=number))
        writing.run("UPDATE bookings_booking SET title = title WHERE id = ANY (%s)", [row.pk])
        with CaptureQueriesContext(connection) as asked:
            assert writing.send() == 1
        return asked.captured_queries[0]["sql"]

    sent(1)
    assert [part.split(" ")[0] for part in sent(2).split("; ")] == ["EXECUTE", "EXECUTE", "EXECUTE"]
    settings.PREPARE_STATEMENTS = False
    assert "EXECUTE" not in sent(3)
    assert OutboxEvent.objects.filter(name="test.seen").count() == 3 and Booking.objects.get(pk=row.pk).needs == "3"


def test_all_or_none_and_never_outside_a_transaction():
    row = make_hold()
    writing = Writing()
    writing.change(row, needs="不该留下")
    writing.add(told(BYSTANDER, key="booking:1", booking_id=1), District(code=row.district.code, name="重的", city="重的", lat=0, lng=0))
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.send()
    assert Booking.objects.get(pk=row.pk).needs == "" and not OutboxEvent.objects.filter(name="test.seen").exists()
    with pytest.raises(TypeError, match="carries"):
        told(BYSTANDER, key="booking:1", order_id=1)


@pytest.mark.django_db(transaction=True)
def test_never_outside_a_transaction(fresh_db):
    with pytest.raises(RuntimeError, match="inside a transaction"):
        Writing().send()


def test_a_move_is_a_look_under_the_lock_and_one_writing():
    row = make_hold()
    ContentType.objects.get_for_model(Booking)
    with CaptureQueriesContext(connection) as asked:
        move(row, "expire", actor=system_actor(), now=tomorrow())
    begun, looked, written, ended = (one["sql"] for one in asked)
    assert begun.startswith("SAVEPOINT") and looked.startswith("SELECT") and "EXECUTE planned_" in written and ended.startswith("RELEASE")
    history = StateHistory.objects.get(machine="booking", object_id=str(row.pk))
    assert (history.from_state, history.to_state, history.at) == ("held", "expired", tomorrow())
    assert AuditEntry.objects.get(function="booking.expire").detail == {"from": "held", "to": "expired", "note": ""}
