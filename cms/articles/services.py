"""What readers do: save a lesson and let it go again (FAM-02)."""

from datetime import datetime

from django.db import transaction

from cms.articles.models import LessonPage, SavedLesson
from core.access import Actor, require
from core.audit.services import record
from core.errors import Conflict, NotFound, Unauthenticated

MOST = 500


class ShelfFullError(Conflict):
    """Too many saved."""

    code = "shelf_full"
    message = f"最多收藏 {MOST} 篇，先删掉几篇不看的。"


def save_lesson(number: int, *, actor: Actor, now: datetime) -> SavedLesson:
    """Save a public lesson for oneself; saving it twice changes nothing. Raises NotFound, Unauthenticated, ShelfFullError (FAM-02)."""
    lesson = LessonPage.objects.shown(now).filter(pk=number).first()
    if lesson is None:
        raise NotFound
    require(actor, "create", SavedLesson)
    if actor.user_id is None:
        raise Unauthenticated
    with transaction.atomic():
        own = SavedLesson.objects.filter(user_id=actor.user_id)
        if own.count() >= MOST and not own.filter(lesson=lesson).exists():
            raise ShelfFullError
        saved, fresh = SavedLesson.objects.get_or_create(user_id=actor.user_id, lesson=lesson, defaults={"saved_at": now})
        if fresh:
            record(actor, function="articles.save_lesson", obj=saved, now=now)
    return saved


def drop_lesson(saved: SavedLesson, *, actor: Actor, now: datetime) -> None:
    """Let a saved lesson go. Raises NotFound for somebody else's."""
    require(actor, "delete", saved)
    with transaction.atomic():
        record(actor, function="articles.drop_lesson", obj=saved, now=now)
        saved.delete()
