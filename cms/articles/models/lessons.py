"""Family classroom (FAM-01, FAM-02): topics, and under them lessons told in words, in pictures or as a video, with the services they lead to."""

from typing import Any, ClassVar, Self

from django import forms
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import PageManager

from cms.articles.filters import LessonFilter, lesson_filter
from cms.articles.models.reading import ReadingPage, ReadingQuerySet, one_page
from cms.articles.states import LessonKind
from core import clock
from core.drawings import scenes
from core.language import is_english
from core.pages import PublicPage, PublicPageQuerySet, ends_at

VIDEO_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
TAGS_SHOWN = 24
DEFAULT_ART = "study"


class LessonQuerySet(ReadingQuerySet):
    """Lessons in lists."""

    def matching(self, asked: LessonFilter) -> Self:
        """Those that fulfil the conditions of a list's address."""
        found = self
        if asked.kind:
            found = found.filter(kind=asked.kind)
        if asked.tag:
            found = found.filter(pk__in=LessonTag.objects.filter(tag__name=asked.tag).values("content_object"))
        return found

    def tags(self) -> list[str]:
        """The names of the tags on these lessons, the most used first. One query."""
        found = LessonTag.objects.filter(content_object__in=self.order_by().values("pk")).values_list("tag__name", flat=True)
        return list(found.annotate(many=Count("pk")).order_by("-many", "tag__name")[:TAGS_SHOWN])


class TopicQuerySet(PublicPageQuerySet):
    """Topics in the order of the tree."""

    def with_counts(self, lessons: LessonQuerySet) -> Self:
        """Each topic knows how many of these lessons stand under it."""
        below = lessons.order_by().filter(path__startswith=OuterRef("path")).annotate(one=models.Value(1)).values("one")
        count = below.annotate(many=Count("pk")).values("many")
        return self.annotate(lesson_count=Coalesce(Subquery(count, output_field=models.IntegerField()), 0)).order_by("path")


def _lessons(place: PublicPage, request: HttpRequest) -> dict[str, Any]:
    """What classroom and topic show: the lessons below, narrowed as the address says."""
    now, asked = clock.now(), lesson_filter(request.GET)
    shown = LessonPage.objects.descendant_of(place).shown(now)
    ends_at(request, shown.next_end(now))
    listed = one_page(shown.matching(asked), request)
    return {
        "lessons": listed["rows"],
        "next_cursor": listed["next_cursor"],
        "is_first": listed["is_first"],
        "asked": asked,
        "kinds": LessonKind.choices,
        "tags": shown.tags(),
        "default_art": DEFAULT_ART,
    }


class ClassroomPage(PublicPage):
    """/classroom/: topics, tags, the newest lessons."""

    intro = models.CharField("说明", max_length=120, blank=True)

    max_count = 1
    subpage_types: ClassVar = ["articles.TopicPage"]
    parent_page_types: ClassVar = ["home.HomePage"]
    template = "articles/classroom.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro")]
    api_fields: ClassVar = [APIField("intro")]

    class Meta:
        verbose_name = "家庭课堂首页"
        verbose_name_plural = "家庭课堂首页"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Topics with their counts, and one page of lessons."""
        now = clock.now()
        topics = TopicPage.objects.child_of(self).shown(now).with_counts(LessonPage.objects.shown(now))
        return {**super().get_context(request, *args, **kwargs), **_lessons(self, request), "topics": list(topics)}


class TopicPage(PublicPage):
    """A topic of the classroom."""

    intro = models.CharField("说明", max_length=120, blank=True)
    art = models.CharField("插画", max_length=20, blank=True, choices=scenes)

    objects = PageManager.from_queryset(TopicQuerySet)()

    subpage_types: ClassVar = ["articles.LessonPage"]
    parent_page_types: ClassVar = ["articles.ClassroomPage"]
    template = "articles/topic.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro"), FieldPanel("art")]
    api_fields: ClassVar = [APIField("intro"), APIField("art")]

    class Meta:
        verbose_name = "课堂专题"
        verbose_name_plural = "课堂专题"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of its lessons, and the other topics."""
        listed = {**_lessons(self, request), "default_art": self.art or DEFAULT_ART}
        topics = TopicPage.objects.sibling_of(self).shown(clock.now()).order_by("path")
        return {**super().get_context(request, *args, **kwargs), **listed, "index": self.get_parent(), "topics": topics}


