"""Staff screens: moderation of storefronts. Everything is saved by services, one call each."""

from typing import Any

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from cms.storefronts import queries, services
from cms.storefronts.models import Storefront
from cms.storefronts.sections import Section
from cms.storefronts.shown import storefront_context
from cms.storefronts.states import StorefrontState
from core import clock
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import NotFound
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge

INDEX, DETAIL = "cms_storefronts", "cms_storefront"
DECISIONS = {
    "approve": Decision(services.approve, "通过，让它上线", "马上谁都能看到；约了时间的，到时自动上线。", "通过了，已经通知企业。"),
    "return": Decision(
        services.return_storefront, "退回，请对方改", "说清哪一处要改、怎么改；公开的还是原来那一版。", "退回了，原因已经发给企业。", danger=True
    ),
    "hide": Decision(services.hide, "撤下企业写的内容", "马上看不到，只留平台核验过的资料和服务。", "撤下了，原因已经发给企业。", danger=True),
}
EVENTS = {
    "edit": "企业开始改",
    "submit": "交来审核",
    "withdraw": "自己撤回去改",
    "approve": "通过，上线",
    "schedule": "通过，等着上线",
    "cancel": "自己取消定时",
    "go_live": "到时上线",
    "return": "退回",
    "hide": "撤下内容",
}


class StorefrontFilter(WagtailFilterSet):
    """By state and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=StorefrontState.choices, empty_label="全部")
    district = django_filters.ModelChoiceFilter(
        label="所在区", field_name="page__enterprise__district", queryset=District.objects.order_by("position", "pk"), empty_label="全市"
    )

    class Meta:
        model = Storefront
        fields: list[str] = []


def _waits(row: Storefront) -> str:
    """How long a version has been on the desk."""
    return waited(row.submitted_at if row.state == StorefrontState.SUBMITTED else None, clock.now())


class StorefrontIndex(StaffIndexView):
    """企业页面: what waits comes first, the longest waiting at the top; then the others, the latest change first."""

    model = Storefront
    page_title = "企业页面"
    header_icon = "doc-full-inverse"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = StorefrontFilter
    search_fields = ("page__enterprise__legal_name", "page__enterprise__short_name")
    tab_field = "state"
    tab_choices = StorefrontState.choices
    nothing_here = "没有等着审的页面。"
    columns = (
        TitleColumn("name", label="企业", accessor=str, get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=_waits),
        Column("district", label="所在区", accessor=lambda row: row.page.enterprise.district or ""),
        Column("changed_at", label="最近改动", accessor=lambda row: moment(row.changed_at)),
    )

    def get_base_queryset(self) -> QuerySet[Storefront]:
        """With the names that the list shows."""
        return super().get_base_queryset().select_related("page__enterprise__district")

    def order_queryset(self, queryset: QuerySet[Storefront]) -> QuerySet[Storefront]:
        """The queue first."""
        waits = Case(When(state=StorefrontState.SUBMITTED, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=StorefrontState.SUBMITTED, then="submitted_at"))
        return queryset.order_by(waits, queued, "-changed_at", "-pk")


def _storefront(number: int, actor: Actor) -> Storefront:
    """One that the actor may read. Raises NotFound."""
    row = get_object_or_404(Storefront.objects.with_names(), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


def _in_review(row: Storefront) -> list[Section]:
    """The version that waits, or what the public sees."""
    if row.revision_id:
        return queries.version_of(row, row.revision_id)
    return queries.shown_sections(row.page.enterprise_id)


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One storefront: the version that waits, history, and what may be decided."""
    actor = require_staff("read", "storefront")
    return _show(request, _storefront(number, actor))


def _show(request: HttpRequest, row: Storefront, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = row.page.enterprise.organisation_id in actor.organisation_ids
    sections = _in_review(row)

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context: dict[str, Any] = {
        "storefront": row,
        "enterprise": row.page.enterprise,
        "identity": row.page.enterprise.identity,
        "sections": sections,
        "pictures": queries.pictures(sections),
        "steps": steps_of(row, EVENTS),
        "waits": _waits(row),
        "is_public": row.page.enterprise.state == "approved",
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "企业页面"}, {"url": "", "label": str(row)}],
        "header_title": str(row),
        "header_icon": "doc-full-inverse",
    }
    return render(request, "storefronts/admin/storefront.html", context, status=failed.status if failed else 200)


@require_safe
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """The version that waits as visitors would see it."""
    actor = require_staff("read", "storefront")
    row = _storefront(number, actor)
    context = storefront_context(row.page.enterprise, _in_review(row), now=clock.now())
    return render(request, "storefronts/storefront.html", {**context, "preview": "staff", "storefront": row})


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Approve, send back, take down: one domain call."""
    actor = require_staff("read", "storefront")
    row = _storefront(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _storefront(number, actor), failed=failed)
