"""Staff take ratings down and put them back, with a logged reason; nobody but the writer changes a word (RAT-05).

Whoever decides is not told the score: neither the screen nor the verbs show it, so that no opinion is taken down for being one.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from core.access import SYSTEM_ROLE, Actor, require
from core.outbox import Event, publish
from core.states import move
from marketplace.ratings.errors import NotYourRating
from marketplace.ratings.events import RATING_HIDDEN, RATING_RESTORED
from marketplace.ratings.models import Rating
from marketplace.ratings.services import standing
from marketplace.ratings.services.rating import locked
from notifications.services import notify


def hide(rating: Rating, *, actor: Actor, now: datetime, note: str) -> Rating:
    """Take a rating down with a reason; it counts no more at commit. Raises Forbidden, NotYourRating, Invalid, IllegalTransition."""
    return _moved(rating, "hide", RATING_HIDDEN, standing.count_out, actor=actor, now=now, note=note)


def restore(rating: Rating, *, actor: Actor, now: datetime) -> Rating:
    """Show a rating again; it counts again. Raises Forbidden, NotYourRating, IllegalTransition."""
    return _moved(rating, "restore", RATING_RESTORED, standing.count_in, actor=actor, now=now, note="")


def _moved(rating: Rating, event: str, told: Event, count: Callable[..., None], *, actor: Actor, now: datetime, note: str) -> Rating:
    require(actor, "hide", rating)
    if SYSTEM_ROLE not in actor.roles and rating.access_scopes(actor) & {"o", "t", "j"}:
        raise NotYourRating(audit={"function": f"rating.{event}", "object": rating})
    with transaction.atomic():
        row = locked(rating)
        move(row, event, actor=actor, now=now, note=note)
        count(row, now=now)
        publish(told, key=f"rating:{row.pk}", rating_id=row.pk)
        standing.shown_otherwise(row)
        _tell(row, event, note.strip(), now)
    rating.state = row.state
    return row


def _tell(row: Rating, event: str, note: str, now: datetime) -> None:
    title, body = ("评价被撤下了", f"{row.title}：{note} 有异议打服务热线。") if event == "hide" else ("评价恢复显示了", f"{row.title}又能被看到了。")
    notify(user_ids=[row.author_id], title=title, body=body, url=reverse("ratings:rate", args=[row.booking.number]), now=now)
