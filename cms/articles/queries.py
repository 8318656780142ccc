"""News, notices and lessons for other places: the front page, the news index, the feeds, one another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce, RowNumber, Substr
from django.http import HttpRequest
from django.utils import timezone
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, ReferenceIndex

from cms.articles.models import ArticlePage, ClassroomPage, LessonPage, NoticeIndexPage, NoticePage, ReadingPage, SectionPage, TopicPage
from cms.articles.states import READ_SOURCES, SECTION_ART, ReadAction, Section
from core.pages import open_to, shown_pages, with_addresses
from core.subjects import Subject
from marketplace.catalog.queries import Node, catalogue

CITING = 20
COUNTED = (ArticlePage, NoticePage, LessonPage)


@dataclass(frozen=True, slots=True)
class RelatedService:
    """A service of the catalogue as a lesson shows it; `url` is the page of its category."""

    name: str
    summary: str
    unit: str
    category: str
    url: str


@dataclass(frozen=True, slots=True)
class SectionNews:
    """A section and its newest articles."""

    page: SectionPage
    articles: list[ArticlePage]
    notices: list[NoticePage] = field(default_factory=list)

    @property
    def art(self) -> str:
        """The drawing of articles without a picture."""
        return SECTION_ART[Section(self.page.section)]


def sections(now: datetime) -> list[SectionPage]:
    """The sections that the public may see, in their fixed order. One query."""
    order = {section.value: place for place, section in enumerate(Section)}
    return sorted(SectionPage.objects.shown(now), key=lambda page: order[page.section])


def latest_by_section(*, limit: int, now: datetime) -> list[SectionNews]:
    """The newest articles of each section, and the newest notices of 政务公开. Four queries however many articles there are."""
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
    notices = newest_notices(limit=limit - 1, now=now)
    return [SectionNews(page, found[page.path], notices if page.section == Section.GOVERNMENT else []) for page in pages]


def next_end(now: datetime) -> datetime | None:
    """When the first article ends. One query."""
    return ArticlePage.objects.next_end(now)


def ends_of(notices: Iterable[NoticePage], now: datetime) -> list[datetime | None]:
    """When each of these notices ends, or stands otherwise than today."""
    today = timezone.localdate(now)
    return [at for notice in notices for at in (notice.expire_at, notice.next_change(today))]


def newest_notices(*, limit: int, now: datetime) -> list[NoticePage]:
    """The newest notices. One query."""
    return list(NoticePage.objects.shown(now).for_list().newest_first()[: max(0, limit)])


def newest_lessons(*, limit: int, now: datetime) -> list[LessonPage]:
    """The newest lessons, each with its topic. Two queries, and one for the pictures."""
    found = list(LessonPage.objects.shown(now).for_list().newest_first()[:limit])
    topics = {topic.path: topic for topic in TopicPage.objects.shown(now)} if found else {}
    for lesson in found:
        lesson._cached_parent_obj = topics.get(lesson.path[: -LessonPage.steplen])
    return [lesson for lesson in found if lesson._cached_parent_obj is not None]


def classroom(now: datetime) -> ClassroomPage | None:
    """The page of the classroom, when the public may see it. One query."""
    return ClassroomPage.objects.shown(now).first()


def notice_index(now: datetime) -> NoticeIndexPage | None:
    """The page of the notices, when the public may see it. One query."""
    return NoticeIndexPage.objects.shown(now).first()


def cited(page: ReadingPage | NoticePage, now: datetime) -> dict[int, NoticePage]:
    """The notices that a page cites and the public may see, by id. One query, none without citations."""
    values = [block.value.get("notice") for block in page.body if block.block_type == "citation"]
    ids = {notice.pk for notice in values if notice is not None}
    return {notice.pk: notice for notice in NoticePage.objects.shown(now).for_list().filter(pk__in=ids)} if ids else {}


def citing(notice: NoticePage, now: datetime) -> Sequence[ReadingPage]:
    """The articles and lessons that cite a notice, the newest first. Two queries by an index over their bodies."""
    if notice.pk is None:
        return []
    wanted = [{"type": "citation", "value": {"notice": notice.pk}}]
    found: list[ReadingPage] = []
    for kind in (ArticlePage, LessonPage):
        found += kind.objects.shown(now).filter(body__contains=wanted).defer("body").newest_first()[:CITING]
    return sorted(found, key=lambda page: (page.published_at, page.pk), reverse=True)[:CITING]


def services_of(lesson: LessonPage) -> list[RelatedService]:
    """The services that a lesson leads to, in the order of the catalogue; what is out of use is left out."""
    wanted = {service.pk for service in lesson.services.all()}
    nodes: Iterable[Node] = (node for top in catalogue().tops for node in (top, *top.children)) if wanted else ()
    return [
        RelatedService(service.name, service.summary, service.unit, node.name, node.url) for node in nodes for service in node.services if service.id in wanted
    ]


def lessons_as_subjects(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Lessons that the public may see, as `core.subjects` names them. One query, and those of the site's root paths once."""
    rows = with_addresses(LessonPage.objects.shown(now).filter(pk__in=[number for number in numbers if number < 2**31]).defer("body"))
    return [Subject("lesson", row.pk, "家庭课堂的一课", row.title, row.get_url() or "", f"{row.get_kind_display()} · {row.length}") for row in rows]


def newest(*, limit: int, now: datetime) -> list[ArticlePage]:
    """The newest articles of all sections. Three queries."""
    by_path = {page.path: page for page in sections(now)}
    found = list(ArticlePage.objects.shown(now).select_related("cover").newest_first()[:limit])
    for article in found:
        article._cached_parent_obj = by_path.get(article.path[: -ArticlePage.steplen]) or article.get_parent()
    return found


def counted_page(number: int, now: datetime) -> int | None:
    """The id of an article, notice or lesson that the public may see; None for anything else. One query."""
    return shown_pages(now).type(*COUNTED).filter(pk=number).values_list("pk", flat=True).first()


def read_counts(first: date, last: date) -> QuerySet[Page]:
    """Everything that was ever public, with the sums of these days, both included: `reads`, `shares`, `read_search`, `share_weibo`, …. One query."""
    within = Q(read_days__day__range=(first, last))
    sums = {f"{action.value}s": _times(within & Q(read_days__action=action)) for action in ReadAction}
    for action, sources in READ_SOURCES.items():
        for source in sources:
            sums[f"{action.value}_{source.value}"] = _times(within & Q(read_days__action=action, read_days__source=source))
    return Page.objects.type(*COUNTED).exclude(first_published_at=None).select_related("content_type").annotate(**sums)


def _times(condition: Q) -> Coalesce:
    return Coalesce(Sum("read_days__times", filter=condition), 0)


def opens_document(document: AbstractDocument, request: HttpRequest, *, now: datetime) -> bool:
    """Whether some page that uses a document is open to whoever asks. Two queries, and one for each such page."""
    kinds = ContentType.objects.get_for_models(type(document), Page)
    known = ReferenceIndex.objects.filter(base_content_type=kinds[Page], to_content_type=kinds[type(document)], to_object_id=str(document.pk))
    return any(open_to(request, [int(number) for number in known.values_list("object_id", flat=True)], now=now))
