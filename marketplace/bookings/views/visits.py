"""Whoever goes there: /worker/visits/."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import Actor, require
from core.errors import Conflict, Invalid, NotFound, RateLimited
from core.forms import attempt
from core.states import available
from core.texts import whole
from marketplace.bookings import services, shown
from marketplace.bookings.availability import Place, travel
from marketplace.bookings.forms import ExtraForm
from marketplace.bookings.models import Booking, ChangeRequest
from marketplace.bookings.queries import own
from marketplace.bookings.queries.talking import unread
from marketplace.bookings.states import ChangeState, TalkSide

PORTAL = {"portal": "worker"}


@require_safe
@login_required
@never_cache
def route(request: HttpRequest) -> HttpResponse:
    """Today and what comes, in order, with the ways between."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    require(actor, "read", Booking)
    found = [row for row in own.visits_of(actor, now) if not row.is_over(now)]
    rows = [
        {"row": row, "shows": row.shows_address(now), "today": timezone.localdate(row.starts_at) == timezone.localdate(now), **_crew(row, actor)}
        for row in found
    ]
    for one, other in pairwise(rows):
        other["leg"] = _leg(one["row"], other["row"])
    return render(request, "bookings/route.html", {**PORTAL, "rows": rows, "today": timezone.localdate(now)})


def _crew(row: Booking, actor: Actor) -> dict[str, Any]:
    """Who else goes, and whether it is this one who leads them."""
    mates, who = shown.mates(row, actor.user_id), shown.coming(row)
    several = row.hands > 1 and bool(mates)
    return {"mates": "、".join(one.worker.called for one in mates) if several else "", "leads": several and who is not None and who not in mates}


def _leg(one: Any, other: Any) -> int | None:
    """Minutes between two visits of one day."""
    who = shown.coming(other)
    if who is None or timezone.localdate(one.starts_at) != timezone.localdate(other.starts_at):
        return None
    return travel.minutes(Place(one.lat, one.lng).point, Place(other.lat, other.lng).point, who.worker.travel)


@require_safe
@login_required
@never_cache
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """One visit: the way, the code, the steps, an extra, the end."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_worker(number, actor=actor)
    context = {
        **PORTAL,
        "order": row,
        "visit": shown.visit_of(row),
        "shows": row.shows_address(now),
        "who": shown.coming(row),
        "mates": shown.mates(row, actor.user_id) if row.hands > 1 else [],
        "leads": _crew(row, actor)["leads"],
        "moves": set() if row.is_over(now) else {event for event, _ in available(row, actor)},
        "checklist": row.checklist.order_by("position"),
        "asked": row.changes.filter(state=ChangeState.ASKED).first(),
        "changes": row.changes.exclude(state=ChangeState.ASKED).order_by("pk"),
        "unread": unread(row, TalkSide.WORKER),
        "objections": row.objections.order_by("pk"),
        "form": ExtraForm(),
    }
    return render(request, "bookings/visit.html", context)


@require_POST
@login_required
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """One of the verbs on site."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_worker(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: services.accept(row, actor=actor, now=now), "接下来了。"),
        "refuse": (lambda: services.refuse(row, actor=actor, now=now, note=request.POST.get("note", "")[:2000]), "回绝了。"),
        "set-out": (lambda: services.set_out(row, actor=actor, now=now), "家里看到你出发了。"),
        "arrive": (lambda: services.arrive(row, actor=actor, now=now, code=request.POST.get("code", "")[:20]), "签到好了，开始吧。"),
        "tick": (lambda: _tick(request, row), ""),
        "extra": (lambda: _ask(request, row), "发给家里了，没同意以前先做别的。"),
        "answer": (lambda: _answer(request, row), "答复给家里了。"),
        "finish": (lambda: services.finish(row, actor=actor, now=now), "辛苦了，等家里确认。"),
        "sign-off": (lambda: services.sign_off(row, actor=actor, now=now, code=request.POST.get("code", "")[:20]), "家里当面确认了，辛苦了。"),
        "nobody": (lambda: services.report_nobody_home(row, actor=actor, now=now, note=request.POST.get("note", "")[:2000]), "记下来了。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict, Invalid, RateLimited))
    return redirect("bookings:visit", number)


def _tick(request: HttpRequest, row: Booking) -> Any:
    text = request.POST.get("position", "")
    position = whole(text, digits=4) or 0
    return services.tick(row, actor=request.actor, now=clock.now(), position=position, done=request.POST.get("done", "1") == "1")  # type: ignore[attr-defined]


def _answer(request: HttpRequest, row: Booking) -> Any:
    number, text = whole(request.POST.get("objection", "")) or 0, request.POST.get("note", "")[:2000]
    return services.answer_objection(row, actor=request.actor, now=clock.now(), objection_id=number, text=text)  # type: ignore[attr-defined]


def _ask(request: HttpRequest, row: Booking) -> ChangeRequest:
    require(request.actor, "check_in", row)  # type: ignore[attr-defined]
    form = ExtraForm(request.POST)
    if not form.is_valid():
        raise Invalid(fields={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    said = form.cleaned_data
    return services.ask_extra(row, actor=request.actor, now=clock.now(), label=said["label"], fen=said["price"], reason=said["reason"])  # type: ignore[attr-defined]
