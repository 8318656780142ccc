"""News: one index, three sections, articles. An article's section is the page it stands under, so it is in exactly one."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import PageManager

from cms.articles.models.reading import ReadingPage, ReadingQuerySet, one_page
from cms.articles.states import SECTION_ART, Section
from core import clock
from core.pages import PublicPage, ends_at

TAKEN = "这个栏目已经有了。"


def free_section() -> str:
    """The first section that has no page yet: what a new or copied section page becomes."""
    taken = set(SectionPage.objects.values_list("section", flat=True))
    return next((section.value for section in Section if section.value not in taken), Section.INDUSTRY.value)


def taken_below(path: str, but: int | None = None) -> set[str]:
    """The sections that the news index at a path has already."""
    return set(SectionPage.objects.filter(path__startswith=path, depth=len(path) // SectionPage.steplen + 1).exclude(pk=but).values_list("section", flat=True))


class SectionForm(WagtailAdminPageForm):
    """Says beside the field that the index has that section already."""

    def clean_section(self) -> str:
        """Each section once below an index."""
        section = self.cleaned_data["section"]
        if self.parent_page is not None and section in taken_below(self.parent_page.path, but=self.instance.pk):
            raise ValidationError(TAKEN)
        return section


class ArticleQuerySet(ReadingQuerySet):
    """Articles, which know their section."""

    def with_section(self) -> Self:
        """Each row knows the code of its section."""
        above = Substr(models.OuterRef("path"), 1, Length(models.OuterRef("path")) - SectionPage.steplen)
        return self.annotate(section_code=models.Subquery(SectionPage.objects.filter(path=above).values("section")[:1]))


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

    section = models.CharField("栏目", max_length=20, choices=Section.choices, default=free_section, db_index=True)
    intro = models.CharField("说明", max_length=120, blank=True)

    max_count = len(Section)
    subpage_types: ClassVar = ["articles.ArticlePage", "articles.NoticeIndexPage"]
    parent_page_types: ClassVar = ["articles.NewsIndexPage"]
    exclude_fields_in_copy: ClassVar = ["section"]
    base_form_class = SectionForm
    template = "articles/section.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("section"), FieldPanel("intro")]
    api_fields: ClassVar = [APIField("section"), APIField("intro")]

    class Meta:
        verbose_name = "新闻栏目"
        verbose_name_plural = "新闻栏目"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """In another language it is the section that it translates. Raises ValidationError where its index has that section already."""
        if source := SectionPage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk).order_by("pk").first():
            self.section = source.section
        super().full_clean(*args, **kwargs)
        if self.path and self.section in taken_below(self.path[: -self.steplen], but=self.pk):
            raise ValidationError({"section": TAKEN})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of articles, newest first, and the cursor of the next."""
        now = clock.now()
        found = ArticlePage.objects.child_of(self).shown(now)
        ends_at(request, found.next_end(now))
        listed = one_page(found, request)
        return {
            **super().get_context(request, *args, **kwargs),
            "index": self.get_parent(),
            "articles": listed["rows"],
            "next_cursor": listed["next_cursor"],
            "is_first": listed["is_first"],
            "default_art": SECTION_ART[Section(self.section)],
            "sections": SectionPage.objects.sibling_of(self).shown(now).order_by("path"),
        }


class ArticleTag(TaggedItemBase):
    """A tag on an article."""

    content_object = ParentalKey("articles.ArticlePage", related_name="tagged_items", on_delete=models.CASCADE)


class ArticlePage(ReadingPage):
    """An article of one section."""

    tags = ClusterTaggableManager("标签", through=ArticleTag, blank=True, help_text="用逗号隔开。")

    objects = PageManager.from_queryset(ArticleQuerySet)()

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["articles.SectionPage"]
    template = "articles/article.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro"), ReadingPage.cover_panel, FieldPanel("body"), ReadingPage.source_panel]
    api_fields: ClassVar = [
        APIField(name) for name in ("intro", "section", "cover", "cover_sizes", "cover_art", "body", "source", "author_name", "published_at", "minutes", "tags")
    ]

    class Meta:
        verbose_name = "文章"
        verbose_name_plural = "文章"
        # For "which articles cite this notice".
        indexes = [GinIndex(fields=["body"], opclasses=["jsonb_path_ops"], name="articles_article_citations")]

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
