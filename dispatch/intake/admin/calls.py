"""来电: what rings and what was talked, and the three things done with a call: answer, hang up, say what came of it."""

from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, current_actor, require
from core.admin import StaffIndexView, require_staff
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt, say
from core.templatetags.ui import moment, state_badge
from dispatch.intake import services
from dispatch.intake.forms import ConsultationForm, OutcomeForm
from dispatch.intake.models import Call, Enquiry
from dispatch.intake.states import CallState
from members.phones import masked

INDEX, ANSWER, ACT, NEW = "dispatch_calls", "dispatch_call_answer", "dispatch_call_act", "dispatch_consultation_new"
DESK = "dispatch_call_desk"


class CallFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=CallState.choices, empty_label="全部")

    class Meta:
        model = Call
        fields: ClassVar[list[str]] = []


def _desk(row: Call) -> str | None:
    """The screen of a call, for whoever may talk there."""
    return reverse(DESK, args=[row.pk]) if can(current_actor(), "handle", row) else None


def _came(row: Call) -> str:
    if row.booking is not None:
        return format_html('<a href="{}">{}</a>', reverse("marketplace_booking", args=[row.booking.number]), f"订单 {row.booking.number}")
    if row.consultation is not None:
        return format_html('<a href="{}">{}</a>', reverse("dispatch_enquiry", args=[row.consultation.pk]), row.consultation.number)
    return row.get_outcome_display()


class CallIndex(StaffIndexView):
    """What rings first, then the latest."""

    model = Call
    page_title = "来电"
    header_icon = "mobile-alt"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = CallFilter
    tab_field = "state"
    tab_choices = CallState.choices
    nothing_here = "还没有来电。"
    columns: ClassVar = [
        TitleColumn("phone", label="号码", accessor=lambda row: masked(row.phone) if row.phone else "没有来显", get_url=_desk),
        Column("state", label="状态", accessor=state_badge),
        Column("started_at", label="打进来", accessor=lambda row: moment(row.started_at)),
        Column("operator", label="坐席", accessor=lambda row: row.operator or ""),
        Column("seconds", label="通话（秒）", accessor=lambda row: "" if row.seconds is None else row.seconds, classname="staff-number"),
        Column("came", label="结果", accessor=_came),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Call]:
        """What rings first."""
        ringing = Case(When(state=CallState.RINGING, then=Value(0)), default=Value(1))
        return queryset.select_related("operator", "booking", "consultation").order_by(ringing, "-pk")


def call_or_404(number: int, actor: Actor) -> Call:
    """A call that the actor may read. Raises NotFound."""
    row = Call.objects.select_related("operator", "booking", "consultation").filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Take a call; the customer opens by his number."""
    actor = require_staff("read", Call.access_resource)
    row = call_or_404(number, actor)
    require(actor, "handle", row)
    attempt(request, lambda: services.answer_call(row, actor=actor, now=clock.now()), "接起来了。")
    return redirect(DESK, number)


@require_POST
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Hang up, or say what came of it."""
    actor = require_staff("read", Call.access_resource)
    row = call_or_404(number, actor)
    require(actor, "handle", row)
    form = OutcomeForm(request.POST)
    if event == "hang-up":
        attempt(request, lambda: services.hang_up(row, actor=actor, now=clock.now()), "挂断了。")
    elif event == "outcome":
        said = form.cleaned_data if form.is_valid() else {"outcome": "", "note": ""}
        attempt(request, lambda: services.note_outcome(row, **said, actor=actor, now=clock.now()), "记下了。")
    else:
        raise NotFound
    return redirect(DESK, number)


@require_http_methods(["GET", "HEAD", "POST"])
def new_consultation(request: HttpRequest) -> HttpResponse:
    """登记咨询: by telephone, in the shop or on the web."""
    actor = require_staff("handle", Enquiry.access_resource)
    form = ConsultationForm(request.POST or None, initial={"channel": "desk"})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = form.cleaned_data
            wanted = services.Wanted(said["what"], said["when"], said["where"], said["name"], said["text"])
            try:
                row = services.record_consultation(channel=said["channel"], phone=said["phone"], wanted=wanted, actor=actor, now=clock.now())
            except (Invalid, Conflict) as error:
                say(form, error)
            else:
                messages.success(request, f"记下了，编号 {row.number}。")
                return redirect("dispatch_consultation_desk" if services.is_at_desk(actor) else "dispatch_enquiry", row.pk)
    return render(
        request,
        "intake/admin/new.html",
        {
            "form": form,
            "header_title": "登记咨询",
            "header_icon": "help",
            "breadcrumbs_items": [{"url": reverse("dispatch_enquiries"), "label": "咨询登记"}, {"url": "", "label": "登记"}],
            "index": reverse("dispatch_enquiries"),
        },
        status=status,
    )
