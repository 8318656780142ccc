"""Government notices and national policies (POR-04, POR-05): who issued it, under which number, since when, and whether it applies.

Whether a notice applies is never stored: it follows from its dates for the day that is asked about. A page that says so ends at the
midnight when the next of these dates comes.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page, PageManager
from wagtail.search import index

from cms.articles.blocks import ArticleBody
from cms.articles.filters import NoticeFilter, notice_filter
from cms.articles.models.reading import one_page, position
from cms.articles.states import NoticeKind, Section, Standing
from core import clock
from core.fields import StreamField
from core.pages import PublicPage, PublicPageQuerySet, ends_at


def standing_q(day: date) -> dict[str, Q]:
    """The condition of each standing on a day; of every notice exactly one holds, and none of news of an agency."""
    norm = ~Q(kind=NoticeKind.AGENCY)
    repealed, expired = Q(repealed_on__isnull=False, repealed_on__lte=day), Q(expires_on__isnull=False, expires_on__lte=day)
    pending = Q(effective_on__isnull=False, effective_on__gt=day) | Q(effective_on=None, issued_on__gt=day)
    return {
        Standing.REPEALED: norm & repealed,
        Standing.EXPIRED: norm & ~repealed & expired,
        Standing.PENDING: norm & ~repealed & ~expired & pending,
        Standing.IN_FORCE: norm & ~repealed & ~expired & ~pending,
    }


class NoticeQuerySet(PublicPageQuerySet):
    """Notices in lists: newest first, without their texts."""

    def newest_first(self) -> Self:
        """By date of issue; the id makes the order whole."""
        return self.order_by("-issued_on", "-pk")

    def for_list(self) -> Self:
        """What a list shows, in one query."""
        return self.defer("body", "attachments")

    def standing(self, code: str, day: date) -> Self:
        """Those that stand so on a day."""
        return self.filter(standing_q(day)[code])

    def next_change(self, day: date) -> datetime | None:
        """When the standing of the first of these changes after a day. One query."""
        names = ("effective_on", "expires_on", "repealed_on")
        found = self.order_by().aggregate(**{f"next_{name}": Min(name, filter=Q(**{f"{name}__gt": day})) for name in names})
        days = [value for value in found.values() if value is not None]
        return clock.midnight(min(days)) if days else None

    def matching(self, asked: NoticeFilter, day: date) -> Self:
        """Those that fulfil the conditions of a list's address."""
        found = self
        exact = {"kind": asked.kind, "issuer": asked.issuer, "issued_on__year": asked.year}
        found = found.filter(**{name: value for name, value in exact.items() if value})
        if asked.number:
            found = found.filter(number__icontains=asked.number)
        if asked.standing:
            found = found.standing(asked.standing, day)
        if asked.effective_from:
            found = found.filter(effective_on__gte=asked.effective_from)
        if asked.effective_to:
            found = found.filter(effective_on__lte=asked.effective_to)
        return found

    def after(self, cursor: str) -> Self:
        """What follows a position in `newest_first`. Raises Invalid for a cursor that we did not make."""
        day, pk = position(cursor, date.fromisoformat)
        return self.filter(Q(issued_on__lt=day) | Q(issued_on=day, pk__lt=pk))

    def place_of(self, row: "NoticePage") -> tuple[str, int]:
        """Where a row stands, as `after` takes it up."""
        return row.issued_on.isoformat(), row.pk


class NoticeIndexPage(PublicPage):
    """The documents of 政务公开, with filters."""

    intro = models.CharField("说明", max_length=120, blank=True)

    max_count = 1
    subpage_types: ClassVar = ["articles.NoticePage"]
    parent_page_types: ClassVar = ["articles.SectionPage"]
    template = "articles/notices.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro")]
    api_fields: ClassVar = [APIField("intro")]

    class Meta:
        verbose_name = "政策文件库"
        verbose_name_plural = "政策文件库"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only below 政务公开."""
        return super().can_create_at(parent) and getattr(parent.specific, "section", "") == Section.GOVERNMENT

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of notices, newest first, what they can be narrowed by, and the cursor of the next."""
        now = clock.now()
        today, asked = timezone.localdate(now), notice_filter(request.GET)
        shown = NoticePage.objects.child_of(self).shown(now)
        ends_at(request, shown.next_end(now))
        ends_at(request, shown.next_change(today))
        found = shown.matching(asked, today)
        listed = one_page(found, request)
        section = self.get_parent().specific
        return {
            **super().get_context(request, *args, **kwargs),
            "section": section,
            "index": section.get_parent(),
            "notices": listed["rows"],
            "count": found.count(),
            "next_cursor": listed["next_cursor"],
            "is_first": listed["is_first"],
            "asked": asked,
            "kinds": NoticeKind.choices,
            "standings": Standing.choices,
            "issuers": list(shown.order_by().values_list("issuer", flat=True).annotate(many=Count("pk")).order_by("-many", "issuer")),
            "years": [at.year for at in shown.dates("issued_on", "year", order="DESC")],
        }


