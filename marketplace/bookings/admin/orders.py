"""订单: all of them for staff, whatever channel they came by (BKG-04), and one with its story."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import can, current_actor
from core.admin import StaffIndexView, require_staff
from core.forms import attempt
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge, yuan
from core.texts import whole
from marketplace.bookings import services, shown
from marketplace.bookings.models import Booking, Message
from marketplace.bookings.queries import own
from marketplace.bookings.queries.talking import page_of
from marketplace.bookings.states import BookingState, ChangeState, Channel

INDEX, DETAIL, CONFIRM, EXTRA = "marketplace_bookings", "marketplace_booking", "marketplace_booking_confirm", "marketplace_booking_extra"
STATES = [(state.value, str(state.label)) for state in BookingState]


class BookingFilter(WagtailFilterSet):
    """By state, channel and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")
    channel = django_filters.ChoiceFilter(label="来路", choices=Channel.choices, empty_label="都看")
    district = django_filters.ModelChoiceFilter(label="在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = Booking
        fields: ClassVar[list[str]] = []


def _worker(row: Booking) -> str:
    return shown.called(row)


class BookingIndex(StaffIndexView):
    """订单: who ordered what, from whom, when, where it stands."""

    model = Booking
    page_title = "订单"
    header_icon = "clipboard-list"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = BookingFilter
    search_fields = ("number", "title", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = STATES[1:8]
    nothing_here = "还没有订单。"
    columns: ClassVar = [
        TitleColumn("number", label="订单号", accessor="number", get_url=lambda row: reverse(DETAIL, args=[row.number])),
        Column("title", label="约的是什么"),
        Column("provider", label="服务方", accessor=lambda row: row.provider_name),
        Column("worker", label="谁去", accessor=_worker),
        Column("starts_at", label="上门时间", accessor=lambda row: moment(row.starts_at)),
        Column("district", label="区", accessor=lambda row: row.district.name),
        Column("channel", label="来路", accessor=lambda row: row.get_channel_display()),
        Column("state", label="状态", accessor=state_badge),
        Column("total", label="价格（元）", accessor=lambda row: yuan(row.chargeable_fen), classname="staff-number"),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Booking]:
        """The latest first."""
        return queryset.with_names().order_by("-pk")


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One order with its price and its story; the address stays covered here."""
    require_staff("read", Booking.access_resource)
    row = own.visible(number, actor=current_actor())
    context = {
        "order": row,
        "quote": own.latest_quote(row),
        "crew": shown.crew(row),
        "steps": steps_of(row, shown.STEPS),
        "objections": row.objections.order_by("pk"),
        "dues": row.dues.order_by("pk"),
        "talk": page_of(row)[::-1] if can(current_actor(), "read", Message(booking=row)) else [],
        "index": reverse(INDEX),
        "extra": row.changes.filter(state=ChangeState.ASKED).first() if row.state == BookingState.ARRIVED and can(current_actor(), "dispatch", row) else None,
        "confirms": row.state == BookingState.REQUESTED and not row.is_over(clock.now()) and can(current_actor(), "dispatch", row),
    }
    return render(request, "bookings/admin/order.html", context)


@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The provider has said yes on the telephone: one domain call (BKG-08)."""
    actor = require_staff("dispatch", Booking.access_resource)
    row = own.visible(number, actor=actor)
    verb = lambda: services.accept_by_phone(row, actor=actor, now=clock.now(), note=request.POST.get("note", "")[:500])  # noqa: E731
    attempt(request, verb, "记下来了，家里已经收到通知。")
    return redirect(DETAIL, row.number)


@require_POST
def extra(request: HttpRequest, number: str) -> HttpResponse:
    """The family has answered on the telephone whether an extra may be added: one domain call (X-BK-14)."""
    actor = require_staff("dispatch", Booking.access_resource)
    row = own.visible(number, actor=actor)
    said, change = request.POST.get("note", "")[:500], whole(request.POST.get("change", "")) or 0
    yes = request.POST.get("yes") == "1"
    verb = lambda: services.answer_extra_by_phone(row, actor=actor, now=clock.now(), change_id=change, yes=yes, note=said)  # noqa: E731
    attempt(request, verb, "记下来了，上门的人已经收到通知。")
    return redirect(DETAIL, row.number)
