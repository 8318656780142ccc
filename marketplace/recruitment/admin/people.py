"""应聘记录 and 输送报名: lists for staff. Numbers are masked on the screen; the exported list of sign-ups has them whole (LAB-02)."""

import csv
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from core import clock
from core.access import can
from core.admin import StaffIndexView, require_staff
from core.templatetags.ui import moment, state_badge
from marketplace.recruitment import services
from marketplace.recruitment.models import Application, SignUp
from marketplace.recruitment.states import ApplicationState
from members.phones import masked

APPLICATIONS, SIGN_UPS = "marketplace_job_applications", "marketplace_sign_ups"
STATES = [(state.value, str(state.label)) for state in ApplicationState]
HEADINGS = ("报名时间", "项目", "输出地", "姓名", "手机号", "家在哪里", "想做什么", "做过几年", "想说的话")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Spreadsheets read UTF-8 when it begins with this.
MARK = "\ufeff"


class ApplicationFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")

    class Meta:
        model = Application
        fields: ClassVar[list[str]] = []


def _phone(row: Application | SignUp) -> str:
    return masked(row.phone) if row.phone else ""


class ApplicationIndex(StaffIndexView):
    """应聘记录: who applied for what, and what is missing."""

    model = Application
    page_title = "应聘记录"
    header_icon = "user"
    index_url_name = APPLICATIONS
    index_results_url_name = f"{APPLICATIONS}_results"
    filterset_class = ApplicationFilter
    search_fields = ("job__title", "job__enterprise__legal_name", "job__enterprise__short_name")
    tab_field = "state"
    tab_choices = STATES
    nothing_here = "还没有人应聘。"
    columns: ClassVar = [
        Column("name", label="姓名"),
        Column("phone", label="手机号", accessor=_phone, classname="staff-number"),
        Column("job", label="岗位"),
        Column("enterprise", label="用人单位", accessor=lambda row: row.job.enterprise.shown_name),
        Column("state", label="状态", accessor=state_badge),
        Column("missed", label="没到的要求", accessor=lambda row: "、".join(row.missed) or "都符合"),
        Column("created_at", label="投递时间", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Application]:
        """The latest first."""
        return queryset.with_names().order_by("-pk")


class SignUpFilter(WagtailFilterSet):
    """By region."""

    region = django_filters.CharFilter(label="输出地", lookup_expr="icontains", max_length=60)

    class Meta:
        model = SignUp
        fields: ClassVar[list[str]] = []


class SignUpIndex(StaffIndexView):
    """输送报名: whose names stand on the partners' lists."""

    model = SignUp
    page_title = "输送报名"
    header_icon = "form"
    index_url_name = SIGN_UPS
    index_results_url_name = f"{SIGN_UPS}_results"
    results_template_name = "recruitment/admin/sign_ups_results.html"
    filterset_class = SignUpFilter
    search_fields = ("partner_title", "region", "home", "wish")
    nothing_here = "还没有人报名。"
    columns: ClassVar = [
        Column("name", label="姓名"),
        Column("phone", label="手机号", accessor=_phone, classname="staff-number"),
        Column("partner_title", label="项目"),
        Column("region", label="输出地"),
        Column("home", label="家在哪里"),
        Column("wish", label="想做什么"),
        Column("experience_years", label="做过几年", classname="staff-number"),
        Column("created_at", label="报名时间", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[SignUp]:
        """The latest first."""
        return queryset.order_by("-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the button, for those who may hand the list on."""
        return {**super().get_context_data(*args, **kwargs), "may_export": can(self.request.actor, "export", "labour_signup")}


def _cell(value: Any) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


@require_POST
def export_sign_ups(request: HttpRequest) -> HttpResponse:
    """The whole list as CSV with whole numbers; leaves an audit row. A POST, because it writes that row."""
    actor = require_staff("export", "labour_signup")
    now = clock.now()
    rows = list(SignUp.objects.order_by("pk"))
    services.note_export(actor=actor, now=now, rows=len(rows))
    response = HttpResponse(MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sign-ups-{timezone.localdate(now)}.csv"'
    response["Cache-Control"] = "no-store"
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    for row in rows:
        at = f"{timezone.localtime(row.created_at):%Y-%m-%d %H:%M}"
        values = (at, row.partner_title, row.region, row.name, row.phone, row.home, row.wish, row.experience_years, row.message)
        writer.writerow([_cell(value) for value in values])
    return response
