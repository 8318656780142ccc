"""What counts in credit, that it is kept with the facts, and that counting everything anew finds the same (CRE-02)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from dispatch.flags import services as flags
from dispatch.matching.models import Offer
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking
from marketplace.credit import services
from marketplace.credit.models import Mark, Record, Standing
from marketplace.credit.parameters import WEIGHTS
from marketplace.credit.states import Part
from marketplace.ratings import services as ratings
from marketplace.ratings.models import Rating
from marketplace.warranty.models import Redo
from marketplace.workers.models import SpotCheck
from marketplace.workers.services import close_check
from tests.core.parameters.factories import set_parameter
from tests.dispatch.flags.factories import make_flag
from tests.marketplace.bookings.factories import make_offer, make_order, owner_of, service, tomorrow
from tests.marketplace.credit.factories import asked, checked, count, few_are_enough, known, standing, visited
from tests.marketplace.factories import SYSTEM, make_enquiry, make_listing
from tests.marketplace.ratings.factories import finished, rate
from tests.marketplace.warranty.factories import redo_of

pytestmark = pytest.mark.django_db


def parts(row: Standing) -> dict[str, tuple[int, int]]:
    return {part: (kept["total"], kept["count"]) for part, kept in row.parts.items() if kept["count"]}


def answered(offer: Any, *, after: timedelta | None) -> Booking:
    """An order that wants an answer and gets it so much later, or not at all."""
    order = make_order(offer, start=tomorrow(days=5 + Booking.objects.count()))
    if after is not None:
        with time_machine.travel(clock.now() + after, tick=False):
            bookings.refuse(order, actor=owner_of(order), now=clock.now(), note="那天人都排满了。")
    return order


def test_each_part_counts_what_happened_for_the_firm_and_for_who_went():
    few_are_enough()
    offer = make_offer()
    worker = offer.enterprise.workers.get()
    first, second, third = (finished(offer) for _ in range(3))
    for order, score in ((first, 5), (second, 4), (third, 1)):
        rate(order, score=score)
    visited(first)
    visited(second, late=25)
    asked(first, "good"), asked(second, "fair"), asked(third, "bad")
    redo_of(third)
    failed = checked(offer, passed=False)
    checked(offer, passed=True)
    count()
    expected = {"ratings": (175, 3), "punctual": (100, 2), "return_visits": (150, 3), "complaints": (200, 3), "inspections": (100, 2)}
    people = Standing.objects.get(kind="worker", number=worker.pk)
    assert parts(standing(offer)) == parts(people) == expected

    close_check(failed, actor=SYSTEM, now=clock.now())
    Redo.objects.update(state="refused")
    ratings.hide(Rating.objects.get(booking=third), actor=SYSTEM, now=clock.now(), note="写了别人的名字。")
    count()
    after = parts(standing(offer))
    assert after["inspections"] == (150, 2) and after["complaints"] == (300, 3) and after["ratings"] == (175, 2)
    assert not Mark.objects.exists()


def test_nobody_came_answers_and_reports_count_too():
    few_are_enough()
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        offer = make_offer(rule={"instant": False})
        answered(offer, after=timedelta(hours=1))
        answered(offer, after=timedelta(hours=20))
        answered(offer, after=None)
    firm = offer.enterprise
    quick, slow = make_enquiry(listing=offer), make_enquiry(listing=offer)
    for enquiry, hours in ((quick, 2), (slow, 30)):
        enquiry.messages.create(author=firm.applicant, from_asker=False, text="可以的。", at=enquiry.created_at + timedelta(hours=hours))
    answered(offer, after=None)
    missed = finished(offer)
    Booking.objects.filter(pk=missed.pk).update(state="worker_missed", instant=True)
    other = make_listing(enterprise=firm)
    for _ in range(2):
        flag = make_flag(listing=other)
    flags.uphold(flag, actor=SYSTEM, now=clock.now(), note="价格是假的。")
    later = clock.now() + timedelta(hours=31)
    services.count_again("enterprise", [firm.pk], now=later)
    assert parts(standing(offer)) == {"response": (200, 6), "punctual": (0, 1), "complaints": (0, 1)}
    worker = firm.workers.get()
    now = clock.now()
    for rank, (state, at) in enumerate((("accepted", now), ("lapsed", now), ("open", None)), start=1):
        Offer.objects.create(
            kind="urgent",
            subject=rank,
            service_type=service(),
            worker=worker,
            rank=1,
            points=1,
            state=state,
            offered_at=now,
            until=now + timedelta(1),
            answered_at=at,
        )
    services.count_again("worker", [worker.pk], now=later)
    assert parts(Standing.objects.get(kind="worker", number=worker.pk)) == {"response": (100, 2), "punctual": (0, 1)}


STEP = st.tuples(st.sampled_from(["rate", "hide", "restore", "check", "close", "ask"]), st.integers(0, 3), st.integers(1, 5))


@pytest.fixture
def orders() -> list[Booking]:
    """Four finished orders of two enterprises, everybody counted."""
    few_are_enough()
    places = [make_offer(), make_offer()]
    found = [finished(places[number % 2]) for number in range(4)]
    services.recount(actor=SYSTEM, now=clock.now())
    return found


def do(step: tuple[str, int, int], orders: list[Booking]) -> None:
    verb, place, value = step
    order, now = orders[place], clock.now()
    row, failed = Rating.objects.with_names().filter(booking=order).first(), SpotCheck.objects.filter(passed=False, remedied_at=None).first()
    if verb == "rate" and row is None:
        rate(order, score=value)
    elif verb == "hide" and row is not None and row.state == "published":
        ratings.hide(row, actor=SYSTEM, now=now, note="写了别人的名字。")
    elif verb == "restore" and row is not None and row.state == "hidden":
        ratings.restore(row, actor=SYSTEM, now=now)
    elif verb == "check":
        checked(order.listing, passed=value > 2)
    elif verb == "close" and failed is not None:
        close_check(failed, actor=SYSTEM, now=now)
    elif verb == "ask" and not order.follow_ups.exists():
        asked(order, ("good", "fair", "bad", "good", "unreached")[value - 1])


def kept() -> list[tuple[Any, ...]]:
    return list(Standing.objects.order_by("kind", "number").values_list("kind", "number", "score", "grade", "facts", "parts"))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=1, max_size=10))
def test_what_is_kept_is_what_counting_anew_gives_whatever_was_done(orders: list[Booking], steps: list[Any]) -> None:
    for step in steps:
        do(step, orders)
    count()
    before = kept()
    assert services.recount(actor=SYSTEM, now=clock.now()) == 0
    assert kept() == before


def test_old_facts_fall_out_and_new_weights_take_hold_at_night():
    few_are_enough()
    offer = known(1, 1, 1, 1)
    low = standing(offer)
    assert low.grade and low.score < 89
    set_parameter(WEIGHTS[Part.RATINGS], 0)
    assert services.recount(actor=SYSTEM, now=clock.now()) >= 1
    assert standing(offer).score > low.score
    assert services.recount(actor=SYSTEM, now=clock.now() + timedelta(days=400)) >= 1
    new = standing(offer)
    assert (new.facts, new.grade) == (0, "")
    lines = list(Record.objects.filter(kind="enterprise", number=offer.enterprise_id).order_by("pk").values_list("former", "grade"))
    assert lines[0] == ("", low.grade) and lines[-1][1] == "", "the way down to nothing stands in the history"


def test_counting_asks_as_often_for_many_as_for_one():
    offers = [known(5) for _ in range(3)]
    firms = [one.enterprise_id for one in offers]
    Standing.objects.update(facts=99)
    later = clock.now() + timedelta(days=1)
    with CaptureQueriesContext(
        connection,
    ) as one:
        services.count_again("enterprise", firms[:1], now=later)
    Standing.objects.update(facts=99)
    with CaptureQueriesContext(connection) as many:
        services.count_again("enterprise", firms, now=later)
    assert len(many) == len(one)
