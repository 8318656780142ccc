"""意外: what was reported, who makes it good by when, the steps and the papers; also opened here (URG-07)."""

import csv
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import Case as Either
from django.db.models import IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt, say
from core.states import steps_of
from core.templatetags.ui import badge, moment, state_badge
from core.texts import whole
from dispatch.accidents import queries, services
from dispatch.accidents.forms import OwnerForm, ReportForm, StepForm, first_text
from dispatch.accidents.models import Case
from dispatch.accidents.states import STEPS, CaseState, Grade, Harm, Side
from marketplace.bookings.queries import own as orders

INDEX, DETAIL, RISKS = "dispatch_accidents", "dispatch_accident", "dispatch_accident_risks"
DECISIONS = {
    "close": Decision(services.close, "办结", "步骤都做完了才能办结；怎么补救的，家里和服务方都看得到。", "办结了，已经告诉家里和服务方。", asks="怎么补救的"),
    "reopen": Decision(services.reopen, "没办好，再办", "重新计时。", "重新打开了。", asks="为什么再办"),
}


class CaseFilter(WagtailFilterSet):
    """By state and harm."""

    state = django_filters.ChoiceFilter(label="状态", choices=CaseState.choices, empty_label="全部")
    harm = django_filters.ChoiceFilter(label="怎么样了", choices=Harm.choices, empty_label="全部")

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []


def _deadline(row: Case) -> Any:
    if row.deadline is None:
        return badge("没人负责", "bad") if row.state == CaseState.REPORTED else ""
    return badge(f"{moment(row.deadline)}，过了", "bad") if row.is_overdue(clock.now()) else moment(row.deadline)


class CaseIndex(StaffIndexView):
    """意外: what nobody is responsible for first."""

    model = Case
    page_title = "意外"
    header_icon = "warning"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = CaseFilter
    search_fields = ("number", "what", "booking__number", "booking__title")
    tab_field = "state"
    tab_choices = CaseState.choices
    nothing_here = "没有报过意外。"
    columns: ClassVar = [
        TitleColumn("number", label="哪一单", accessor=lambda row: f"{row.booking.title} {row.number}", get_url=lambda row: reverse(DETAIL, args=[row.number])),
        Column("state", label="状态", accessor=state_badge),
        Column("harm", label="怎么样了", accessor=lambda row: row.get_harm_display()),
        Column("grade", label="等级", accessor=lambda row: row.get_grade_display() or queries.NOT_GRADED),
        Column("owner", label="负责人", accessor=lambda row: str(row.owner or "")),
        Column("deadline", label="最晚办完", accessor=_deadline),
        Column("created_at", label="报来时间", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Case]:
        """Reported, then handled by deadline, then closed."""
        place = Either(
            When(state=CaseState.REPORTED, then=Value(0)), When(state=CaseState.HANDLING, then=Value(1)), default=Value(2), output_field=IntegerField()
        )
        return queryset.with_names().order_by(place, "deadline", "-pk")


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One case."""
    return _show(request, queries.one(number, actor=require_staff("read", Case.access_resource)))


def _show(request: HttpRequest, row: Case, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, open_case = clock.now(), row.state != CaseState.CLOSED

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.number, event])

    assigns = open_case and can(actor, "assign", row)
    context = {
        "case": row,
        "overdue": row.is_overdue(now),
        "remedies": row.steps.select_related("done_by").order_by("position"),
        "files": row.files.select_related("file", "added_by").order_by("pk"),
        "may": open_case and can(actor, "handle", row),
        "owner_form": OwnerForm(colleagues=queries.colleagues(now=now)) if assigns else None,
        "step_form": StepForm(),
        "grades": Grade.choices if can(actor, "handle", row) else [],
        "steps": steps_of(row, STEPS),
        "decisions": offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "意外"}, {"url": "", "label": row.number}],
        "header_title": row.number,
        "header_icon": "warning",
    }
    return render(request, "accidents/admin/case.html", context, status=failed.status if failed else 200)


MONTHS = 12


@require_safe
def risks(request: HttpRequest) -> HttpResponse:
    """What was reported in the last twelve months, by month, grade, service and district; also as a table to take along (URG-04)."""
    require_staff("read", Case.access_resource)
    now = clock.now()
    today = timezone.localdate(now)
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    rows = queries.risks(clock.midnight(date(year, month + 1, 1)), now)
    if request.GET.get("format") == "csv":
        return _sheet(rows)
    months = queries.by_month(rows)
    context = {
        "rows": rows,
        "months": months,
        "grades": queries.GRADES,
        "most": max((one["cases"] for one in months), default=1),
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "意外"}, {"url": "", "label": "风险月报"}],
        "header_title": "风险月报",
        "header_icon": "warning",
    }
    return render(request, "accidents/admin/risks.html", context)


def _sheet(rows: list[queries.Risk]) -> HttpResponse:
    """The rows as CSV, with the mark that spreadsheets need for Chinese; nothing that a spreadsheet would compute."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="risks.csv"'})
    sheet = csv.writer(answer)
    sheet.writerow(["月份", "等级", "服务", "区", "几件", "没办结"])
    sheet.writerows([row.month, row.grade, _plain(row.service), _plain(row.district), row.cases, row.open] for row in rows)
    return answer


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


@require_POST
def decide_on(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """Close, reopen: one domain call."""
    actor = require_staff("read", Case.access_resource)
    row = queries.one(number, actor=actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, queries.one(number, actor=actor), failed=failed)


@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Make responsible, tick, add a step, add papers: one domain call."""
    actor, now = require_staff("read", Case.access_resource), clock.now()
    row = queries.one(number, actor=actor)
    files = request.FILES.getlist("files")
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "assign": (lambda: _assign(request, row), "指定好了，已经告诉他和家里。"),
        "tick": (lambda: services.tick(row, position=_number(request, "position"), done=request.POST.get("done") != "0", actor=actor, now=now), ""),
        "step": (lambda: services.add_step(row, text=request.POST.get("text", ""), actor=actor, now=now), "加上了。"),
        "grade": (lambda: services.grade(row, grade=request.POST.get("grade", ""), actor=actor, now=now), "定好级了。"),
        "files": (lambda: services.add_files(row, files=files, actor=actor, now=now), "存好了。"),
    }
    if verb not in verbs:
        raise NotFound
    attempt(request, *verbs[verb])
    return redirect(DETAIL, number)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    number = whole(text, digits=4)
    if number is None:
        raise NotFound
    return number


def _assign(request: HttpRequest, row: Case) -> Case:
    require(request.actor, "assign", row)  # type: ignore[attr-defined]
    form = OwnerForm(request.POST, colleagues=queries.colleagues(now=clock.now()))
    if not form.is_valid():
        raise first_text(form)
    return services.assign(row, owner=form.cleaned_data["owner"], hours=form.cleaned_data["hours"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Open a case for an order, from a call: one domain call."""
    actor = require_staff("read", Case.access_resource)
    order = orders.visible(number, actor=actor)
    require(actor, "create", Case(booking=order))
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.report(order, side=Side.STAFF, actor=actor, now=clock.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            return redirect(DETAIL, row.number)
    crumbs = [{"url": reverse(INDEX), "label": "意外"}, {"url": "", "label": order.number}]
    context = {"order": order, "form": form, "header_title": "立一条意外", "header_icon": "warning", "breadcrumbs_items": crumbs}
    return render(request, "accidents/admin/new.html", context, status=400 if form.errors else 200)
