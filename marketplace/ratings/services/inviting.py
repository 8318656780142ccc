"""Asking for a rating when the work is done, and reminding once (RAT-04). The same words for everybody."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from core.access import Actor, require
from marketplace.bookings.models import Booking
from marketplace.ratings.models import Invitation, Rating
from marketplace.ratings.parameters import REMIND_HOURS, REWARD_POINTS
from notifications.services import notify


def invite(booking: Booking, *, actor: Actor, now: datetime) -> None:
    """Ask the family for a word, and note when to remind. Once for an order, however often the event comes."""
    require(actor, "remind", Rating)
    with transaction.atomic():
        _, fresh = Invitation.objects.get_or_create(booking=booking, defaults={"remind_at": now + timedelta(hours=REMIND_HOURS.at(now))})
        if fresh:
            _tell(booking, f"做得怎么样：{booking.title}", now)


def remind_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Remind, once, those who have not rated yet; returns how many notices were written."""
    require(actor, "remind", Rating)
    done = 0
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",), skip_locked=True).filter(reminded_at=None, remind_at__lte=now)
        due = list(rows.select_related("booking").order_by("remind_at", "pk")[:limit])
        rated = set(Rating.objects.filter(booking__in=[one.booking_id for one in due]).values_list("booking_id", flat=True))
        for one in due:
            if one.booking_id not in rated:
                _tell(one.booking, f"还没评价：{one.booking.title}", now)
                done += 1
        Invitation.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=now)
    return done


def _tell(booking: Booking, title: str, now: datetime) -> None:
    points = REWARD_POINTS.at(now)
    gift = f"写了就送 {points} 积分，好评差评都一样。" if points else ""
    body = f"说两句实话，帮后来的人选。{gift}"
    notify(user_ids=[booking.customer_id], title=title[:120], body=body, url=reverse("ratings:rate", args=[booking.number]), now=now)
