"""The family says what happened, accepts the price and sees who comes: /my/urgent/."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt, say
from core.idempotency.views import fresh_key, idempotent_form
from core.states import steps_of
from core.texts import whole
from dispatch.urgent import queries, services
from dispatch.urgent.forms import NAMES, CallForm
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.states import OPEN, SEARCHING, STEPS
from marketplace.bookings import shown
from marketplace.bookings.charging import lines_of
from marketplace.bookings.queries import own as orders

PORTAL = {"portal": "my"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def new(request: HttpRequest) -> HttpResponse:
    """What happened, where, on which number: one page, then the price."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    require(actor, "create", UrgentOrder)
    mine = queries.latest_of(actor)
    form = CallForm(request.POST, request.FILES) if request.method == "POST" else CallForm(initial=_known(actor) | _meant(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.ask(form.wanted(), actor=actor, now=now)
        except Invalid as error:
            say(form, error, NAMES)
        except Conflict as error:
            messages.error(request, error.message)
        else:
            return redirect("urgent:call", row.number)
    searching = [row for row in mine if row.state in SEARCHING]
    context = {
        **PORTAL,
        "form": form,
        "incidents": queries.incidents(),
        "searching": searching,
        "past": [row for row in mine if row.state not in OPEN],
        "proven": actor.proven_phone,
        "key": fresh_key(),
    }
    return render(request, "urgent/own/new.html", context, status=400 if form.errors else 200)


def _meant(request: HttpRequest) -> dict[str, Any]:
    """What he has chosen on the public page."""
    code = request.GET.get("incident", "")
    return {"incident": next((one.pk for one in queries.incidents() if one.code == code), None)} if code else {}


def _known(actor: Any) -> dict[str, Any]:
    """The home that the family ordered to last, so that nobody types with wet hands."""
    found = next(iter(orders.addresses_of(actor, most=1)), None)
    person = orders.person(actor)
    if found is None:
        return {"name": person.display_name, "phone": person.phone or ""}
    return {"name": found["name"], "phone": found["phone"], "address": found["address"], "district": found["district"]}


@require_safe
@login_required
@never_cache
def call(request: HttpRequest, number: str) -> HttpResponse:
    """The price, then where the search stands; the page asks again by itself every few seconds."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = queries.own(number, actor=actor)
    stage = queries.stage_of(row, now)
    history = steps_of(row, STEPS)
    context = {
        **PORTAL,
        "call": row,
        "stage": stage,
        "stage_name": stage.label,
        "moves": {event for event, _ in queries.moves_of(row, stage, actor)},
        **_going(row, now),
        "lines": lines_of(row.inputs),
        "asked": len(queries.offers_of(row)),
        "waited": row.waiting_for(now),
        "steps": history,
        "note": history[-1]["note"] if history and row.state == "failed" else "",
        "key": fresh_key(),
    }
    return render(request, "urgent/own/call.html", context)


def _going(row: UrgentOrder, now: datetime) -> dict[str, Any]:
    """Where the order stands that came of it."""
    order = queries.order_of(row)
    if order is None:
        return {"order": None}
    return {"order": order, "line": shown.line(order, now), "track": shown.track(order), "called": shown.called(order)}


@require_safe
@login_required
@never_cache
def photo(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """A photo of what happened, for the family, the staff and whoever is asked."""
    actor = request.actor  # type: ignore[attr-defined]
    found = services.open_photo(queries.one(number), place, actor=actor, now=clock.now())
    answer = FileResponse(found.file.open("rb"), content_type=found.content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer  # type: ignore[return-value]


@require_POST
@login_required
@idempotent_form
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """Accept the price, or call it off."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = queries.own(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "agree": (lambda: services.agree(row, actor=actor, now=now, total_fen=_fen(request)), "正在问附近的师傅，有人接了马上告诉你。"),
        "cancel": (lambda: services.cancel(row, actor=actor, now=now), "取消了，没有收钱。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict,))
    return redirect("urgent:call", number)


def _fen(request: HttpRequest) -> int:
    text = request.POST.get("total_fen", "")
    number = whole(text, digits=15)
    if number is None:
        raise Invalid(fields={"total_fen": ["页面旧了，刷新再来。"]})
    return number
