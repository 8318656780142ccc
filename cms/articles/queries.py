"""Articles for other places: the front page, the news index, the feed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Window
from django.db.models.functions import RowNumber, Substr

from cms.articles.models import ArticlePage, SectionPage
from cms.articles.states import SECTION_ART, Section


@dataclass(frozen=True, slots=True)
class SectionNews:
    """A section and its newest articles."""

    page: SectionPage
    articles: list[ArticlePage]

    @property
    def art(self) -> str:
        """The drawing of articles without a picture."""
        return SECTION_ART[Section(self.page.section)]


def sections(now: datetime) -> list[SectionPage]:
    """The sections that the public may see, in their fixed order. One query."""
    order = {section.value: place for place, section in enumerate(Section)}
    return sorted(SectionPage.objects.shown(now), key=lambda page: order[page.section])


def latest_by_section(*, limit: int, now: datetime) -> list[SectionNews]:
    """The newest articles of each section. Three queries however many articles there are."""
    pages = sections(now)
    paths = {page.path: page for page in pages}
    width = len(pages[0].path) if pages else 0
    if not width:
        return []
    ranked = (
        ArticlePage.objects.shown(now)
        .annotate(section_path=Substr("path", 1, width))
        .filter(section_path__in=paths)
        .annotate(place=Window(RowNumber(), partition_by="section_path", order_by=["-published_at", "-pk"]))
        .filter(place__lte=limit)
    )
    found: dict[str, list[ArticlePage]] = {path: [] for path in paths}
    for article in ranked.for_list().newest_first():
        page = paths[article.section_path]
        article._cached_parent_obj = page
        found[page.path].append(article)
    return [SectionNews(page, found[page.path]) for page in pages]


def next_end(now: datetime) -> datetime | None:
    """When the first article ends. One query."""
    return ArticlePage.objects.next_end(now)


def newest(*, limit: int, now: datetime) -> list[ArticlePage]:
    """The newest articles of all sections. Three queries."""
    by_path = {page.path: page for page in sections(now)}
    found = list(ArticlePage.objects.shown(now).select_related("cover").newest_first()[:limit])
    for article in found:
        article._cached_parent_obj = by_path.get(article.path[: -ArticlePage.steplen]) or article.get_parent()
    return found