class NoticePage(PublicPage):
    """A policy, a regulation, a national policy, or news of an agency."""

    kind = models.CharField("种类", max_length=20, choices=NoticeKind.choices, default=NoticeKind.POLICY)
    issuer = models.CharField("发文机关", max_length=80, help_text="写全称，几家联合发的用顿号隔开。", db_index=True)
    number = models.CharField("文号", max_length=60, blank=True, help_text="照原文抄，比如：京商服字〔2026〕18 号。没有文号的不填。")
    issued_on = models.DateField("发文日期", db_index=True)
    effective_on = models.DateField("施行日期", null=True, blank=True, help_text="不填就是发文那天。")
    expires_on = models.DateField("失效日期", null=True, blank=True, help_text="从这一天起不再有效；没有期限的不填。")
    repealed_on = models.DateField("废止日期", null=True, blank=True, help_text="从这一天起废止。")
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces", verbose_name="由哪份文件代替", help_text="废止后改用的文件。"
    )
    intro = models.CharField("提要", max_length=160, help_text="一句话说清对家庭和从业的人意味着什么。")
    original_url = models.URLField("原文网址", blank=True, help_text="发文机关网站上的原文。")
    body = StreamField(ArticleBody, verbose_name="正文", blank=True)
    attachments = StreamField([("document", DocumentChooserBlock(label="附件"))], verbose_name="附件", blank=True)

    objects = PageManager.from_queryset(NoticeQuerySet)()

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["articles.NoticeIndexPage"]
    template = "articles/notice.html"
    search_fields: ClassVar = [
        *PublicPage.search_fields,
        index.SearchField("intro"),
        index.SearchField("issuer"),
        index.SearchField("number"),
        index.SearchField("body"),
        index.FilterField("issued_on"),
    ]
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("issuer"), FieldPanel("number"), FieldPanel("original_url")], heading="发文"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("effective_on")]),
                FieldRowPanel([FieldPanel("expires_on"), FieldPanel("repealed_on")]),
                PageChooserPanel("replaced_by", "articles.NoticePage"),
            ],
            heading="日期和效力",
        ),
        FieldPanel("body"),
        FieldPanel("attachments"),
    ]
    api_fields: ClassVar = [
        APIField(name)
        for name in ("kind", "issuer", "number", "issued_on", "effective_on", "expires_on", "repealed_on", "intro", "original_url", "body", "attachments")
    ]

    class Meta:
        verbose_name = "政策文件"
        verbose_name_plural = "政策文件"

    def clean(self) -> None:
        """Dates in their order; a notice without one takes effect on the day of its issue."""
        super().clean()
        if self.effective_on is None:
            self.effective_on = self.issued_on
        for name, label in (("expires_on", "失效"), ("repealed_on", "废止")):
            end = getattr(self, name)
            if end and self.effective_on and end <= self.effective_on:
                raise ValidationError({name: f"{label}日期要在施行日期之后。"})
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            raise ValidationError({"replaced_by": "不能由自己代替。"})

    def standing_on(self, day: date) -> Standing | None:
        """How it stands on a day; None for news of an agency, which is nothing that applies."""
        if self.kind == NoticeKind.AGENCY:
            return None
        if self.repealed_on and self.repealed_on <= day:
            return Standing.REPEALED
        if self.expires_on and self.expires_on <= day:
            return Standing.EXPIRED
        return Standing.PENDING if (self.effective_on or self.issued_on) > day else Standing.IN_FORCE

    def next_change(self, day: date) -> datetime | None:
        """When its standing changes next after a day."""
        days = [at for at in (self.effective_on, self.expires_on, self.repealed_on) if at and at > day]
        return clock.midnight(min(days)) if days else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The notice, where it stands, and what replaces it or is replaced by it."""
        now = clock.now()
        today = timezone.localdate(now)
        ends_at(request, self.next_change(today))
        others = NoticePage.objects.shown(now).for_list()
        index = self.get_parent()
        section = index.get_parent()
        return {
            **super().get_context(request, *args, **kwargs),
            "index": index,
            "section": section,
            "news": section.get_parent(),
            "replacement": others.filter(pk=self.replaced_by_id).first() if self.replaced_by_id else None,
            "replaced": list(others.filter(replaced_by=self).newest_first()[:10]),
            "related": list(others.filter(issuer=self.issuer).exclude(pk=self.pk).newest_first()[:4]),
        }