class LessonTag(TaggedItemBase):
    """A tag on a lesson."""

    content_object = ParentalKey("articles.LessonPage", related_name="tagged_items", on_delete=models.CASCADE)


class LessonPage(ReadingPage):
    """A lesson of one topic."""

    kind = models.CharField("形式", max_length=20, choices=LessonKind.choices, default=LessonKind.TEXT)
    video = models.ForeignKey(
        "media.SiteDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="视频文件",
        help_text="MP4 或 WebM，20 MB 以内。封面就是视频的第一画面。",
    )
    video_path = models.CharField(
        "视频网址",
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^/[^/\\\s]\S*$", "只写本站的路径，以一条斜线开头。")],
        help_text="视频放在本站别处时写它的路径，页面上放封面和去看的链接。",
    )
    video_seconds = models.PositiveIntegerField("视频时长（秒）", null=True, blank=True)
    tags = ClusterTaggableManager("标签", through=LessonTag, blank=True, help_text="用逗号隔开。")
    services = ParentalManyToManyField("catalog.ServiceType", blank=True, related_name="+", verbose_name="相关服务")

    stored_scopes = ("pages", "settings", "catalog")
    objects = PageManager.from_queryset(LessonQuerySet)()

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["articles.TopicPage"]
    template = "articles/lesson.html"
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        FieldPanel("kind"),
        ReadingPage.cover_panel,
        MultiFieldPanel([FieldPanel("video"), FieldPanel("video_path"), FieldPanel("video_seconds")], heading="视频"),
        FieldPanel("body"),
        FieldPanel("services", widget=forms.CheckboxSelectMultiple),
        ReadingPage.source_panel,
    ]
    api_fields: ClassVar = [
        APIField(name)
        for name in (
            *("intro", "kind", "cover", "cover_sizes", "cover_art", "video", "video_seconds"),
            *("body", "source", "author_name", "published_at", "minutes", "tags"),
        )
    ]

    class Meta:
        verbose_name = "课堂文章"
        verbose_name_plural = "课堂文章"
        indexes = [GinIndex(fields=["body"], opclasses=["jsonb_path_ops"], name="articles_lesson_citations")]

    def clean(self) -> None:
        """A lesson in pictures has pictures, a video has exactly one film."""
        super().clean()
        if self.kind == LessonKind.PICTURES and not any(block.block_type == "picture" for block in self.body):
            raise ValidationError({"body": "图解里至少放一张图片。"})
        if self.kind == LessonKind.VIDEO and bool(self.video_id) == bool(self.video_path):
            raise ValidationError({"video": "视频文件和视频网址选一样。"})
        if self.video is not None and self.video.file_extension.lower() not in VIDEO_TYPES:
            raise ValidationError({"video": "这不是视频。请传 MP4 或 WebM。"})

    @property
    def video_type(self) -> str:
        """The content type of its film."""
        return VIDEO_TYPES.get(self.video.file_extension.lower(), "") if self.video else ""

    @property
    def length(self) -> str:
        """4 分钟; of a film 1 分 20 秒."""
        if self.kind == LessonKind.VIDEO and self.video_seconds:
            minutes, seconds = divmod(self.video_seconds, 60)
            if is_english():
                return f"{minutes} min {seconds} s" if minutes and seconds else f"{minutes} min" if minutes else f"{seconds} s"
            return (f"{minutes} 分" if minutes else "") + (f" {seconds} 秒" if seconds and minutes else f"{seconds} 秒" if seconds else "钟")
        return gettext("%(minutes)s 分钟") % {"minutes": self.minutes}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The lesson, its topic, and what to learn next."""
        now = clock.now()
        siblings = LessonPage.objects.sibling_of(self, inclusive=False).shown(now)
        ends_at(request, siblings.next_end(now))
        topic = self.get_parent().specific
        return {
            **super().get_context(request, *args, **kwargs),
            "topic": topic,
            "index": topic.get_parent(),
            "default_art": topic.art or DEFAULT_ART,
            "related": siblings.for_list().newest_first()[:4],
            "tags": [tag.name for tag in self.tags.all()],
        }
