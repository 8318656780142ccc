"""Staff screens: announcements, banners, adverts, and the report of clicks. Everything is saved by services, one call each."""

from functools import partial
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column

from cms.pages import queries, services
from cms.pages.forms import SpanForm
from cms.pages.models import Advert, Announcement, Banner, Placement
from cms.pages.states import ADVERT_SLOTS, TONES, Standing
from core import clock
from core.admin import ServiceEditView, StaffIndexView, StaffViewSet, require_staff
from core.revisions import revisions_of
from core.sheets import written
from core.templatetags.ui import badge, moment

REPORT = "cms_pages_advert_report"


class PlacementFilter(WagtailFilterSet):
    """By where the window stands."""

    standing = django_filters.ChoiceFilter(label="状态", choices=Standing.choices, method="by_standing", empty_label="全部")

    class Meta:
        model = Placement
        fields: ClassVar[list[str]] = []

    def by_standing(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Coming, running, over, at this moment."""
        now = clock.now()
        wanted = {"coming": {"starts_at__gt": now}, "running": {"starts_at__lte": now, "ends_at__gt": now}, "over": {"ends_at__lte": now}}
        return found.filter(**wanted[value])


def _standing(row: Placement) -> str:
    standing = row.standing_at(clock.now())
    return badge(standing.label, TONES[standing])


class PlacementIndex(StaffIndexView):
    """What is shown or will be first, the latest beginning at the top."""

    nothing_here = "还没有内容。"
    filterset_class = PlacementFilter

    @property
    def columns(self) -> list[BaseColumn]:
        """Title, standing, window, where."""
        found = [
            self._get_title_column("title"),
            Column("standing", label="状态", accessor=_standing),
            Column("starts_at", label="从", accessor=lambda row: moment(row.starts_at)),
            Column("ends_at", label="到", accessor=lambda row: moment(row.ends_at)),
        ]
        if self.model is Advert:
            found[1:1] = [Column("advertiser", label="广告主"), Column("slot", label="位置", accessor=lambda row: row.get_slot_display())]
        return found

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The latest end first."""
        return queryset.order_by("-ends_at", "-pk")


class PlacementEdit(ServiceEditView):
    """With the revisions: when, by whom, what it said."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The last of them."""
        row = self.object
        return {**super().get_context_data(**options), "revisions": revisions_of(row), "standing": _standing(row)}


class _PlacementViewSet(StaffViewSet):
    add_to_admin_menu = False  # all stand in one menu (wagtail_hooks)
    index_view_class = PlacementIndex
    edit_view_class = PlacementEdit
    create_template_name = "core/admin/kept_create.html"
    edit_template_name = "core/admin/kept_edit.html"
    search_fields: tuple[str, ...] = ("title", "text")
    filterset_class = PlacementFilter
    list_per_page = 30
    update_service = staticmethod(services.change_placement)
    delete_service = staticmethod(services.remove_placement)


class AnnouncementViewSet(_PlacementViewSet):
    """公告."""

    model = Announcement
    url_prefix, menu_label, menu_order, icon = "cms-pages-announcements", "公告", 10, "info-circle"
    create_service = staticmethod(partial(services.place, Announcement))


class BannerViewSet(_PlacementViewSet):
    """首页横幅."""

    model = Banner
    url_prefix, menu_label, menu_order, icon = "cms-pages-banners", "首页横幅", 20, "image"
    create_service = staticmethod(partial(services.place, Banner))


class AdvertViewSet(_PlacementViewSet):
    """广告."""

    model = Advert
    url_prefix, menu_label, menu_order, icon = "cms-pages-adverts", "广告", 30, "pick"
    index_template_name = "pages/admin/adverts.html"
    search_fields = ("title", "text", "advertiser")
    create_service = staticmethod(partial(services.place, Advert))

    def get_form_class(self, for_update: bool = False) -> type:
        """Only the slots for adverts are offered."""
        base = super().get_form_class(for_update)

        class AdvertForm(base):  # type: ignore[misc, valid-type]
            """The form of the panels."""

            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **options)
                self.fields["slot"].choices = [("", "选一个"), *((slot.value, slot.label) for slot in ADVERT_SLOTS)]

        return AdvertForm


@require_safe
def advert_report(request: HttpRequest) -> HttpResponse:
    """How often each advert was clicked in a range of days; also as a sheet (MKT-14)."""
    require_staff("read", Advert.access_resource)
    form = SpanForm(request.GET or None)
    span = form.span(timezone.localdate(clock.now()))
    rows = queries.click_report(span)
    if request.GET.get("format") == "csv":
        return _sheet(rows, span)
    context = {
        "form": form,
        "span": span,
        "rows": rows,
        "total": sum(one["clicks"] for one in rows),
        "most": max((one["clicks"] for one in rows), default=0) or 1,
        "breadcrumbs_items": [{"url": reverse("cms_pages_adverts:index"), "label": "广告"}, {"url": "", "label": "点击"}],
        "header_title": "广告点击",
        "header_icon": "pick",
    }
    return render(request, "pages/admin/advert_report.html", context, status=400 if form.errors else 200)


def _sheet(rows: list[dict[str, Any]], span: queries.Span) -> HttpResponse:
    cells = [(one["row"].advertiser, one["row"].title, one["slot"], moment(one["row"].starts_at), moment(one["row"].ends_at), one["clicks"]) for one in rows]
    response = HttpResponse(written(["广告主", "标题", "位置", "从", "到", "点击"], cells), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="adverts-{span.first}-{span.last}.csv"'
    return response
