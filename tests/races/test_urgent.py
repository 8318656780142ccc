"""The first who accepts has it: processes that answer the same urgent order at the same moment, and the twin without lock and constraints (URG-02)."""

import time
from contextlib import ExitStack
from typing import Any

from django.test import Client
from django.urls import reverse

from core.errors import Conflict
from dispatch.matching.models import Offer
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.services.answering import agreed_of, minutes, place_taken, soonest
from marketplace.bookings.models import Assignment, Booking
from tests.dispatch.urgent.factories import on_call, searching
from tests.races.harness import must_show, race, without
from tests.races.test_bookings import as_owner

WORKERS = 6
NO_CONSTRAINT = "DROP INDEX matching_one_takes_it"


class Lost(Conflict):
    """Somebody else was quicker."""

    code = "lost"
    message = "晚了。"


def scene() -> UrgentOrder:
    """A burst pipe that six were asked about."""
    for number in range(WORKERS):
        on_call(0.5 + number / 10)
    row = searching()
    assert Offer.objects.filter(subject=row.pk).count() == 3
    return row


def accept(number: int) -> str:
    """One of them presses the button on his page."""
    offer = Offer.objects.select_related("worker__user").order_by("rank")[number % 3]
    client = Client()
    client.force_login(offer.worker.user)
    answer = client.post(reverse("urgent:offer-act", args=[offer.pk, "accept"]))
    if not answer.url.startswith("/worker/visits/"):
        raise Lost
    return answer.url


def test_of_three_who_accept_at_once_one_has_it(fresh_db: str) -> None:
    scene()
    outcomes = race(accept, contenders=3)
    assert len(outcomes.succeeded) == 1 and set(outcomes.errors) == {"Lost"}
    assert Booking.objects.count() == 1 and Assignment.objects.filter(status="fixed").count() == 1
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["accepted", "withdrawn", "withdrawn"]
    row = UrgentOrder.objects.get()
    assert row.state == "taken" and row.booking == Booking.objects.get()


def _unlocked(call: UrgentOrder) -> UrgentOrder:
    """The order as it was read, without the lock."""
    return UrgentOrder.objects.with_names().select_related("customer").get(pk=call.pk)


def _open_anyway(call: UrgentOrder, offer: Offer, now: Any) -> None:
    """What the row said when it was read is not asked again."""


def _unguarded(call: UrgentOrder, worker: Any, *, event: str, actor: Any, now: Any) -> Any:
    """The order is made before the row is looked at, and the machine is not asked."""
    start = soonest(now, minutes((worker.lat, worker.lng), (call.lat, call.lng), worker.travel))
    booking = place_taken(agreed_of(call), worker=worker, start=start, actor=actor, now=now)
    time.sleep(0.05)
    UrgentOrder.objects.filter(pk=call.pk).update(state="taken", taken_at=now, booking=booking)
    return booking


def test_twin_without_lock_machine_and_constraint_sends_several(fresh_db: str) -> None:
    scene()
    as_owner(fresh_db, NO_CONSTRAINT)
    with ExitStack() as stack:
        stack.enter_context(without("dispatch.urgent.services.answering.locked", _unlocked))
        stack.enter_context(without("dispatch.urgent.services.answering.require_open", _open_anyway))
        stack.enter_context(without("dispatch.urgent.services.answering.give_to", _unguarded))
        must_show(lambda: race(accept, contenders=3), lambda _: Booking.objects.count() > 1, tries=1)
    assert Assignment.objects.filter(status="fixed").count() > 1


def test_twin_with_only_the_constraint_still_gives_it_to_one(fresh_db: str) -> None:
    scene()
    with ExitStack() as stack:
        stack.enter_context(without("dispatch.urgent.services.answering.locked", _unlocked))
        stack.enter_context(without("dispatch.urgent.services.answering.require_open", _open_anyway))
        stack.enter_context(without("dispatch.urgent.services.answering.give_to", _unguarded))
        race(accept, contenders=3)
    assert Booking.objects.count() == 1 and Offer.objects.filter(state="accepted").count() == 1
