"""派工台: the day and the week of everybody, what has nobody yet on top; move a visit by dragging or by its link (BKG-20)."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import can, require
from core.admin import require_staff
from core.errors import Conflict, Invalid, sentence
from core.models import District
from core.states import steps_of
from core.texts import whole
from dispatch.board import lanes, queries, services
from dispatch.board.choosing import choices
from dispatch.matching.errors import why
from dispatch.urgent.queries import stage_of
from marketplace.bookings import shown
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own as orders
from marketplace.bookings.states import BookingState
from marketplace.enterprises.models import Enterprise

DAY, WEEK, ORDER = "dispatch_board", "dispatch_board_week", "dispatch_board_order"
FARTHEST = timedelta(days=370)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The day, the district, the enterprise and the page of the address; what makes no sense is today and everybody."""
    today = timezone.localdate(clock.now())
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today
    if abs(day - today) > FARTHEST:
        day = today
    firm = request.GET.get("enterprise", "")
    page = request.GET.get("page", "")
    known = set(District.objects.filter(active=True).values_list("code", flat=True))
    return {
        "day": day,
        "district": request.GET.get("district", "") if request.GET.get("district") in known else "",
        "enterprise": whole(firm),
        "page": whole(page, digits=3) or 1,
    }


def _context(asked: dict[str, Any], more: bool, title: str) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    return {
        **asked,
        "today": today,
        "before": asked["day"] - timedelta(days=1),
        "after": asked["day"] + timedelta(days=1),
        "week_before": asked["day"] - timedelta(days=queries.DAYS),
        "week_after": asked["day"] + timedelta(days=queries.DAYS),
        "hours": lanes.HOURS,
        "next_page": asked["page"] + 1 if more else None,
        "districts": District.objects.filter(active=True).order_by("position", "pk"),
        "enterprises": Enterprise.objects.filter(state="approved").order_by("pk"),
        "header_title": title,
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [{"url": "", "label": title}],
    }


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """One day."""
    require_staff("dispatch", Booking.access_resource)
    now, asked = clock.now(), _asked(request)
    workers, more = queries.workers_of(asked["day"], district=asked["district"], enterprise=asked["enterprise"], page=asked["page"])
    calls, requests = queries.nobody_yet(now)
    context = {
        **_context(asked, more, "派工台"),
        "rows": queries.day_rows(workers, asked["day"], now=now),
        "calls": [{"row": row, "stage": stage_of(row, now).label, "waited": row.waiting_for(now)} for row in calls],
        "requests": requests,
        "late": queries.late_today(now),
        "may_excuse": can(request.actor, "update", "late_arrival"),  # type: ignore[attr-defined]
    }
    return render(request, "board/admin/day.html", context)


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Seven days from the chosen one: how full everybody's are."""
    require_staff("dispatch", Booking.access_resource)
    now, asked = clock.now(), _asked(request)
    chosen = {"district": asked["district"], "enterprise": asked["enterprise"], "page": asked["page"]}
    workers, more = queries.workers_of(asked["day"], **chosen, days=queries.DAYS)
    rows = queries.week_rows(workers, asked["day"], now=now)
    days = [asked["day"] + timedelta(days=place) for place in range(queries.DAYS)]
    return render(request, "board/admin/week.html", {**_context(asked, more, "派工台，一周"), "rows": rows, "days": days})


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Who could go instead, with what speaks against each; send one: one domain call, and the database has the last word."""
    actor, now = require_staff("dispatch", Booking.access_resource), clock.now()
    row = orders.visible(number, actor=actor)
    require(actor, "dispatch", row)
    if request.method == "POST":
        return _send(request, row)
    found = choices(row, now=now)
    wanted = request.GET.get("to", "")
    chosen = next((one for one in found if str(one.worker.pk) == wanted), None)
    context = {
        "order": row,
        "crew": shown.crew(row),
        "choices": found,
        "chosen": chosen,
        "stranger": bool(wanted) and chosen is None,
        "movable": row.state == BookingState.ASSIGNED,
        "steps": steps_of(row, shown.STEPS),
        "header_title": row.number,
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [{"url": reverse(DAY), "label": "派工台"}, {"url": "", "label": row.number}],
    }
    return render(request, "board/admin/order.html", context)


def _send(request: HttpRequest, row: Booking) -> HttpResponse:
    text = request.POST.get("worker", "")
    chosen, leaves = whole(text) or 0, whole(request.POST.get("leaves", ""))
    try:
        services.send_instead(row, worker_id=chosen, leaves=leaves, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    except SlotTaken as error:
        messages.error(request, f"没换成：{why(error)}。")
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, "换好了，家里和他都收到了通知。")
        return redirect(f"{reverse(DAY)}?day={timezone.localdate(row.starts_at)}")
    return redirect(ORDER, row.number)
