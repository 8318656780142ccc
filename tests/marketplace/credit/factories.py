"""Facts of credit for tests: orders with everything that may come of them, through the verbs where people act."""

from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.outbox.testing import drain_all
from core.schedule import load
from dispatch.board.models import LateArrival
from dispatch.followups import services as followups
from dispatch.followups.models import FollowUp
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.credit.models import Standing
from marketplace.credit.parameters import LEAST_FACTS
from marketplace.listings.models import Listing
from marketplace.workers.models import SpotCheck
from marketplace.workers.services import note_check
from tests.core.parameters.factories import set_parameter
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import SYSTEM
from tests.marketplace.ratings.factories import finished, rate


def few_are_enough(least: int = 3) -> None:
    """So many facts make a grade."""
    set_parameter(LEAST_FACTS, least)


def count() -> None:
    """What has happened is told, and whoever is marked is counted."""
    drain_all()
    load()["credit.count"].run()
    drain_all()


def visited(order: Booking, *, late: int = 0, at: datetime | None = None) -> Booking:
    """Somebody checked in, so many minutes late."""
    visit = Visit.objects.get(booking=order, position=1)
    Visit.objects.filter(pk=visit.pk).update(arrived_at=at or clock.now() - timedelta(hours=2))
    for one in Assignment.objects.filter(visit=visit) if late else ():
        LateArrival.objects.create(visit=visit, worker_id=one.worker_id, minutes=late, arrived=True, flagged_at=clock.now())
    return order


def asked(order: Booking, result: str) -> FollowUp:
    """The centre has asked the family."""
    row = followups.ask_today(order, now=clock.now())
    return followups.close(row, actor=SYSTEM, now=clock.now(), result=result, note="家里说窗槽擦到了。")


def checked(offer: Listing, *, passed: bool) -> SpotCheck:
    """A spot check of the offer's first worker."""
    worker = offer.enterprise.workers.order_by("pk")[0]
    return note_check(worker, way="visit", passed=passed, finding="玻璃边有水印。", remedy="" if passed else "重擦一遍。", actor=SYSTEM, now=clock.now())


def known(*scores: int, offer: Listing | None = None, **fields: Any) -> Listing:
    """An offer whose enterprise has so many rated orders, counted."""
    place = offer or make_offer(**fields)
    for score in scores:
        rate(finished(place), score=score)
    count()
    return place


def standing(offer: Listing) -> Standing:
    """How the enterprise of an offer stands."""
    return Standing.objects.get(kind="enterprise", number=offer.enterprise_id)
