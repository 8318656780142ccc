"""The other side: one public reply, and the provider's own word where both sides answer blind."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from core.access import Actor, require, system_actor
from core.audit.services import record
from core.errors import Conflict, Invalid, Unauthenticated
from core.outbox import publish
from core.states import move
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.ratings.errors import AlreadyAnswered, AlreadyReplied, NotFinished
from marketplace.ratings.events import RATING_REPLIED
from marketplace.ratings.models import ProviderWord, Rating, Reply
from marketplace.ratings.models.ratings import HIGHEST, LONGEST_REPLY, LOWEST
from marketplace.ratings.services import standing
from marketplace.ratings.services.checking import checked_text
from marketplace.ratings.services.rating import become_public, locked
from marketplace.ratings.states import RatingState

LONGEST_WORD = 300


class NotPublic(Conflict):
    """It was taken down."""

    code = "not_public"
    message = "这条评价已经撤下，不用回复了。"


def reply(rating: Rating, *, actor: Actor, now: datetime, text: str) -> Reply:
    """The provider's one public reply, never edited (RAT-09). Row lock. Raises NotFound, Forbidden, Invalid, NotPublic, AlreadyReplied."""
    require(actor, "reply", rating)
    if actor.user_id is None:
        raise Unauthenticated
    problems: dict[str, list[str]] = {}
    tidy = checked_text("text", text, 2, LONGEST_REPLY, problems)
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        row = locked(rating)
        if row.state != RatingState.PUBLISHED:
            raise NotPublic
        if Reply.objects.filter(rating=row).exists():
            raise AlreadyReplied
        said = Reply.objects.create(rating=row, author_id=actor.user_id, text=tidy, created_at=now)
        record(actor, function="rating.reply", obj=row, now=now)
        publish(RATING_REPLIED, key=f"rating:{row.pk}", rating_id=row.pk)
        standing.shown_otherwise(row)
    return said


def give_word(booking: Booking, *, actor: Actor, now: datetime, score: int, text: str = "") -> ProviderWord:
    """How the work went, in the provider's eyes; what the family wrote becomes public with it. Raises NotFound, Forbidden, Invalid, NotFinished, AlreadyAnswered."""
    require(actor, "accept", booking)
    if actor.user_id is None:
        raise Unauthenticated
    problems: dict[str, list[str]] = {}
    if type(score) is not int or not LOWEST <= score <= HIGHEST:
        problems["score"] = ["点一下，给 1 到 5 星。"]
    tidy = checked_text("text", text, 0, LONGEST_WORD, problems)
    if problems:
        raise Invalid(fields=problems)
    if booking.state != BookingState.CONFIRMED:
        raise NotFinished
    with transaction.atomic():
        word = ProviderWord(booking=booking, author_id=actor.user_id, score=score, text=tidy, created_at=now)
        _insert(word)
        record(actor, function="rating.give_word", obj=booking, now=now)
        waiting = Rating.objects.select_for_update(of=("self",)).with_names().filter(booking=booking, state=RatingState.PENDING).first()
        if waiting is not None:
            _publish(waiting, now=now)
    return word


def _insert(word: ProviderWord) -> None:
    try:
        with transaction.atomic():
            word.save(force_insert=True)
    except IntegrityError as error:
        if "booking_id" not in str(error):
            raise
        raise AlreadyAnswered from error


def publish_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Publish what has waited for the other side long enough, and where both wrote at the same moment; returns how many. Each in a transaction of its own."""
    require(actor, "publish", Rating)
    answered = Exists(ProviderWord.objects.filter(booking=OuterRef("booking_id")))
    due = Rating.objects.filter(answered | Q(blind_until__lte=now), state=RatingState.PENDING).order_by("blind_until", "pk")
    done = 0
    for number in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            rows = Rating.objects.select_for_update(of=("self",), skip_locked=True).with_names()
            row = rows.filter(pk=number, state=RatingState.PENDING).first()
            if row is not None:
                _publish(row, now=now)
                done += 1
    return done


def _publish(row: Rating, *, now: datetime) -> None:
    move(row, "publish", actor=system_actor("job", "到期公开"), now=now)
    row.state, row.published_at = RatingState.PUBLISHED, now
    row.save(update_fields=["published_at"])
    become_public(row, now=now)
