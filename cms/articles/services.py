"""What readers do: save a lesson and let it go again (FAM-02), read something and pass it on (POR-12)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.articles import queries
from cms.articles.models import LessonPage, ReadDay, SavedLesson
from cms.articles.reads import is_program, limit_key
from cms.articles.states import READ_SOURCES, ReadAction
from core.access import Actor, require
from core.audit.services import record
from core.counters import require_within
from core.daily import count_once
from core.errors import Conflict, Invalid, NotFound, Unauthenticated

MOST = 500
# A household or an office shares one address, a reader comes back; who counts more than this is no reader.
PER_PAGE_AND_HOUR, PER_MINUTE = 20, 120


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


def count_read(number: int, *, action: str, source: str, agent: str, actor: Actor, now: datetime) -> bool:
    """Count one reading or sharing of a public article, notice or lesson today; False for programs, which are not counted (POR-12).

    Nothing is kept about who it was. Raises Invalid, NotFound, RateLimited.
    """
    if source not in READ_SOURCES[ReadAction(action)]:
        raise Invalid(fields={"via": ["这样的来源不记。"]})
    page_id, day = queries.counted_page(number, now), timezone.localdate(now)
    if page_id is None:
        raise NotFound
    if is_program(agent):
        return False
    key = limit_key(actor.ip, day)
    require_within("articles.read", key, limit=PER_MINUTE, window_seconds=60, now=now)
    require_within("articles.read.page", f"{key}:{page_id}:{action}", limit=PER_PAGE_AND_HOUR, window_seconds=3600, now=now)
    count_once(ReadDay, "times", day=day, page_id=page_id, action=action, source=source)
    return True
