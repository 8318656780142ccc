"""Publishing and withdrawing: what the services say, and what the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core import clock, content
from core.access import Actor
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid, Unauthenticated
from core.outbox.models import OutboxEvent
from marketplace.catalog.services import deactivate_service_type
from marketplace.pricing.errors import AlreadyWithdrawn, GuidanceTaken
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.queries import SCOPE, in_force
from marketplace.pricing.services import publish_guidance, withdraw_guidance
from tests.marketplace.factories import SYSTEM, district, unit
from tests.marketplace.pricing.factories import make_guidance, service_type, today
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
REASON = "录错了一位数。"


def holds(row: GuidancePrice, *, days: int = 0, place: int | None = None) -> int | None:
    return in_force(row.service_type_id, row.unit_id, place, today() + timedelta(days=days))


def test_a_range_is_written_with_its_trace() -> None:
    publisher = make_staff("publisher")
    before = content.version(SCOPE)
    row = publish_guidance(actor=actor_for(publisher), now=clock.now(), service_type=service_type(), starts_on=today(), low_fen=4500, high_fen=6000)
    assert (row.unit.label, row.district, row.published_by) == ("元/小时", None, publisher)
    assert content.version(SCOPE) != before
    assert AuditEntry.objects.get(function="service_price.publish").object_id == str(row.pk)
    assert OutboxEvent.objects.get(name="guidance.published").ids == {"guidance_id": row.pk}


@pytest.mark.parametrize("role", ["publisher", "regulator"])
def test_who_may_publish_may_withdraw(role: str) -> None:
    row = make_guidance()
    assert withdraw_guidance(row, actor=actor_for(make_staff(role)), now=clock.now(), note=REASON).withdrawn_reason == REASON


@pytest.mark.parametrize("role", ["editor", "leader", "accountant", "auditor", "administrator"])
def test_nobody_else_on_duty_may(role: str) -> None:
    actor, row = actor_for(make_staff(role)), make_guidance()
    with pytest.raises(Forbidden):
        publish_guidance(actor=actor, now=clock.now(), service_type=service_type("glass"), starts_on=today(), low_fen=1, high_fen=2)
    with pytest.raises(Forbidden):
        withdraw_guidance(row, actor=actor, now=clock.now(), note=REASON)


def test_neither_members_nor_visitors_may() -> None:
    for actor, error in ((actor_for(make_user()), Forbidden), (Actor(roles=frozenset({"visitor"})), Unauthenticated)):
        with pytest.raises(error):
            publish_guidance(actor=actor, now=clock.now(), service_type=service_type(), starts_on=today(), low_fen=1, high_fen=2)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"low_fen": 0}, "low_fen"),
        ({"low_fen": 7000}, "high_fen"),
        ({"high_fen": 10**12 + 1}, "high_fen"),
        ({"starts_on": "far"}, "starts_on"),
        ({"basis": "字" * 121}, "basis"),
    ],
)
def test_nonsense_is_said_beside_its_field(fields: dict, wrong: str) -> None:
    values = {"low_fen": 4500, "high_fen": 6000, "starts_on": today()} | fields
    if values["starts_on"] == "far":
        values["starts_on"] = today() + timedelta(days=4 * 366)
    with pytest.raises(Invalid) as error:
        publish_guidance(actor=SYSTEM, now=clock.now(), service_type=service_type(), **values)
    assert list(error.value.fields) == [wrong]
    assert GuidancePrice.objects.count() == 0


def test_a_service_out_of_use_gets_none() -> None:
    kind = deactivate_service_type(service_type(), actor=SYSTEM, now=clock.now())
    with pytest.raises(Invalid):
        publish_guidance(actor=SYSTEM, now=clock.now(), service_type=kind, starts_on=today(), low_fen=1, high_fen=2)


def test_one_range_from_a_day_for_each_service_unit_and_district() -> None:
    make_guidance()
    with pytest.raises(GuidanceTaken):
        make_guidance(low=1, high=2)
    make_guidance(district=district())
    with pytest.raises(GuidanceTaken):
        make_guidance(district=district())
    make_guidance(unit=unit("元/次"))
    make_guidance(days=1)
    assert GuidancePrice.objects.count() == 4


def test_what_was_withdrawn_counts_as_never_published_and_its_day_is_free_again() -> None:
    first, wrong = make_guidance(days=-30), make_guidance(low=45, high=60)
    assert holds(first) == wrong.pk
    withdraw_guidance(wrong, actor=SYSTEM, now=clock.now(), note=REASON)
    assert holds(first) == first.pk
    right = make_guidance(low=4600)
    assert holds(first) == right.pk
    with pytest.raises(AlreadyWithdrawn):
        withdraw_guidance(wrong, actor=SYSTEM, now=clock.now(), note=REASON)


@pytest.mark.parametrize("note", ["", "错", "字" * 501])
def test_a_withdrawal_needs_a_reason(note: str) -> None:
    with pytest.raises(Invalid):
        withdraw_guidance(make_guidance(), actor=SYSTEM, now=clock.now(), note=note)


def test_the_database_refuses_edits_deletion_and_a_second_withdrawal() -> None:
    row = make_guidance()
    withdrawn = withdraw_guidance(make_guidance(days=-1), actor=SYSTEM, now=clock.now(), note=REASON)
    statements = [
        f"UPDATE pricing_guidanceprice SET high_fen = high_fen + 1 WHERE id = {row.pk}",
        f"UPDATE pricing_guidanceprice SET high_fen = 9999, withdrawn_at = now(), withdrawn_reason = 'x' WHERE id = {row.pk}",
        f"UPDATE pricing_guidanceprice SET withdrawn_reason = 'anders' WHERE id = {withdrawn.pk}",
        f"UPDATE pricing_guidanceprice SET withdrawn_at = NULL, withdrawn_reason = '' WHERE id = {withdrawn.pk}",
        f"DELETE FROM pricing_guidanceprice WHERE id = {row.pk}",
        "TRUNCATE pricing_guidanceprice",
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert GuidancePrice.objects.standing().get() == row


@pytest.mark.parametrize("fields", [{"low_fen": 0}, {"low_fen": 7000}, {"withdrawn_at": "now"}, {"withdrawn_reason": "x"}])
def test_the_database_refuses_impossible_rows(fields: dict) -> None:
    values = {"service_type": service_type(), "unit": unit(), "starts_on": today(), "low_fen": 4500, "high_fen": 6000, "published_at": clock.now()} | fields
    if values.get("withdrawn_at"):
        values["withdrawn_at"] = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        GuidancePrice.objects.create(**values)
    assert GuidancePrice.objects.count() == 0
