"""The calendar of a file: the week, days off, extra hours (BKG-23)."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import Conflict, Invalid
from core.forms import say
from marketplace.workers import services
from marketplace.workers.forms import ExceptionForm, WeekForm
from marketplace.workers.queries import own
from marketplace.workers.queries.week import exceptions_of, picture, week_hours, whole_days
from marketplace.workers.states import CHANGEABLE
from marketplace.workers.views.desk import Desk, desk_of, to_join

NAMES = {"minutes": "minutes", "starts_on": "starts_on"}
AHEAD = timedelta(days=370)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def calendar(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The week as it will be, the weekly hours to change, the exceptions."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    worker = desk.worker
    initial = {f"day_{day}": spans for day, spans in week_hours(worker).items()} | {"rests_on_holidays": worker.rests_on_holidays}
    form = WeekForm(request.POST) if request.method == "POST" else WeekForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_week(worker, actor=request.actor, now=clock.now(), **form.wanted())  # type: ignore[attr-defined]
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "改好了，能约的时间马上跟着变。")
            return desk.go("calendar")
    return _page(request, desk, form, ExceptionForm())


def _page(request: HttpRequest, desk: Desk, form: WeekForm, extra: ExceptionForm) -> HttpResponse:
    now = clock.now()
    first = _monday(request.GET.get("week", ""), timezone.localdate(now))
    coming = [
        {"row": one, "whole": whole_days(one), "last": timezone.localtime(one.period.upper) - timedelta(seconds=1), "url": desk.url("unexcept", one.pk)}
        for one in exceptions_of(desk.worker, after=now)
    ]
    days = picture(desk.worker, first=first, days=7, now=now)
    context: dict[str, Any] = {
        "form": form,
        "extra": extra,
        "days": days,
        "hours": round(sum(day.minutes for day in days) / 60, 1),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "first": first,
        "exceptions": coming,
        "except_url": desk.url("except"),
        "calendar_url": desk.url("calendar"),
        "editable": desk.worker.state in CHANGEABLE,
    }
    return desk.show(request, "calendar", context)


def _monday(text: str, today: date) -> date:
    """The Monday of the week asked for; of this one where nothing sensible is asked."""
    try:
        asked = parse_date(text) or today
    except ValueError:
        asked = today
    if abs(asked - today) > AHEAD:
        asked = today
    return asked - timedelta(days=asked.weekday())


@require_POST
@login_required
def add(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Another exception."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    extra = ExceptionForm(request.POST)
    if extra.is_valid():
        try:
            services.add_exception(desk.worker, actor=request.actor, now=clock.now(), **extra.wanted())  # type: ignore[attr-defined]
        except (Invalid, Conflict) as error:
            say(extra, error, NAMES)
        else:
            messages.success(request, "记下了，能约的时间马上跟着变。")
            return desk.go("calendar")
    initial = {f"day_{day}": spans for day, spans in week_hours(desk.worker).items()} | {"rests_on_holidays": desk.worker.rests_on_holidays}
    return _page(request, desk, WeekForm(initial=initial), extra)


@require_POST
@login_required
def remove(request: HttpRequest, exception: int, number: int | None = None) -> HttpResponse:
    """Take an exception out again."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    services.remove_exception(own.exception_of(desk.worker, exception), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "删掉了。")
    return desk.go("calendar")
