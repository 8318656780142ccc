"""留言咨询: what is said between people; staff take down what does not belong there."""

from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.access import Actor, can
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import NotFound
from core.states import steps_of
from core.templatetags.ui import moment, state_badge
from marketplace.listings import services
from marketplace.listings.models import Enquiry
from marketplace.listings.queries.own import messages_of, with_last_message
from marketplace.listings.states import EnquiryState

INDEX, DETAIL = "marketplace_enquiries", "marketplace_enquiry"
DECISIONS = {
    "hide": Decision(services.hide_enquiry, "撤下这段留言", "双方都看不到，也不能再说。", "撤下了，双方都看不到了。", danger=True, asks="原因，只留在记录里"),
    "restore": Decision(services.restore_enquiry, "恢复这段留言", "双方又能看到，也能接着说。", "恢复了。"),
}
EVENTS = {"close": "结束", "reopen": "接着聊", "hide": "撤下", "restore": "恢复"}


class EnquiryFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=EnquiryState.choices, empty_label="全部")

    class Meta:
        model = Enquiry
        fields: ClassVar[list[str]] = []


class EnquiryIndex(StaffIndexView):
    """留言咨询: the latest first."""

    model = Enquiry
    page_title = "留言咨询"
    header_icon = "comment"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = EnquiryFilter
    search_fields = ("listing__title", "asker__display_name", "messages__text")
    tab_field = "state"
    tab_choices = EnquiryState.choices
    nothing_here = "还没有人留言。"
    columns = (
        TitleColumn("listing", label="关于", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("last_text", label="最后一句", accessor=lambda row: (row.last_text or "")[:40]),
        Column("asker", label="谁问的", accessor=lambda row: row.asker.display_name or "会员"),
        Column("poster", label="问谁", accessor=lambda row: row.listing.poster_name),
        Column("last_at", label="最后一条", accessor=lambda row: moment(row.last_at)),
    )

    def order_queryset(self, queryset: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
        """The latest first."""
        return with_last_message(queryset).order_by("-last_at", "-pk")

    def search_queryset(self, queryset: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
        """Each conversation once, however many of its messages match."""
        found = super().search_queryset(queryset)
        return found.distinct() if self.is_searching else found


def _enquiry(number: int, actor: Actor) -> Enquiry:
    """A conversation that the actor may read. Raises NotFound."""
    row = get_object_or_404(Enquiry.objects.select_related("listing__enterprise", "listing__author", "listing__category", "asker"), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One conversation."""
    return _show(request, _enquiry(number, require_staff("read", "enquiry")))


def _show(request: HttpRequest, row: Enquiry, *, failed: Failed | None = None) -> HttpResponse:
    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "enquiry": row,
        "talk": list(messages_of(row)),
        "steps": steps_of(row, EVENTS),
        "decisions": offered(row, request.actor, DECISIONS, url_of, failed),  # type: ignore[attr-defined]
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "留言咨询"}, {"url": "", "label": f"第 {row.pk} 段留言"}],
        "header_title": row.listing.title,
        "header_icon": "comment",
    }
    return render(request, "listings/admin/enquiry.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Take down or put back: one domain call."""
    actor = require_staff("read", "enquiry")
    row = _enquiry(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _enquiry(number, actor), failed=failed)
