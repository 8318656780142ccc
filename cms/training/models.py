"""Training courses (TRN-01, TRN-02): pages below /training/, by the network centre or by an admitted enterprise.

Whether one can enrol is never stored: it follows from dates and seats for the day that is asked about. A course of an enterprise that
was suspended is gone at once: the page, the list and everything that shows pages ask for the enterprise's standing.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Min, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import PageManager
from wagtail.search import index

from cms.training.blocks import SyllabusBody
from cms.training.filters import CourseFilter, Fee, Which, course_filter
from cms.training.states import Family, Standing
from core import clock
from core.access import Actor, ScopedQuerySet
from core.api import decode_cursor, encode_cursor
from core.drawings import scenes
from core.errors import Invalid
from core.fields import StreamField
from core.forms import YuanInput
from core.models import District
from core.money import Money
from core.pages import PublicPage, PublicPageQuerySet, ends_at

APPROVED = "approved"
IN_GOOD_STANDING = Q(enterprise=None) | Q(enterprise__state=APPROVED)
PAGE_SIZE = 20
MAX_FEE_FEN = 10_000_000
STALE = "这一页的位置失效了，请从第一页看起。"


def standing_q(day: date) -> dict[str, Q]:
    """The condition of each standing on a day; of every course exactly one holds."""
    ended, full, late = Q(ends_on__lt=day), Q(taken__gte=F("seats")), Q(enrol_until__lt=day)
    return {
        Standing.ENDED: ended,
        Standing.FULL: ~ended & full,
        Standing.CLOSED: ~ended & ~full & late,
        Standing.OPEN: ~ended & ~full & ~late,
    }


class CourseQuerySet(PublicPageQuerySet, ScopedQuerySet):
    """Courses by who may see them, and in lists."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: live, by somebody in good standing; `t`: of the actor's organisation."""
        return {"p": Q(live=True) & IN_GOOD_STANDING, "t": Q(enterprise__organisation_id__in=actor.organisation_ids)}

    def shown(self, now: datetime) -> Self:
        """What visitors may see: as every page, and by nobody who is suspended."""
        return super().shown(now).filter(IN_GOOD_STANDING)  # type: ignore[return-value]

    def for_list(self) -> Self:
        """What a list shows, in one query."""
        return self.defer("syllabus").select_related("district", "enterprise")

    def matching(self, asked: CourseFilter, day: date) -> Self:
        """Those that fulfil the conditions of a list's address."""
        found = self.filter(ends_on__lt=day) if asked.which == Which.ENDED else self.filter(ends_on__gte=day)
        if asked.which == Which.OPEN:
            found = found.filter(standing_q(day)[Standing.OPEN])
        if asked.month:
            found = found.filter(starts_on__year=asked.month.year, starts_on__month=asked.month.month)
        if asked.district:
            found = found.filter(Q(district__code=asked.district) | Q(district__name=asked.district))
        if asked.family:
            found = found.filter(family=asked.family)
        if asked.fee:
            found = found.filter(fee_fen=0) if asked.fee == Fee.FREE else found.filter(fee_fen__gt=0)
        return found

    def next_change(self, day: date) -> datetime | None:
        """When the standing of the first of these changes after a day. One query."""
        found = self.order_by().aggregate(**{name: Min(name, filter=Q(**{f"{name}__gte": day})) for name in ("enrol_until", "ends_on")})
        days = [value for value in found.values() if value is not None]
        return clock.midnight(min(days) + timedelta(days=1)) if days else None


def _position(request: HttpRequest) -> tuple[date, int] | None:
    """Where the list goes on, None on the first page. Raises Invalid for a cursor that we did not make."""
    cursors = request.GET.getlist("cursor")
    if not cursors:
        return None
    try:
        text, pk = decode_cursor(cursors[0] if len(cursors) == 1 else "", 2)
        day = date.fromisoformat(text)
    except (Invalid, TypeError, ValueError) as error:
        raise Invalid(STALE) from error
    if type(pk) is not int or not 0 < pk < 2**31:
        raise Invalid(STALE)
    return day, pk


