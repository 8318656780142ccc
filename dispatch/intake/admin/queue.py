"""全部来单: orders of all channels in one list, with how many came by each, day by day (BKG-04)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import current_actor
from core.admin import StaffIndexView
from core.templatetags.ui import badge, moment, state_badge, yuan
from dispatch.intake.queries.channels import counted, queue
from marketplace.bookings.models import Booking
from marketplace.bookings.states import Channel

INDEX = "dispatch_queue"
TONES = {"phone": "ok", "sms": "warn", "desk": "info"}


class QueueFilter(WagtailFilterSet):
    """By channel and day."""

    channel = django_filters.ChoiceFilter(label="来路", choices=Channel.choices, empty_label="都看")
    day = django_filters.DateFilter(label="哪天来的", field_name="placed_at", lookup_expr="date")

    class Meta:
        model = Booking
        fields: ClassVar[list[str]] = []


class QueueIndex(StaffIndexView):
    """The queue of all channels."""

    model = Booking
    page_title = "全部来单"
    header_icon = "list-ul"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = QueueFilter
    results_template_name = "intake/admin/queue_results.html"
    tab_field = "channel"
    tab_choices = Channel.choices
    search_fields = ("number", "title")
    nothing_here = "还没有来单。"
    columns: ClassVar = [
        TitleColumn("number", label="订单号", get_url=lambda row: reverse("marketplace_booking", args=[row.number])),
        Column("channel", label="来路", accessor=lambda row: badge(row.get_channel_display(), TONES.get(row.channel, ""))),
        Column("placed_at", label="什么时候来的", accessor=lambda row: moment(row.placed_at)),
        Column("title", label="约的是什么"),
        Column("provider", label="服务方", accessor=lambda row: row.provider_name),
        Column("starts_at", label="上门时间", accessor=lambda row: moment(row.starts_at)),
        Column("district", label="区", accessor=lambda row: row.district.name),
        Column("state", label="状态", accessor=state_badge),
        Column("total", label="价格（元）", accessor=lambda row: yuan(row.chargeable_fen), classname="staff-number"),
    ]

    def get_base_queryset(self) -> QuerySet[Booking]:
        """Placed orders that the actor may see."""
        return queue(current_actor())

    def order_queryset(self, queryset: Any) -> QuerySet[Booking]:
        """The latest first."""
        return queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the days of the week and their channels."""
        rows = counted(current_actor(), now=clock.now())
        return {**super().get_context_data(*args, **kwargs), "counted": rows, "channels": Channel.choices}
