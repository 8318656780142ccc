"""What editors put onto pages for a time: announcements (POR-07), banners (POR-08), adverts (MKT-14).

One table, because a page asks for all of them at once; three screens, because each has its own fields and its own rights. The window
is half-open, `[starts_at, ends_at)`: nobody has to switch anything on or off, and stored pages end at the next edge of a window.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import RevisionMixin

from cms.pages.states import ADVERT_SLOTS, Slot, Standing, Tone
from core.access import Actor, ScopedQuerySet
from core.drawings import scenes
from core.fields import PageChooser, leads_somewhere

ADVERTS = Q(slot__in=[slot.value for slot in ADVERT_SLOTS])


class PlacementQuerySet(ScopedQuerySet):
    """Placements; only staff ever see the list."""

    def not_over(self, now: datetime) -> Self:
        """Shown now or later."""
        return self.filter(ends_at__gt=now)

    def running(self, now: datetime) -> Self:
        """Shown now."""
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def of_site(self, site_id: int | None) -> Self:
        """Those of a site and those of all."""
        return self.filter(Q(site=None) | Q(site_id=site_id))


class KindManager(models.Manager.from_queryset(PlacementQuerySet)):  # type: ignore[misc]
    """The rows of one kind: those in its slots."""

    def get_queryset(self) -> PlacementQuerySet:
        """Only these."""
        return super().get_queryset().filter(slot__in=[slot.value for slot in self.model.slots])


class Placement(RevisionMixin, models.Model):
    """Words, perhaps a picture, and where they lead, in one place for one window of time."""

    slot = models.CharField("位置", max_length=20, choices=Slot.choices)
    title = models.CharField("标题", max_length=40)
    text = models.CharField("说明", max_length=120, blank=True)
    tone = models.CharField("语气", max_length=10, choices=Tone.choices, default=Tone.INFO)
    image = models.ForeignKey("media.SiteImage", verbose_name="图片", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drawing = models.CharField("插画", max_length=20, blank=True, choices=scenes, help_text="没有图片时用一张站里的插画。")
    alt = models.CharField("画面说明", max_length=120, blank=True, help_text="说给看不见图的人听：画面里有什么。")
    link_page = models.ForeignKey("wagtailcore.Page", verbose_name="链到站内页面", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link_url = models.CharField("链到网址", max_length=500, blank=True, help_text="站内的以 / 开头，站外的写完整网址。")
    link_label = models.CharField("链接文字", max_length=16, blank=True, help_text="空着就写“看详情”。")
    starts_at = models.DateTimeField("从什么时候起")
    ends_at = models.DateTimeField("到什么时候止")
    position = models.PositiveSmallIntegerField("次序", default=0, help_text="小的在前。")
    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name="只在这个站", null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="空着就每个城市都有。"
    )
    # Adverts only.
    advertiser = models.CharField("广告主", max_length=60, blank=True)
    category = models.ForeignKey("catalog.Category", verbose_name="只在这个分类", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("core.District", verbose_name="只在这个区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey("wagtailcore.Page", verbose_name="只在这个页面和它下面", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    code = models.CharField("计数代码", max_length=12, unique=True, null=True, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "投放"
        verbose_name_plural = "投放"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="pages_placement_window"),
            models.CheckConstraint(condition=ADVERTS | Q(category=None, district=None, page=None, code=None), name="pages_only_adverts_have_targets"),
            models.CheckConstraint(condition=~ADVERTS | (Q(code__isnull=False) & ~Q(advertiser="")), name="pages_adverts_say_whose"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="pages_placement_end")]

    def __str__(self) -> str:
        return self.title

    def access_scopes(self, actor: Actor) -> set[str]:
        """None: these rows are staff's."""
        return set()

    def standing_at(self, now: datetime) -> Standing:
        """Where its window stands."""
        if now < self.starts_at:
            return Standing.COMING
        return Standing.RUNNING if now < self.ends_at else Standing.OVER

    def clean(self) -> None:
        """A window with a length, one destination, words for a picture."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            wrong["ends_at"] = "要比开始的时间晚。"
        if self.link_page_id and self.link_url:
            wrong["link_url"] = "去处只能选一个。"
        if self.link_url and not leads_somewhere(self.link_url):
            wrong["link_url"] = "站内的以 / 开头，站外的写完整网址。"
        if self.image_id and self.drawing:
            wrong["drawing"] = "图片和插画选一样。"
        if self.image_id and not self.alt.strip():
            wrong["alt"] = "写一句画面里有什么。"
        if wrong:
            raise ValidationError(wrong)


WINDOW = MultiFieldPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading="什么时候显示")
LINK = MultiFieldPanel([FieldPanel("link_page", widget=PageChooser), FieldPanel("link_url"), FieldPanel("link_label")], heading="去处")
PICTURE = MultiFieldPanel([FieldPanel("image"), FieldPanel("drawing"), FieldPanel("alt")], heading="图片")


class Announcement(Placement):
    """公告: one line on top of every page (POR-07)."""

    access_resource = "announcement"
    objects: ClassVar = KindManager()
    slots: ClassVar = (Slot.STRIP,)
    panels: ClassVar = [FieldPanel("title"), FieldPanel("text"), FieldPanel("tone"), WINDOW, LINK, FieldPanel("site")]

    class Meta:
        proxy = True
        verbose_name = "公告"
        verbose_name_plural = "公告"


class Banner(Placement):
    """横幅: a picture with words below the first screen of the front page (POR-08)."""

    access_resource = "banner"
    objects: ClassVar = KindManager()
    slots: ClassVar = (Slot.FRONT,)
    panels: ClassVar = [FieldPanel("title"), FieldPanel("text"), PICTURE, WINDOW, LINK, FieldPanel("position"), FieldPanel("site")]

    class Meta:
        proxy = True
        verbose_name = "首页横幅"
        verbose_name_plural = "首页横幅"

    def clean(self) -> None:
        """A banner has a picture."""
        super().clean()
        if not self.image_id and not self.drawing:
            raise ValidationError({"image": "选一张图片，或者一张插画。"})


class Advert(Placement):
    """广告: always said to be one and whose; clicks are counted by day, nothing about who clicked (MKT-14)."""

    access_resource = "advert"
    objects: ClassVar = KindManager()
    slots: ClassVar = ADVERT_SLOTS
    panels: ClassVar = [
        FieldPanel("advertiser"),
        FieldPanel("title"),
        FieldPanel("text"),
        PICTURE,
        FieldPanel("slot"),
        WINDOW,
        LINK,
        FieldPanel("site"),
        MultiFieldPanel([FieldPanel("category"), FieldPanel("district"), FieldPanel("page", widget=PageChooser)], heading="只给谁看（都空着就不限）"),
        FieldPanel("position"),
    ]

    class Meta:
        proxy = True
        verbose_name = "广告"
        verbose_name_plural = "广告"

    def clean(self) -> None:
        """An advert says whose it is, stands in a slot for adverts and leads somewhere."""
        super().clean()
        wrong: dict[str, Any] = {}
        if not self.advertiser.strip():
            wrong["advertiser"] = "写明是谁的广告，页面上会标出来。"
        if self.slot not in ADVERT_SLOTS:
            wrong["slot"] = "选一个广告位。"
        if not self.link_page_id and not self.link_url:
            wrong["link_url"] = "广告要有去处。"
        if wrong:
            raise ValidationError(wrong)


class PlacementDay(models.Model):
    """How often an advert was clicked on a day. Nothing is kept about who did it."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="days")
    day = models.DateField("日期")
    clicks = models.PositiveIntegerField("点击", default=0)

    class Meta:
        verbose_name = "每日点击"
        verbose_name_plural = "每日点击"
        constraints = [models.UniqueConstraint(fields=["placement", "day"], name="pages_clicks_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.clicks}"
