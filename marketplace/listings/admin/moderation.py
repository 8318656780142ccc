"""供求审核: the queue, one listing, several at once (CLS-01, ENT-03)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn

from core import clock
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import Invalid, NotFound, sentence
from core.models import District
from core.money import Money
from core.states import steps_of
from core.templatetags.ui import grouped, state_badge
from core.texts import whole
from marketplace.catalog.models import Category
from marketplace.listings import services
from marketplace.listings.models import Listing
from marketplace.listings.parameters import MODERATION
from marketplace.listings.queries.own import former_prices
from marketplace.listings.queries.shown import listing_context
from marketplace.listings.states import ListingState, Side

INDEX, DETAIL = "marketplace_listings", "marketplace_listing"
POSTED = [(state.value, state.label) for state in ListingState if state != ListingState.DRAFT]
DECISIONS = {
    "approve": Decision(services.approve, "通过，公开出去", "马上谁都能看到，搜索两秒内跟上。", "通过了，已经公开，也告诉了对方。"),
    "return": Decision(services.return_listing, "退回，请对方改", "说清哪一句要改、怎么改；内容都给他留着。", "退回了，原因已经发给对方。", danger=True),
    "hide": Decision(services.hide, "撤下", "页面马上看不到，搜索两秒内跟上。", "撤下了，原因已经发给对方。", danger=True),
    "restore": Decision(services.restore, "恢复显示", "页面马上又能看到。", "恢复显示了，已经告诉对方。"),
}
EVENTS = {
    "submit": "交来审核",
    "approve": "通过",
    "return": "退回",
    "withdraw": "自己撤回去改",
    "edit": "改过，重新审核",
    "pause": "自己暂停",
    "resume": "自己恢复",
    "renew": "续期",
    "expire": "到期",
    "close": "自己关闭",
    "hide": "撤下",
    "restore": "恢复显示",
    "import": "批量录入",
}


class ListingFilter(WagtailFilterSet):
    """By state, side, category, district and who answers for it."""

    state = django_filters.ChoiceFilter(label="状态", choices=POSTED, empty_label="全部")
    side = django_filters.ChoiceFilter(label="供求", choices=Side.choices, empty_label="都看")
    category = django_filters.ModelChoiceFilter(
        label="分类", queryset=Category.objects.filter(parent=None, merged_into=None).in_order(), method="by_category", empty_label="全部"
    )
    district = django_filters.ModelChoiceFilter(label="所在区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")
    enterprise = django_filters.ChoiceFilter(label="谁发的", choices=[("1", "企业"), ("0", "会员")], method="by_poster", empty_label="都看")

    class Meta:
        model = Listing
        fields: ClassVar[list[str]] = []

    def by_category(self, found: QuerySet[Listing], name: str, value: Category) -> QuerySet[Listing]:
        """The category and what is below it."""
        return found.filter(Q(category=value) | Q(category__parent=value))

    def by_poster(self, found: QuerySet[Listing], name: str, value: str) -> QuerySet[Listing]:
        """Enterprises or members."""
        return found.filter(enterprise__isnull=value == "0")


class TickColumn(BaseColumn):
    """A box to tick where the row waits."""

    header_template_name = "listings/admin/tick_header.html"
    cell_template_name = "listings/admin/tick.html"


def waits(row: Listing) -> str:
    """How long a listing has been on the desk."""
    return waited(row.changed_at if row.state == ListingState.PENDING else None, clock.now())


def money(row: Listing) -> str:
    """Price or budget with its unit, in one line."""
    fen = row.price_fen if row.side == Side.OFFER else row.budget_max_fen
    if fen is None or row.unit is None:
        return ""
    low = f"{grouped(Money(row.budget_min_fen))}–" if row.budget_min_fen is not None and row.budget_min_fen != fen else ""
    return f"{low}{grouped(Money(fen))} {row.unit.label}"


class ListingIndex(StaffIndexView):
    """供求信息: what waits comes first, the longest waiting at the top. Drafts are nobody's business."""

    model = Listing
    page_title = "供求信息"
    header_icon = "tasks"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    results_template_name = "listings/admin/index_results.html"
    filterset_class = ListingFilter
    search_fields = ("title", "enterprise__legal_name", "enterprise__short_name", "author__display_name")
    tab_field = "state"
    tab_choices = POSTED
    nothing_here = "没有等着审的信息。"

    @property
    def columns(self) -> list[BaseColumn]:
        """With boxes for those who may approve."""
        ticks = [TickColumn("tick", label="勾选")] if self.may_approve() else []
        return [
            *ticks,
            TitleColumn("title", label="标题", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
            Column("state", label="状态", accessor=state_badge),
            Column("waits", label="等了", accessor=waits),
            Column("get_side_display", label="供求"),
            Column("category", label="分类"),
            Column("district", label="所在区"),
            Column("money", label="价格", accessor=money, classname="staff-number"),
            Column("poster_name", label="谁发的"),
        ]

    def may_approve(self) -> bool:
        """Whether the actor may approve."""
        return can(self.request.actor, "approve", "listing")

    def get_base_queryset(self) -> QuerySet[Listing]:
        """What was posted and may be seen."""
        return super().get_base_queryset().exclude(state=ListingState.DRAFT)

    def order_queryset(self, queryset: Any) -> QuerySet[Listing]:
        """The queue first."""
        waiting = Case(When(state=ListingState.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=ListingState.PENDING, then="changed_at"))
        return queryset.with_names().order_by(waiting, queued, "-changed_at", "-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the switch as it stands, and whether anything on this page can be ticked."""
        context = super().get_context_data(*args, **kwargs)
        ticks = self.may_approve() and any(row.state == ListingState.PENDING for row in context["object_list"])
        return {**context, "moderation": MODERATION.at(clock.now()), "ticks": ticks}


def _posted(number: int, actor: Actor) -> Listing:
    """What was posted and the actor may read. Raises NotFound."""
    row = get_object_or_404(Listing.objects.with_names().exclude(state=ListingState.DRAFT), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One listing: everything that was said, photos, history, and what may be decided."""
    actor = require_staff("read", "listing")
    return _show(request, _posted(number, actor))


def _show(request: HttpRequest, row: Listing, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = bool(row.access_scopes(actor) & {"o", "t"})

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        **listing_context(row),
        "steps": steps_of(row, EVENTS),
        "waits": waits(row),
        "former": former_prices(row.pk),
        "is_public": row.is_public(clock.now()),
        "enquiry_count": row.enquiries.count() if can(actor, "read", "enquiry") else None,
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "供求信息"}, {"url": "", "label": f"第 {row.pk} 条"}],
        "header_title": str(row),
        "header_icon": "tasks",
    }
    return render(request, "listings/admin/listing.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Approve, return, hide, restore: one domain call."""
    actor = require_staff("read", "listing")
    row = _posted(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _posted(number, actor), failed=failed)


@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve what was ticked: one domain call."""
    actor = require_staff("read", "listing")
    ticked = [number for value in request.POST.getlist("listing") if (number := whole(value)) is not None]
    try:
        result = services.approve_many(ticked, actor=actor, now=clock.now())
    except Invalid as error:
        messages.error(request, sentence(error))
        return redirect(INDEX)
    if result.done:
        messages.success(request, f"{len(result.done)} 条通过了，已经公开。")
    for row, why in result.refused:
        messages.error(request, f"「{row.title}」没有通过：{why}")
    return redirect(INDEX)