def one_page(found: CourseQuerySet, request: HttpRequest, *, latest_first: bool) -> dict[str, Any]:
    """One page of courses by their first day, and the cursor of the next. One query. Raises Invalid."""
    place, after = _position(request), "lt" if latest_first else "gt"
    if place is not None:
        found = found.filter(Q(**{f"starts_on__{after}": place[0]}) | Q(**{"starts_on": place[0], f"pk__{after}": place[1]}))
    order = ("-starts_on", "-pk") if latest_first else ("starts_on", "pk")
    rows = list(found.for_list().order_by(*order)[: PAGE_SIZE + 1])
    following = encode_cursor(rows[PAGE_SIZE - 1].starts_on.isoformat(), rows[PAGE_SIZE - 1].pk) if len(rows) > PAGE_SIZE else None
    return {"rows": rows[:PAGE_SIZE], "next_cursor": following, "is_first": place is None}


class TrainingIndexPage(PublicPage):
    """/training/: courses that begin soon, with filters."""

    intro = models.CharField("说明", max_length=120, blank=True)

    stored_scopes = ("pages", "settings", "enterprises")
    max_count = 1
    subpage_types: ClassVar = ["training.CoursePage"]
    parent_page_types: ClassVar = ["home.HomePage"]
    template = "training/index.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro")]
    api_fields: ClassVar = [APIField("intro")]

    class Meta:
        verbose_name = "培训首页"
        verbose_name_plural = "培训首页"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of courses, those that begin first at the top, what they can be narrowed by, and the cursor of the next."""
        now = clock.now()
        today, asked = timezone.localdate(now), course_filter(request.GET)
        shown = CoursePage.objects.child_of(self).shown(now)
        ends_at(request, shown.next_end(now))
        ends_at(request, shown.next_change(today))
        found = shown.matching(asked, today)
        listed = one_page(found, request, latest_first=asked.which == Which.ENDED)
        return {
            **super().get_context(request, *args, **kwargs),
            "courses": listed["rows"],
            "count": found.count(),
            "next_cursor": listed["next_cursor"],
            "is_first": listed["is_first"],
            "asked": asked,
            "families": Family.choices,
            "fees": Fee.choices,
            "standings": Which.choices,
            "districts": list(District.objects.filter(pk__in=shown.values("district")).order_by("position", "pk")),
            "months": list(shown.dates("starts_on", "month")),
        }


class CoursePage(PublicPage):
    """A training course: date, place, fee, seats, syllabus, and who answers for it."""

    access_resource = "course"

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        verbose_name="由哪家企业办",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="不选就是网络中心办的。",
    )
    intro = models.CharField("提要", max_length=160, help_text="一句话说清教什么、学完能做什么。")
    family = models.CharField("类别", max_length=10, choices=Family.choices, default=Family.SKILLS, db_index=True)
    programme = models.CharField("培训项目", max_length=40, blank=True, help_text="政府或行业的培训项目写在这里，比如 家政服务提质扩容培训。")
    starts_on = models.DateField("开课日期", db_index=True)
    ends_on = models.DateField("结课日期")
    sessions = models.TextField("上课时间", max_length=500, help_text="比如 每周六、周日 9:00 到 17:00，共 6 天。")
    district = models.ForeignKey("core.District", verbose_name="在哪个区", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("上课地点", max_length=120)
    fee_fen = models.BigIntegerField("学费（元）", default=0, help_text="按元写，免费写 0。")
    fee_note = models.CharField("学费说明", max_length=120, blank=True, help_text="含什么、另收什么、有没有补贴。")
    seats = models.PositiveIntegerField("名额")
    taken = models.PositiveIntegerField("已经报了", default=0)
    enrol_until = models.DateField("报名截止", help_text="这一天还能报。")
    audience = models.CharField("适合谁", max_length=160, blank=True)
    certificate = models.CharField("结业给什么", max_length=80, blank=True)
    cover_art = models.CharField("插画", max_length=20, blank=True, choices=scenes, default="training")
    syllabus = StreamField(SyllabusBody, verbose_name="课程大纲", blank=True)

    stored_scopes = ("pages", "settings", "enterprises")
    objects = PageManager.from_queryset(CourseQuerySet)()

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["training.TrainingIndexPage"]
    template = "training/course.html"
    search_fields: ClassVar = [
        *PublicPage.search_fields,
        index.SearchField("intro"),
        index.SearchField("syllabus"),
        index.SearchField("place"),
        index.FilterField("starts_on"),
    ]
    content_panels: ClassVar = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("enterprise"), FieldPanel("family"), FieldPanel("programme")], heading="谁办的、哪一类"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]), FieldPanel("sessions"), FieldPanel("district"), FieldPanel("place")],
            heading="时间和地点",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("fee_fen", widget=YuanInput), FieldPanel("fee_note")]),
                FieldRowPanel([FieldPanel("seats"), FieldPanel("taken"), FieldPanel("enrol_until")]),
            ],
            heading="学费和名额",
        ),
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("certificate"), FieldPanel("cover_art")], heading="适合谁、学完给什么"),
        FieldPanel("syllabus"),
    ]
    api_fields: ClassVar = [
        APIField(name)
        for name in ("intro", "family", "programme", "starts_on", "ends_on", "sessions", "place", "fee_yuan", "seats", "taken", "enrol_until", "syllabus")
    ]

    class Meta:
        verbose_name = "培训课程"
        verbose_name_plural = "培训课程"
        constraints = [models.CheckConstraint(condition=Q(fee_fen__gte=0, fee_fen__lte=MAX_FEE_FEN), name="training_course_fee")]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="training_course_days")]

    def clean(self) -> None:
        """Dates in their order, no more people than seats."""
        super().clean()
        problems = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            problems["ends_on"] = "结课不能比开课早。"
        if self.enrol_until and self.ends_on and self.enrol_until > self.ends_on:
            problems["enrol_until"] = "报名截止不能比结课晚。"
        if self.seats is not None and not 1 <= self.seats <= 2000:
            problems["seats"] = "名额在 1 到 2000 之间。"
        if self.taken is not None and self.seats is not None and self.taken > self.seats:
            problems["taken"] = "报的人比名额多。"
        if self.fee_fen is not None and not 0 <= self.fee_fen <= MAX_FEE_FEN:
            problems["fee_fen"] = "学费在 0 到 100,000 元之间。"
        if problems:
            raise ValidationError(problems)

    @property
    def in_good_standing(self) -> bool:
        """Whether whoever gives it may be seen."""
        return self.enterprise is None or self.enterprise.state == APPROVED

    @property
    def organiser(self) -> str:
        """Who answers for it, by the full name."""
        return self.enterprise.legal_name if self.enterprise is not None else "网络中心"

    @property
    def fee_yuan(self) -> str:
        """What it costs, as an API says it."""
        return Money(self.fee_fen).yuan

    @property
    def seats_left(self) -> int:
        """How many places are left."""
        return max(0, self.seats - self.taken)

    def standing_on(self, day: date) -> Standing:
        """Whether one can enrol on a day; the same rule as `standing_q`."""
        if self.ends_on < day:
            return Standing.ENDED
        if self.taken >= self.seats:
            return Standing.FULL
        return Standing.CLOSED if self.enrol_until < day else Standing.OPEN

    def next_change(self, day: date) -> datetime | None:
        """When its standing changes next after a day."""
        days = [at for at in (self.enrol_until, self.ends_on) if at >= day]
        return clock.midnight(min(days) + timedelta(days=1)) if days else None

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: live, by somebody in good standing; `t`: of the actor's organisation."""
        found = {"p"} if self.live and self.in_good_standing else set()
        return found | ({"t"} if self.enterprise is not None and self.enterprise.organisation_id in actor.organisation_ids else set())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The course and others. Raises Http404 while its enterprise is suspended; asked here, after the fingerprint was read."""
        if not self.in_good_standing and not getattr(request, "is_preview", False):
            raise Http404
        now = clock.now()
        today = timezone.localdate(now)
        ends_at(request, self.next_change(today))
        others = CoursePage.objects.sibling_of(self, inclusive=False).shown(now).filter(ends_on__gte=today)
        related = list(others.filter(family=self.family).for_list().order_by("starts_on", "pk")[:4])
        for course in related:
            ends_at(request, course.expire_at)
            ends_at(request, course.next_change(today))
        return {**super().get_context(request, *args, **kwargs), "index": self.get_parent(), "related": related}
