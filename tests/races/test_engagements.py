"""Whole days and hours of one person never overlap, whoever is faster: families that engage him and families that book him at once."""

import random
from collections import Counter
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import DomainError
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Assignment, Booking
from marketplace.engagements import services
from marketplace.engagements.models import Candidate, Contract, Engagement, Stay
from marketplace.listings.models import Listing
from members.models import User
from tests.marketplace.bookings.factories import make_offer, tomorrow, wish
from tests.marketplace.engagements.factories import PRICE, make_ask, make_long_offer, make_signing, matron_service, propose_all
from tests.members.factories import actor_for, make_user
from tests.races.harness import must_show, race
from tests.races.test_bookings import NO_LOCK, SLOWLY, as_owner, overlapping

FAMILIES = 4


def shop() -> None:
    """One nurse who also does hours; families that have her as a candidate, in days that partly overlap."""
    offer = make_long_offer(people=1, title="月嫂")
    nurse = offer.enterprise.workers.get()
    hourly = make_offer(workers=0, enterprise=offer.enterprise, title="钟点")
    nurse.skills.create(service_type=hourly.service_type)
    for number in range(FAMILIES):
        row = make_ask(offer, customer=make_user(phone=f"1390000000{number}"), first=timezone.localdate(clock.now()) + timedelta(days=11 + 3 * number))
        propose_all(row)
    assert matron_service().engagement_rule.tolerance_days == 10


def grab(number: int) -> Counter:
    """Every second one chooses for days, the others book hours of the same days."""
    counted, dice = Counter(), random.Random(number)
    person = User.objects.get(phone=f"1390000000{number % FAMILIES}")
    if number % 2:
        row = Engagement.objects.get(customer=person)
        tries = [lambda: services.choose(row, candidate_id=row.candidates.get().pk, actor=actor_for(person), now=clock.now())]
    else:
        listing = Listing.objects.with_names().get(title="钟点")
        days = dice.sample(range(3, 28), 5)
        starts = [tomorrow(10, days=day) for day in days]
        tries = [lambda start=start: bookings.hold(listing, wish(start=start), actor=actor_for(person), now=clock.now()) for start in starts]
    for verb in tries:
        try:
            verb()
        except DomainError as error:
            counted[error.code] += 1
        else:
            counted["taken"] += 1
    return counted


def test_days_and_hours_never_overlap(fresh_db: str) -> None:
    shop()
    outcomes = race(grab, contenders=8)
    assert not outcomes.failed
    assert overlapping(fresh_db) == 0
    taken = sum(outcome.value["taken"] for outcome in outcomes.all)
    assert taken > 0 and Assignment.objects.exclude(status="released").exists()
    assert Stay.objects.filter(left_at=None).count() == Engagement.objects.filter(state="quoted").count() <= 1


def test_twin_without_lock_and_constraint_overlaps(fresh_db: str) -> None:
    shop()
    as_owner(fresh_db, NO_LOCK, "ALTER TABLE bookings_assignment DROP CONSTRAINT bookings_one_place_at_a_time", SLOWLY)

    def again() -> object:
        undo()
        return race(grab, contenders=8)

    must_show(again, lambda _: overlapping(fresh_db) > 0, tries=5)
    assert overlapping(fresh_db) > 0


def undo() -> None:
    """As if nobody had chosen yet, for another try."""
    Assignment.objects.all().update(status="released", until=None)
    Stay.objects.filter(left_at=None).update(left_at=clock.now())
    Engagement.objects.all().update(state="asked")
    Booking.objects.filter(state="held").update(state="expired")
    for row in Engagement.objects.all():
        row.quotes.filter(state="offered").update(state="declined", answered_at=clock.now())
        Candidate.objects.filter(engagement=row).update(withdrawn_at=None)


def sign(number: int) -> int:
    """Both sides click at the same moment, each twice."""
    contract = Contract.objects.get()
    row = contract.deal
    client = Client()
    client.force_login(row.customer if number % 2 else row.enterprise.applicant)
    return client.post(reverse("engagements:sign", args=[contract.pk]), {"digest": contract.digest}).status_code


def test_both_sides_sign_at_once_and_it_is_signed_once(fresh_db: str) -> None:
    row = make_signing()
    outcomes = race(sign, contenders=6)
    assert not outcomes.failed
    row.refresh_from_db()
    assert row.state == "signed" and row.periods.count() == 1 and row.total_fen == PRICE
    assert sorted(Contract.objects.get().signatures.values_list("side", flat=True)) == ["family", "provider"]
