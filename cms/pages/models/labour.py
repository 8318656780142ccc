"""Labour export (劳务输送): partners with a sign-up, and recruitment brochures with live positions (LAB-01, LAB-02, LAB-05)."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms.articles.blocks import ArticleBody
from cms.pages.blocks import PartnerBody
from core import clock
from core.drawings import scenes
from core.fields import StreamField
from core.pages import PublicPage, ends_at
from marketplace.recruitment.queries.public import Filter
from marketplace.recruitment.states import JobState, Programme

APPROVED = "approved"
SCOPES = ("pages", "settings", "jobs", "enterprises", "catalog")
REQUIRED_BLOCKS = {"publicity": "宣传", "recruiting": "招募", "promotion": "推广"}


class LabourIndexPage(PublicPage):
    """/labour/: partners and brochures."""

    intro = models.CharField("说明", max_length=160, blank=True)

    max_count = 1
    subpage_types: ClassVar = ["pages.LabourPartnerPage", "pages.RecruitmentBrochurePage"]
    parent_page_types: ClassVar = ["home.HomePage"]
    template = "pages/labour_index.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro")]
    api_fields: ClassVar = [APIField("intro")]

    class Meta:
        verbose_name = "劳务输送首页"
        verbose_name_plural = "劳务输送首页"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Brochures and partners in the order of the tree."""
        now = clock.now()
        partners = LabourPartnerPage.objects.child_of(self).shown(now).order_by("path").defer("body")
        brochures = RecruitmentBrochurePage.objects.child_of(self).shown(now).order_by("path").defer("body")
        for found in (partners, brochures):
            ends_at(request, found.next_end(now))
        return {**super().get_context(request, *args, **kwargs), "partners": partners, "brochures": brochures}


class LabourPartnerPage(PublicPage):
    """A place that sends workers, with those who receive them."""

    stored_scopes = SCOPES

    intro = models.CharField("导语", max_length=160, help_text="先把结论说了，列表里也用它。")
    region = models.CharField("输出地", max_length=60, help_text="写到县，比如：四川省南充市仪陇县。")
    partner = models.CharField("合作单位", max_length=80)
    cover_art = models.CharField("封面插画", max_length=20, blank=True, choices=scenes)
    body = StreamField(PartnerBody, verbose_name="正文", blank=True)
    places = models.PositiveSmallIntegerField("这一批招几人", null=True, blank=True)
    sign_up_until = models.DateField("报名到哪天", null=True, blank=True, help_text="不填就一直能报。")
    receivers = ParentalManyToManyField("enterprises.Enterprise", blank=True, related_name="+", verbose_name="接收企业", limit_choices_to={"state": APPROVED})

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["pages.LabourIndexPage"]
    template = "pages/labour_partner.html"
    search_fields: ClassVar = [*PublicPage.search_fields, index.SearchField("intro"), index.SearchField("region"), index.SearchField("body")]
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("region"), FieldPanel("partner"), FieldPanel("places"), FieldPanel("sign_up_until")], heading="合作"),
        FieldPanel("cover_art"),
        FieldPanel("body"),
        FieldPanel("receivers", widget=forms.CheckboxSelectMultiple),
    ]
    api_fields: ClassVar = [APIField(name) for name in ("intro", "region", "partner", "cover_art", "body", "places", "sign_up_until")]

    class Meta:
        verbose_name = "劳务输送合作"
        verbose_name_plural = "劳务输送合作"

    def clean(self) -> None:
        """A page that goes public has all three: publicity, recruiting, promotion (LAB-01)."""
        super().clean()
        there = {block.block_type for block in self.body}
        if gone := [label for name, label in REQUIRED_BLOCKS.items() if name not in there]:
            raise ValidationError({"body": f"正文里还要有：{'、'.join(gone)}。"})

    def takes_sign_ups(self, day: date) -> bool:
        """Whether the list is open on a day."""
        return self.sign_up_until is None or day <= self.sign_up_until

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the receiving enterprises that are admitted now, and which positions are theirs."""
        now = clock.now()
        today = timezone.localdate(now)
        receivers = list(self.receivers.filter(state=APPROVED).order_by("pk").select_related("district"))
        wanted = Filter(enterprise_ids=tuple(firm.pk for firm in receivers)) if receivers else None
        if self.sign_up_until is not None and self.takes_sign_ups(today):
            ends_at(request, clock.midnight(self.sign_up_until + timedelta(days=1)))
        context = {"receivers": receivers, "wanted": wanted, "is_open": self.takes_sign_ups(today), "index": self.get_parent()}
        return {**super().get_context(request, *args, **kwargs), **context}


class RecruitmentBrochurePage(PublicPage):
    """招聘简章: who the centre is, and the positions as they are today (LAB-05)."""

    stored_scopes = SCOPES

    intro = models.CharField("导语", max_length=160)
    cover_art = models.CharField("封面插画", max_length=20, blank=True, choices=scenes)
    body = StreamField(ArticleBody, verbose_name="中心介绍", blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="只列这家的岗位",
        help_text="空着就列所有企业的。",
    )
    programme = models.CharField("只列这个专项的岗位", max_length=20, blank=True, choices=Programme.choices)
    chosen = ParentalManyToManyField(
        "recruitment.JobPosting",
        blank=True,
        related_name="+",
        verbose_name="只列挑出来的岗位",
        limit_choices_to={"state": JobState.PUBLISHED},
        help_text="一个都不挑，就按上面两项列；过期和撤下的自动不显示。",
    )

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["pages.LabourIndexPage"]
    template = "pages/brochure.html"
    search_fields: ClassVar = [*PublicPage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        FieldPanel("cover_art"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("enterprise"), FieldPanel("programme"), FieldPanel("chosen", widget=forms.SelectMultiple)], heading="岗位"),
    ]
    api_fields: ClassVar = [APIField(name) for name in ("intro", "cover_art", "body", "programme")]

    class Meta:
        verbose_name = "招聘简章"
        verbose_name_plural = "招聘简章"

    def wanted(self) -> Filter:
        """Which positions it lists."""
        numbers = tuple(job.pk for job in self.chosen.all())
        return Filter(numbers=numbers) if numbers else Filter(enterprise_id=self.enterprise_id, programme=self.programme)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the page above; the positions come by a template tag, as they are at this moment."""
        return {**super().get_context(request, *args, **kwargs), "wanted": self.wanted(), "index": self.get_parent()}
