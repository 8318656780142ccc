"""News: one index, three sections, articles. An article's section is the page it stands under, so it is in exactly one."""

import math
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import PageManager
from wagtail.search import index

from cms.articles.blocks import ArticleBody
from cms.articles.states import SECTION_ART, Section
from core import clock
from core.api import decode_cursor, encode_cursor
from core.drawings import scenes
from core.errors import Invalid
from core.fields import StreamField
from core.pages import PublicPage, PublicPageQuerySet, ends_at

PAGE_SIZE = 20
# Chinese readers take in about this many characters a minute.
READING_SPEED = 400
STALE_CURSOR = "这一页的位置失效了，请从第一页看起。"


def free_section() -> str:
    """The first section that has no page yet: what a new or copied section page becomes."""
    taken = set(SectionPage.objects.values_list("section", flat=True))
    return next((section.value for section in Section if section.value not in taken), Section.INDUSTRY.value)


class ArticleQuerySet(PublicPageQuerySet):
    """Articles in lists: newest first, without their bodies."""

    def newest_first(self) -> "ArticleQuerySet":
        """By the date that is printed on them; the id makes the order whole."""
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> "ArticleQuerySet":
        """Everything that a list shows, in one query and one for the pictures."""
        return self.defer("body").select_related("cover").prefetch_related("cover__renditions")

    def with_section(self) -> "ArticleQuerySet":
        """Each row knows the code of its section."""
        above = Substr(models.OuterRef("path"), 1, Length(models.OuterRef("path")) - SectionPage.steplen)
        return self.annotate(section_code=models.Subquery(SectionPage.objects.filter(path=above).values("section")[:1]))

    def after(self, cursor: str) -> "ArticleQuerySet":
        """What follows a position in `newest_first`. Raises Invalid for a cursor that we did not make."""
        at, pk = _position(cursor)
        return self.filter(models.Q(published_at__lt=at) | models.Q(published_at=at, pk__lt=pk))


def _position(cursor: str) -> tuple[datetime, int]:
    try:
        at, pk = decode_cursor(cursor, 2)
        moment = datetime.fromisoformat(at)
    except (Invalid, TypeError, ValueError) as error:
        raise Invalid(STALE_CURSOR) from error
    if moment.tzinfo is None or type(pk) is not int or not 0 < pk < 2**31:
        raise Invalid(STALE_CURSOR)
    return moment, pk


class NewsIndexPage(PublicPage):
    """/news/: the newest of each section."""

    intro = models.CharField("说明", max_length=120, blank=True)

    max_count = 1
    subpage_types: ClassVar = ["articles.SectionPage"]
    parent_page_types: ClassVar = ["home.HomePage"]
    template = "articles/news_index.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro")]
    api_fields: ClassVar = [APIField("intro")]

    class Meta:
        verbose_name = "新闻资讯首页"
        verbose_name_plural = "新闻资讯首页"


class SectionPage(PublicPage):
    """One of the three sections."""

    section = models.CharField(
        "栏目", max_length=20, choices=Section.choices, default=free_section, unique=True, error_messages={"unique": "这个栏目已经有了。"}
    )
    intro = models.CharField("说明", max_length=120, blank=True)

    max_count = len(Section)
    subpage_types: ClassVar = ["articles.ArticlePage"]
    parent_page_types: ClassVar = ["articles.NewsIndexPage"]
    exclude_fields_in_copy: ClassVar = ["section"]
    template = "articles/section.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("section"), FieldPanel("intro")]
    api_fields: ClassVar = [APIField("section"), APIField("intro")]

    class Meta:
        verbose_name = "新闻栏目"
        verbose_name_plural = "新闻栏目"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of articles, newest first, and the cursor of the next."""
        now = clock.now()
        found = ArticlePage.objects.child_of(self).shown(now)
        ends_at(request, found.next_end(now))
        found = found.for_list().newest_first()
        cursors = request.GET.getlist("cursor")
        if len(cursors) > 1:
            raise Invalid(STALE_CURSOR)
        if cursors:
            found = found.after(cursors[0])
        articles = list(found[: PAGE_SIZE + 1])
        more = len(articles) > PAGE_SIZE
        articles = articles[:PAGE_SIZE]
        return {
            **super().get_context(request, *args, **kwargs),
            "index": self.get_parent(),
            "articles": articles,
            "next_cursor": encode_cursor(articles[-1].published_at.isoformat(), articles[-1].pk) if more else None,
            "is_first": not cursors,
            "default_art": SECTION_ART[Section(self.section)],
            "sections": SectionPage.objects.sibling_of(self).shown(now).order_by("path"),
        }


class ArticleTag(TaggedItemBase):
    """A tag on an article."""

    content_object = ParentalKey("articles.ArticlePage", related_name="tagged_items", on_delete=models.CASCADE)


class ArticlePage(PublicPage):
    """An article of one section."""

    intro = models.CharField("导语", max_length=160, help_text="先把结论说了，列表和搜索结果里也用它。")
    cover = models.ForeignKey("media.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="封面照片")
    cover_art = models.CharField("封面插画", max_length=20, blank=True, choices=scenes, help_text="没有照片时用；都空着就用栏目的插画。")
    body = StreamField(ArticleBody, verbose_name="正文", blank=True)
    source = models.CharField("来源", max_length=80, blank=True, help_text="转载或据以采写的单位；自己写的不填。")
    author_name = models.CharField("作者", max_length=40, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, db_index=True, help_text="排序用，也印在文章上。不填就是上线的那一刻。")
    minutes = models.PositiveSmallIntegerField("读完要几分钟", default=1, editable=False)
    tags = ClusterTaggableManager("标签", through=ArticleTag, blank=True, help_text="用逗号隔开。")

    objects = PageManager.from_queryset(ArticleQuerySet)()

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["articles.SectionPage"]
    template = "articles/article.html"
    search_fields: ClassVar = [*PublicPage.search_fields, index.SearchField("intro"), index.SearchField("body"), index.FilterField("published_at")]
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_art")], heading="封面"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("author_name"), FieldPanel("published_at"), FieldPanel("tags")], heading="出处和标签"),
    ]
    api_fields: ClassVar = [
        APIField(name) for name in ("intro", "section", "cover", "cover_art", "body", "source", "author_name", "published_at", "minutes", "tags")
    ]

    class Meta:
        verbose_name = "文章"
        verbose_name_plural = "文章"

    def clean(self) -> None:
        """What follows from the rest: reading time, and on going live the date where none was given."""
        super().clean()
        self.minutes = max(1, min(600, math.ceil(len(strip_tags(str(self.body))) / READING_SPEED)))
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()

    @property
    def section(self) -> str:
        """The section it belongs to: that of its parent page. No query on rows of `with_section`."""
        return getattr(self, "section_code", None) or self.section_page.section

    @property
    def section_page(self) -> SectionPage:
        """Its parent. Cached on the object; one query when not."""
        parent = self.get_parent()
        if not isinstance(parent, SectionPage):
            parent = self._cached_parent_obj = parent.specific
        return parent

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The article, its section, and what to read next."""
        now = clock.now()
        siblings = ArticlePage.objects.sibling_of(self, inclusive=False).shown(now)
        ends_at(request, siblings.next_end(now))
        section = self.section_page
        return {
            **super().get_context(request, *args, **kwargs),
            "section": section,
            "index": section.get_parent(),
            "default_art": SECTION_ART[Section(section.section)],
            "related": siblings.for_list().newest_first()[:4],
            "tags": list(self.tags.all()),
        }
