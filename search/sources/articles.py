"""What everybody may read: articles, government notices, lessons; live, not ended, without a view restriction on themselves or above.

That rule is `core.pages`. All three are pages with ids of one sequence, so they are one type of document.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.articles.models import ArticlePage, LessonPage, NoticePage, TopicPage
from cms.articles.states import Section
from core import cities, clock
from core.pages import path_of
from search.documents import Document, Suggested
from search.sources import Source, register

KINDS: tuple[Any, ...] = (ArticlePage, LessonPage, NoticePage)
CLASSROOM, NOTICES = "家庭课堂", "政策文件"


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public now. Eight queries at most, and those of the site's root paths once."""
    now = clock.now()
    articles = ArticlePage.objects.shown(now).with_section().filter(pk__in=ids).prefetch_related("tagged_items__tag")
    lessons = list(LessonPage.objects.shown(now).filter(pk__in=ids).prefetch_related("tagged_items__tag", "services"))
    notices = NoticePage.objects.shown(now).filter(pk__in=ids)
    topics = {topic.path: topic.title for topic in TopicPage.objects.all()} if lessons else {}
    return [
        *(_article(row) for row in articles),
        *(_notice(row) for row in notices),
        *(_lesson(row, topics.get(row.path[: -LessonPage.steplen], "")) for row in lessons),
    ]


def public_ids(after: int, limit: int) -> list[int]:
    """What is public, by keyset."""
    now = clock.now()
    found = [kind.objects.shown(now).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit] for kind in KINDS]
    return sorted(pk for ids in found for pk in ids)[:limit]


def ids_at_or_below(page_ids: Sequence[int]) -> list[int]:
    """What can be read among these pages and below them; also those pages themselves that are gone. Four queries."""
    paths = list(Page.objects.filter(pk__in=page_ids).values_list("path", flat=True))
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    found = [kind.objects.filter(below).values_list("pk", flat=True) for kind in KINDS] if paths else []
    return sorted({*page_ids, *(pk for ids in found for pk in ids)})


def _article(row: ArticlePage) -> Document:
    section = Section(row.section).label
    return _reading(row, (section,), {"section": section, "minutes": row.minutes, "art": row.cover_art or None})


def _lesson(row: LessonPage, topic: str) -> Document:
    services = [service.name for service in row.services.all() if service.active]
    return _reading(row, (CLASSROOM, topic, *services), {"section": CLASSROOM, "minutes": row.minutes, "art": row.cover_art or None})


def _reading(row: ArticlePage | LessonPage, names: Sequence[str], shown: dict[str, Any]) -> Document:
    tags = [item.tag.name for item in row.tagged_items.all()]
    published = row.published_at or row.first_published_at
    return _document(row, tags=(*names, *tags), body=f"{row.intro}\n{_text(row)}", published_at=published, shown=shown)


def _notice(row: NoticePage) -> Document:
    kind = row.get_kind_display()
    names = (NOTICES, kind, row.issuer, row.number)
    at = clock.midnight(row.issued_on)
    return _document(row, tags=names, body=f"{row.intro}\n{_text(row)}", published_at=at, shown={"section": kind, "minutes": None, "art": "notice"})


def _text(row: ArticlePage | LessonPage | NoticePage) -> str:
    return " ".join(row.body.stream_block.get_searchable_content(row.body))


def _city(row: Page) -> str:
    owner = cities.of_page(row.path)
    return cities.SHARED if owner is None else owner.code


def _document(row: ArticlePage | LessonPage | NoticePage, *, tags: Sequence[str], body: str, published_at: datetime | None, shown: dict[str, Any]) -> Document:
    return Document(
        type="article",
        object_id=row.pk,
        title=row.title,
        url=path_of(row),
        city=_city(row),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        body=body,
        completeness=1.0,
        published_at=published_at,
        expires_at=row.expire_at,
        summary=row.intro,
        shown=shown,
        suggested=Suggested("article", row.title, path_of(row)),
    )


register(Source("article", public_rows, public_ids))
