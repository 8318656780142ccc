"""Articles that everybody may read: live, not ended, without a view restriction on themselves or above. That rule is `core.pages`."""

from collections.abc import Sequence

from django.db.models import Q
from wagtail.models import Page

from cms.articles.models import ArticlePage
from cms.articles.states import Section
from core import clock
from search.documents import Document, Suggested
from search.sources import Source, register


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public now. Three queries, and those of the site's root paths once."""
    rows = ArticlePage.objects.shown(clock.now()).with_section().filter(pk__in=ids).prefetch_related("tagged_items__tag")
    return [_document(row) for row in rows]


def public_ids(after: int, limit: int) -> list[int]:
    """Public articles by keyset."""
    return list(ArticlePage.objects.shown(clock.now()).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_at_or_below(page_ids: Sequence[int]) -> list[int]:
    """The articles among these pages and below them; also those pages themselves that are gone. Two queries."""
    paths = list(Page.objects.filter(pk__in=page_ids).values_list("path", flat=True))
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    found = ArticlePage.objects.filter(below).values_list("pk", flat=True) if paths else []
    return sorted({*found, *page_ids})


def _document(row: ArticlePage) -> Document:
    section = Section(row.section).label
    tags = [item.tag.name for item in row.tagged_items.all()]
    text = " ".join(row.body.stream_block.get_searchable_content(row.body))
    return Document(
        type="article",
        object_id=row.pk,
        title=row.title,
        url=row.get_url() or "",
        tags=(section, *tags),
        body=f"{row.intro}\n{text}",
        completeness=1.0,
        published_at=row.published_at or row.first_published_at,
        expires_at=row.expire_at,
        summary=row.intro,
        shown={"section": section, "minutes": row.minutes, "art": row.cover_art or None},
        suggested=Suggested("article", row.title, row.get_url() or ""),
    )


register(Source("article", public_rows, public_ids))
