"""Placing an order is few round trips, and what is read together says what each question says alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from core.content import bump
from core.errors import Invalid
from core.models import Holiday, StateHistory
from core.outbox.models import OutboxEvent
from core.parameters.models import ParameterValue
from core.parameters.queries import SCOPE
from marketplace.bookings import services
from marketplace.bookings.availability.rules import policy_of, rules_of
from marketplace.bookings.cancelling import terms_of
from marketplace.bookings.models import Assignment, Booking, ChecklistItem, Guest, HomePreferences, Policy, Visit
from marketplace.bookings.parameters import GUEST_ORDERS, HOLD_MINUTES, OPEN_ORDERS
from marketplace.bookings.queries.homes import preferences_of
from marketplace.bookings.queries.providers import of_listing
from marketplace.bookings.services.knowing import know
from marketplace.bookings.services.placing import fresh_number
from marketplace.levels.models import LevelGrant, LevelTerms, MemberLevel
from marketplace.levels.queries import for_quote
from marketplace.listings.models import Listing
from tests.marketplace.bookings.factories import make_hold, make_offer, make_order, make_worker, quote_total, service, tomorrow, wish
from tests.marketplace.factories import make_enterprise, make_listing, unit
from tests.members.factories import actor_for, make_user

pytestmark = pytest.mark.django_db
MOST = 6


def shown(number: int) -> Listing:
    """An offer as pages and API read it before they place an order."""
    return Listing.objects.with_names().get(pk=number)


def told_of(asked: CaptureQueriesContext) -> str:
    return "\n".join(f"{place}. {one['sql'][:160]}" for place, one in enumerate(asked.captured_queries, start=1))


def test_an_order_is_twelve_round_trips_at_most():
    offer, family, now = shown(make_offer(workers=3).pk), make_user(), clock.now()
    make_order(customer=make_user(), start=tomorrow(15))
    wanted, actor = wish(), actor_for(family)
    with CaptureQueriesContext(connection) as asked:
        held = services.hold(offer, wanted, actor=actor, now=now)
    assert len(asked) <= MOST, told_of(asked)
    with CaptureQueriesContext(connection) as asked:
        order = services.accept_quote(held, actor=actor, now=now, total_fen=12000)
    assert len(asked) <= MOST, told_of(asked)
    assert order.state == "assigned"


def test_everything_is_written_as_before():
    offer, family, now = make_offer(rule={"instant": False, "after_minutes": 30}), make_user(), clock.now()
    held = services.hold(shown(offer.pk), wish(needs="有猫"), actor=actor_for(family), now=now)
    stored, visit = Booking.objects.get(pk=held.pk), Visit.objects.get(booking=held)
    assert (stored.state, stored.needs, stored.rate_fen, stored.until, stored.offered) == ("held", "有猫", 6000, now + timedelta(minutes=15), False)
    assert (stored.contact_name, stored.phone, stored.address) == ("陈女士", "13800000102", "望京西园四区 12 号楼 3 单元 501")
    assert stored.terms["answer_minutes"] == 240 and stored.number == held.number and visit.code.isdigit() and visit.leader_id is None
    quote = held.quotes.get()
    assert (quote.version, quote.total_fen, [(line.position, line.fen) for line in quote.lines.all()]) == (1, 12000, [(1, 12000)])
    lines = list(ChecklistItem.objects.filter(booking=held).order_by("position").values_list("position", flat=True))
    assert lines and lines == list(range(1, len(lines) + 1))
    assert AuditEntry.objects.get(function="booking.hold").object_id == str(held.pk)

    order = services.accept_quote(held, actor=actor_for(family), now=now, total_fen=12000)
    stored = Booking.objects.get(pk=held.pk)
    assert (order.state, stored.state, stored.total_fen, stored.placed_at, stored.accepted_at) == ("requested", "requested", 12000, now, None)
    assert stored.until == order.until and Assignment.objects.get(visit=visit).status == "reserved"
    quote = held.quotes.get()
    assert (quote.state, quote.answered_at, quote.answered_how, quote.answered_by) == ("accepted", now, "tap", family.pk)
    history = StateHistory.objects.get(machine="booking", object_id=str(held.pk))
    assert (history.event, history.from_state, history.to_state, history.actor_id, history.at) == ("ask", "held", "requested", family.pk, now)
    assert AuditEntry.objects.get(function="booking.ask").detail == {"from": "held", "to": "requested", "note": ""}
    assert OutboxEvent.objects.get(name="booking.requested", key=f"booking:{held.pk}").ids == {"booking_id": held.pk}


def known(offer: Listing, person, *, start=None, also=()):
    with transaction.atomic():
        return know(offer, start=start or tomorrow(), also=also, actor=actor_for(person), now=clock.now())


def test_what_is_read_together_is_what_each_question_says():
    first, other = service(), next(one for one in type(service()).objects.order_by("pk") if one.pk != service().pk and one.unit)
    strict = Policy.objects.filter(first=False).order_by("pk")[0]
    offer = make_offer(workers=2, rule={"policy": strict, "holiday_share": 2000, "efforts": []})
    also = make_listing(enterprise=offer.enterprise, category=other.category, service_type=other, unit=unit(), price_fen=5000, title="顺便擦玻璃")
    make_worker(enterprise=offer.enterprise, online=False)
    make_worker(enterprise=make_enterprise())
    family, now = make_user(), clock.now()
    HomePreferences.objects.create(user=family, pets="两只猫", changed_at=now)
    Guest.objects.create(user=family, phone="13900000001", phone_index="x", created_at=now)
    make_order(customer=family, start=tomorrow(15))
    make_hold(customer=family)
    day = timezone.localdate(tomorrow())
    Holiday.objects.update_or_create(date=day, defaults={"name": "放假", "kind": "rest"})
    level = MemberLevel.objects.order_by("-rank")[0]
    LevelTerms.objects.create(level=level, starts_on=day - timedelta(days=30), discount_share=500, published_at=now)
    LevelGrant.objects.create(user=family, level=level, starts_on=day - timedelta(days=9), source="staff", reason="试用", created_at=now)
    ParameterValue.objects.create(code=OPEN_ORDERS.code, value=7, effective_from=now, reason="试", set_at=now)
    bump(SCOPE)

    said = known(offer, family, also=[also.pk])
    assert said.able == of_listing(offer) and len(said.able) == 2
    numbers = [first.pk, other.pk]
    assert said.rule_by_kind[first.pk] == rules_of(numbers)[0] and rules_of(numbers)[0].policy_id == strict.pk
    assert said.terms(rules_of(numbers[:1])) == terms_of(policy_of(rules_of(numbers)[0]))
    assert said.terms(rules_of(numbers[1:])) == terms_of(policy_of(rules_of(numbers[1:])[0]))
    assert said.said == preferences_of(family.pk) and said.guest
    assert said.open == Booking.objects.filter(customer=family).still_open(clock.now()).count()
    assert said.holding and (said.open, said.looking) == (2, 1)
    assert said.discount == for_quote(family.pk, timezone.localdate(clock.now())) != {}
    assert str(day) in said.rest
    for parameter in (OPEN_ORDERS, GUEST_ORDERS, HOLD_MINUTES):
        assert parameter.among(said.parameters) == parameter.at(clock.now())
    assert OPEN_ORDERS.among(said.parameters) == 7


def test_who_works_for_himself_and_who_has_nothing():
    alone = make_user()
    worker = make_worker(user=alone)
    kind = service()
    offer = make_listing(author=alone, enterprise=None, category=kind.category, service_type=kind, unit=unit(), price_fen=6000, title="自己接活")
    said = known(offer, make_user())
    assert said.able == of_listing(offer) == [worker.pk]
    assert (said.said, said.guest, said.open, said.holding, said.looking, said.discount) == ({}, False, 0, False, 0, {})
    held = services.hold(shown(offer.pk), wish(), actor=actor_for(make_user()), now=clock.now())
    assert held.provider_id == worker.pk and held.enterprise_id is None


def test_a_number_that_is_taken_is_not_given_again(monkeypatch):
    taken = make_hold().number
    for module in ("knowing", "placing"):
        monkeypatch.setattr(f"marketplace.bookings.services.{module}.drawn_numbers", lambda now, count: [taken] * 7 + ["240101000002"])
    assert fresh_number(clock.now()) == "240101000002" == make_hold().number


def test_who_looks_again_gives_up_what_he_held():
    family, offer = make_user(), make_offer()
    first = make_hold(offer, customer=family)
    ContentType.objects.get_for_model(Booking)
    again, wanted, actor, now = shown(offer.pk), wish(), actor_for(family), clock.now()
    with CaptureQueriesContext(connection) as asked:
        second = services.hold(again, wanted, actor=actor, now=now)
    assert len(asked) <= MOST + 2, told_of(asked)
    first.refresh_from_db()
    assert (first.state, second.state) == ("expired", "held") and first.ended_at is not None
    assert list(Assignment.objects.order_by("pk").values_list("status", flat=True)) == ["released", "held"]
    assert StateHistory.objects.get(object_id=str(first.pk)).actor_name == system_actor("job", "另选了时间").name
    assert quote_total(second) == 12000


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": datetime(9999, 12, 31, 23, 0, tzinfo=UTC)},
        {"start": datetime(2026, 12, 1, 10, 0)},
        {"also": [services.Further(2**70)]},
    ],
)
def test_nonsense_is_refused_before_the_database_is_asked(wrong):
    offer = make_offer()
    with pytest.raises(Invalid):
        services.hold(shown(offer.pk), wish(**wrong), actor=actor_for(make_user()), now=clock.now())
