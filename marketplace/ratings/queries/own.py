"""Ratings as their own people see them: the family, the provider; and what is stored about a person."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core.access import Actor, scopes, tenants
from core.errors import NotFound
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.ratings.models import ProviderWord, Rating, Reply
from marketplace.ratings.parameters import BLIND_DAYS, EDIT_DAYS, RATE_DAYS
from marketplace.ratings.states import RatingState

PAGE_SIZE = 20
BIGGEST = 2**63 - 1


def of_order(booking: Booking) -> Rating | None:
    """The rating of an order. One query."""
    return Rating.objects.with_names().filter(booking=booking).first()


def may_rate(booking: Booking, now: datetime) -> bool:
    """Whether the family may still rate this order, as far as the order goes."""
    return booking.state == BookingState.CONFIRMED and booking.ended_at is not None and now <= booking.ended_at + timedelta(days=RATE_DAYS.at(now))


def editable_until(rating: Rating, now: datetime) -> datetime | None:
    """Until when the words may be changed; nothing when they may not."""
    until = rating.created_at + timedelta(days=EDIT_DAYS.at(now))
    return until if rating.is_editable(now, until) else None


def about_enterprise(actor: Actor) -> QuerySet[Rating]:
    """What was said about the actor's enterprises, and about people of his outlet; what still waits is not among it."""
    meant, held = Rating.objects.scope_q(actor), scopes(actor, "read", Rating.access_resource)
    return Rating.objects.filter(_answered_by(actor) | (meant["s"] if "s" in held else Q(pk=None))).exclude(state=RatingState.PENDING)


def _answered_by(actor: Actor) -> Q:
    """About the enterprises for which the actor may answer."""
    return Q(enterprise__organisation_id__in=tenants(actor, Rating.access_resource))


def about_worker(actor: Actor) -> QuerySet[Rating]:
    """What was said about the actor who works for himself."""
    return Rating.objects.filter(Rating.objects.scope_q(actor)["j"])


def page(found: QuerySet[Rating], *, before: int | None, unanswered: bool = False) -> list[Rating]:
    """So many and one more, the latest first."""
    rows = found.filter(pk__lt=before) if before is not None else found
    if unanswered:
        rows = rows.filter(reply=None, state=RatingState.PUBLISHED)
    return list(rows.with_names().order_by("-pk")[: PAGE_SIZE + 1])  # type: ignore[attr-defined]


def one(found: QuerySet[Rating], number: int) -> Rating:
    """One of them. Raises NotFound."""
    row = found.filter(pk=min(number, BIGGEST)).with_names().first()  # type: ignore[attr-defined]
    if row is None:
        raise NotFound
    return row


def unanswered(actor: Actor) -> int:
    """How many public ratings of one's enterprise have no reply. One query."""
    return Rating.objects.filter(_answered_by(actor), reply=None, state=RatingState.PUBLISHED).count()


def wants_word(booking: Booking, now: datetime) -> bool:
    """Whether the provider is asked for his own word: both sides answer blind, the work is done, he has said nothing yet."""
    return BLIND_DAYS.at(now) > 0 and booking.state == BookingState.CONFIRMED and not ProviderWord.objects.filter(booking=booking).exists()


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person here."""
    rows = Rating.objects.filter(author_id=user_id).select_related("booking", "reply").order_by("pk")
    return {
        "ratings": [
            {
                "created_at": row.created_at,
                "order": row.booking.number,
                "about": row.booking.title,
                "score": row.score,
                "text": row.text,
                "state": row.state,
                "reward_points": row.reward_points,
            }
            for row in rows
        ],
        "replies": list(Reply.objects.filter(author_id=user_id).order_by("pk").values("created_at", "text")),
        "words": list(ProviderWord.objects.filter(author_id=user_id).order_by("pk").values("created_at", "score", "text")),
    }
