"""What readers do: read something and pass it on (POR-12); and a draft that begins with what people look for."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.articles import queries
from cms.articles.models import ArticlePage, ReadDay, SectionPage
from cms.articles.reads import is_program, limit_key
from cms.articles.states import READ_SOURCES, ReadAction, Section
from core.access import Actor
from core.audit.services import record
from core.counters import require_within
from core.daily import count_once
from core.errors import Forbidden, Invalid, NotFound, Unavailable
from members.models import User

# A household or an office shares one address, a reader comes back; who counts more than this is no reader.
PER_PAGE_AND_HOUR, PER_MINUTE = 20, 120


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


def draft_article(title: str, *, actor: Actor, now: datetime) -> ArticlePage:
    """An empty draft among the news of the trade, for an editor who may write there. Raises Invalid, Forbidden, Unavailable."""
    if not title.strip():
        raise Invalid(fields={"title": ["没有写要写什么。"]})
    parent = SectionPage.objects.filter(section=Section.INDUSTRY).first()
    if parent is None:
        raise Unavailable("行业新闻这一栏还没有建好。")
    user = User.objects.filter(pk=actor.user_id).first()
    if user is None or not parent.permissions_for_user(user).can_add_subpage():
        raise Forbidden(audit={"verb": "create", "resource": "article"})
    with transaction.atomic():
        page = parent.add_child(instance=ArticlePage(title=title.strip(), slug=f"article-{uuid.uuid4().hex[:10]}", live=False, owner=user))
        page.save_revision(user=user, clean=False)
        record(actor, function="article.draft", obj=page, detail={"title": page.title}, now=now)
    return page
