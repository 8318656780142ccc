"""评价: what was said, without the score; take it down with a reason, put it back (RAT-05)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.access import Actor, can
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import NotFound
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge
from marketplace.ratings import services
from marketplace.ratings.models import Photo, Rating
from marketplace.ratings.queries.public import photos_of
from marketplace.ratings.states import RatingState

INDEX, DETAIL = "marketplace_ratings", "marketplace_rating"
STATES = [(state.value, str(state.label)) for state in RatingState]
DECISIONS = {
    "hide": Decision(services.hide, "撤下", "页面马上看不到，也不再计分；原因写进记录，告诉写的人。", "撤下了，原因已经告诉写的人。", danger=True),
    "restore": Decision(services.restore, "恢复显示", "页面马上又能看到，重新计分。", "恢复显示了，已经告诉写的人。"),
}
EVENTS = {"publish": "双方评完或到期，公开", "hide": "撤下", "restore": "恢复显示"}


class RatingFilter(WagtailFilterSet):
    """By state, district and photos; never by score."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")
    district = django_filters.ModelChoiceFilter(label="在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")
    photos = django_filters.ChoiceFilter(label="照片", choices=[("1", "有照片")], method="by_photos", empty_label="都看")

    class Meta:
        model = Rating
        fields: ClassVar[list[str]] = []

    def by_photos(self, found: QuerySet[Rating], name: str, value: str) -> QuerySet[Rating]:
        """Those with a photo."""
        return found.filter(Exists(Photo.objects.filter(rating=OuterRef("pk"))))


def _provider(row: Rating) -> str:
    if row.enterprise is not None:
        return row.enterprise.shown_name
    return row.worker.called if row.worker else ""


class RatingIndex(StaffIndexView):
    """评价: the latest first, in words and without stars."""

    model = Rating
    page_title = "评价"
    header_icon = "pick"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = RatingFilter
    search_fields = ("text", "booking__title", "booking__number", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = STATES
    nothing_here = "还没有评价。"
    columns: ClassVar = [
        TitleColumn("excerpt", label="写了什么", accessor="excerpt", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("about", label="评的是什么", accessor=lambda row: row.booking.title),
        Column("provider", label="服务方", accessor=_provider),
        Column("worker", label="谁去的", accessor=lambda row: row.worker.called if row.worker else ""),
        Column("district", label="区", accessor=lambda row: row.district.name),
        Column("state", label="状态", accessor=state_badge),
        Column("created_at", label="什么时候", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Rating]:
        """The latest first."""
        return queryset.with_names().order_by("-pk")


def _one(number: int, actor: Actor) -> Rating:
    row = Rating.objects.with_names().filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One rating: its words, photos, versions and history, and what may be decided. The score is nowhere on it."""
    actor = require_staff("read", Rating.access_resource)
    return _show(request, _one(number, actor))


def _show(request: HttpRequest, row: Rating, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = bool(row.access_scopes(actor) & {"o", "t", "j"})

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "rating": row,
        "provider": _provider(row),
        "photos": photos_of([row.pk]).get(row.pk, []),
        "versions": list(row.versions.order_by("-number")),
        "steps": steps_of(row, EVENTS),
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "评价"}, {"url": "", "label": f"第 {row.pk} 条"}],
        "header_title": row.title,
        "header_icon": "pick",
    }
    return render(request, "ratings/admin/rating.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Take down, put back: one domain call."""
    actor = require_staff("read", Rating.access_resource)
    row = _one(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _one(number, actor), failed=failed)
