"""What comes after orders in the demo city: follow-ups with results, who was late, two accidents."""

from datetime import timedelta
from typing import Any

from core.errors import DomainError
from dispatch.accidents import services as accidents
from dispatch.accidents.models import Case
from dispatch.board.models import LateArrival
from dispatch.followups import services as followups
from dispatch.followups.models import FollowUp
from home.operations.seed.city import City, rows
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.states import AssignmentStatus, BookingState
from members.roles import Role

LAST = timedelta(days=60)


def seed_after(city: City) -> int:
    """Write what is missing; returns how many follow-ups there are."""
    if not FollowUp.objects.exists():
        stories = rows("after")
        done = list(Booking.objects.filter(state=BookingState.CONFIRMED, ended_at__gte=city.now - LAST).order_by("-ended_at", "pk")[:40])
        _follow_up(city, done, [row for row in stories if row["kind"] == "follow_up"])
        _late(done, [row for row in stories if row["kind"] == "late"])
        _accidents(city, done, [row for row in stories if row["kind"] == "accident"])
    return FollowUp.objects.count()


def _follow_up(city: City, done: list[Booking], stories: list[dict[str, Any]]) -> None:
    """Every finished order has its follow-ups; the oldest are closed, one is being asked, the rest wait."""
    for order in done:
        followups.schedule(order, now=order.ended_at or city.now)
    quality = city.acting_as(city.of_role(Role.QUALITY))
    waiting = list(FollowUp.objects.order_by("due_on", "pk"))
    for row, story in zip(waiting, stories, strict=False):
        followups.close(row, actor=quality, now=city.now, result=story["result"], note=story["note"])
    for row in waiting[len(stories) : len(stories) + 1]:
        followups.take(row, actor=quality, now=city.now)


def _late(done: list[Booking], stories: list[dict[str, Any]]) -> None:
    goes = Assignment.objects.filter(visit__booking__in=done, status=AssignmentStatus.FIXED).select_related("visit").order_by("-pk")
    for one, story in zip(goes, stories, strict=False):
        flagged = one.visit.starts_at + timedelta(minutes=15)  # type: ignore[union-attr]
        lifted = flagged + timedelta(hours=5) if story["reason"] else None
        said = {"minutes": story["minutes"], "arrived": True, "excused_at": lifted, "reason": story["reason"], "flagged_at": flagged}
        LateArrival.objects.get_or_create(visit=one.visit, worker_id=one.worker_id, defaults=said)


def _accidents(city: City, done: list[Booking], stories: list[dict[str, Any]]) -> None:
    """One that is being made good, on the order that is under way or done; one that is closed."""
    quality = city.of_role(Role.QUALITY)
    now_there = Booking.objects.filter(state__in=[BookingState.ARRIVED, BookingState.DONE]).order_by("pk").first()
    orders = [now_there or (done[0] if done else None), done[-1] if done else None]
    for order, story in zip(orders, stories, strict=False):
        if order is None or Case.objects.filter(booking=order).exists():
            continue
        at = city.now - timedelta(minutes=40) if not story["closing"] else min((order.ended_at or city.now) + timedelta(hours=2), city.now)
        try:
            case = accidents.report(order, side=story["side"], harm=story["harm"], what=story["what"], files=[], actor=city.acting_as(order.customer), now=at)
        except DomainError:
            continue
        accidents.assign(case, owner=quality, hours=72, actor=city.acting_as(), now=city.now)
        accidents.grade(case, grade=story["grade"], actor=city.acting_as(quality), now=city.now)
        steps = case.steps.count() if story["closing"] else 2
        for position in range(1, steps + 1):
            accidents.tick(case, position=position, done=True, actor=city.acting_as(quality), now=city.now)
        if story["closing"]:
            accidents.close(case, actor=city.acting_as(quality), now=city.now, note=story["closing"])
