"""What a family changes of a series: one date, this and all that follow, a pause. What it costs and what does not fit is shown first."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import Actor
from core.errors import Conflict, Invalid, NotFound, sentence
from core.idempotency.views import fresh_key, idempotent_form
from core.states import available
from core.texts import whole
from marketplace.bookings.availability import rule_of
from marketplace.bookings.errors import PriceMoves
from marketplace.series import services, shown
from marketplace.series.errors import DatesDoNotFit
from marketplace.series.forms import ChangeForm, PauseForm, VisitForm
from marketplace.series.models import Series, SeriesRule, SeriesVisit
from marketplace.series.parameters import NEIGHBOURS
from marketplace.series.queries import own
from marketplace.series.queries.fitting import people_of, proposals
from marketplace.series.states import COMING, Fate
from marketplace.series.views.family import PORTAL, fen_of
from marketplace.workers.models import Worker


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def visit(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """One date: skip it for what it costs, move it, and where it does not fit, choose somebody else or another time."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    found = own.visit_at(row, position)
    form = VisitForm(request.POST or None, interval=rule_of(row.service_type_id).interval_minutes, initial=_when(found))
    dearer = None
    if request.method == "POST":
        try:
            done = _done(request, row, found, form, actor, now)
        except PriceMoves as error:
            dearer = {"start": form.at(), "total_fen": error.extra["total_fen"]}
        except (Conflict, Invalid) as error:
            messages.error(request, sentence(error))
        else:
            messages.success(request, done)
            return redirect("series:one", number)
    open_still = row.is_live and found.fate in COMING and found.starts_at > now
    context = {
        "series": row,
        "visit": found,
        "open": open_still,
        "fee_fen": services.fee_of(found, now=now) if open_still else 0,
        "kept": services.kept_now(row, found, now=now) if open_still else "",
        "asks": found.fate == Fate.EXCEPTION,
        "proposals": proposals(row, found, most=NEIGHBOURS.at(now), now=now) if open_still and found.fate == Fate.EXCEPTION else None,
        "form": form,
        "dearer": dearer,
        "lines": shown.extra_lines(found.inputs),
        "who": shown.coming(found.booking) if found.fate == Fate.BOOKED else "",
        "label": Fate(found.fate).label,
        "key": fresh_key(),
    }
    return render(request, "series/visit.html", {**PORTAL, **context})


def _when(found: SeriesVisit) -> dict[str, Any]:
    at = timezone.localtime(found.starts_at)
    return {"day": at.date(), "minute": str(at.hour * 60 + at.minute)}


def _done(request: HttpRequest, row: Series, found: SeriesVisit, form: VisitForm, actor: Actor, now: datetime) -> str:
    """One of the verbs of a date; what is said afterwards."""
    verb, position = request.POST.get("do", ""), found.position
    form.is_valid()
    if verb == "skip":
        services.skip_visit(row, position=position, fee_fen=fen_of(request, "fee_fen"), actor=actor, now=now)
        return "这一次跳过了，时间已经放开。"
    total = whole(request.POST.get("total_fen", ""), digits=15)
    worker = whole(request.POST.get("worker", ""))
    if verb == "answer":
        start = None if worker else _needed(form)
        services.answer_exception(row, position=position, worker_id=worker, start=start, total_fen=total, actor=actor, now=now)
        return "这一次排好了。"
    if verb == "move":
        services.move_visit(row, position=position, start=_needed(form), fee_fen=0, total_fen=total, actor=actor, now=now)
        return "这一次改好了。"
    raise NotFound


def _needed(form: VisitForm) -> datetime:
    at = form.at()
    if at is None:
        raise Invalid(fields={"start": ["选一个时间。"]})
    return at


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def change(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """This date and all that follow: what is wanted, what it brings, and the confirmation. All of it or nothing."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    own.visit_at(row, position)
    said = request.POST or (request.GET if "rhythm" in request.GET else None)
    form = _change_form(row, said)
    preview, failing = None, []
    if said is not None and form.is_valid():
        try:
            if request.method == "POST":
                services.change(row, position=position, wanted=form.wanted(), total_fen=fen_of(request, "total_fen"), actor=actor, now=now)
                messages.success(request, "都改好了。")
                return redirect("series:one", number)
        except DatesDoNotFit as error:
            failing = [datetime.fromisoformat(text) for text in error.extra["dates"]]
        except (Conflict, Invalid) as error:
            messages.error(request, sentence(error))
        preview = _preview(request, row, position, form, now)
    possible = any(event == "change" for event, _ in available(row, actor))
    context = {"series": row, "position": position, "form": form, "preview": preview, "failing": failing, "possible": possible, "key": fresh_key()}
    return render(request, "series/change.html", {**PORTAL, **context, "rhythm": shown.rhythm_in_words(row)})


def _preview(request: HttpRequest, row: Series, position: int, form: ChangeForm, now: datetime) -> Any:
    try:
        return services.preview(row, position, form.wanted(), now=now)
    except Invalid as error:
        messages.error(request, sentence(error))
    return None


def _change_form(row: Series, said: Any) -> ChangeForm:
    rule = SeriesRule.objects.get(service_type_id=row.service_type_id)
    people = list(Worker.objects.filter(pk__in=people_of(row), skills__service_type_id=row.service_type_id).order_by("pk").values_list("pk", "called"))
    initial = {
        "rhythm": row.rhythm,
        "weekdays": [str(day) for day in row.weekdays],
        "starts_minute": str(row.starts_minute),
        "worker": str(row.worker_id or 0) if row.same_worker else "0",
    }
    return ChangeForm(said, rule=rule, interval=rule_of(row.service_type_id).interval_minutes, people=people, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def pause(request: HttpRequest, number: str) -> HttpResponse:
    """From when to when nobody comes: first which dates that takes out and what it costs, then the confirmation."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    said = request.POST or (request.GET if "first" in request.GET else None)
    form = PauseForm(said)
    visits: list[SeriesVisit] | None = None
    fees: dict[int, int] = {}
    if said is not None and form.is_valid():
        first, beyond = form.cleaned_data["first"], form.cleaned_data["beyond"]
        if request.method == "POST":
            try:
                services.pause(row, first=first, beyond=beyond, fee_fen=fen_of(request, "fee_fen"), actor=actor, now=now)
            except (Conflict, Invalid) as error:
                messages.error(request, sentence(error))
            else:
                messages.success(request, "暂停好了，到时候自动恢复。")
                return redirect(reverse("series:one", args=[number]))
        visits = services.touched(row, now=now, first=first, beyond=beyond)
        fees = services.fees_of(visits, now=now)
    possible = any(event == "pause" for event, _ in available(row, actor))
    context = {"series": row, "form": form, "visits": visits, "fees": fees, "fee_fen": sum(fees.values()), "possible": possible, "key": fresh_key()}
    return render(request, "series/pause.html", {**PORTAL, **context, "rhythm": shown.rhythm_in_words(row)})
