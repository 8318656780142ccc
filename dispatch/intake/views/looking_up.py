"""Looking a ticket up: whoever is logged in and sent it, the browser that sent it, or number and last four digits.

A number alone opens nothing, and a page for a number that does not exist looks the same. The digits are few, so tries are counted,
for the number and for the address, before they are looked at.
"""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.counters import require_within
from core.errors import Invalid
from core.forms import say
from core.paging import split
from core.states import available
from core.texts import whole
from dispatch.intake import queries, services
from dispatch.intake.forms import MoreForm, TailForm
from dispatch.intake.models import Enquiry, Feedback, Ticket

KINDS: dict[str, type[Ticket]] = {"feedback": Feedback, "enquiries": Enquiry}
OPENED, MOST_OPENED = "intake.opened", 20
TRIES_OF_NUMBER, TRIES_OF_ADDRESS, HOUR = 5, 30, 3600
WRONG = "编号和后四位对不上。提交时没留手机号的，打服务热线报编号查。"
TOO_MANY = "试得太多了，过一会儿再查，或者打服务热线报编号。"
STEPS = {"take": "有人在办了", "assign": "转给同事在办", "answer": "答复了", "dismiss": "办结", "close": "办结", "reopen": "又问了一次"}
SAID = frozenset({"answer", "reopen"})


def remember(request: HttpRequest, row: Ticket) -> None:
    """This browser may open it from now on."""
    known = [number for number in request.session.get(OPENED, []) if number != row.number]
    request.session[OPENED] = [*known, row.number][-MOST_OPENED:]


def _may_open(request: HttpRequest, row: Ticket) -> bool:
    return "o" in row.access_scopes(request.actor) or row.number in request.session.get(OPENED, [])  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ticket(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """One ticket for whoever may open it, else the question for the digits."""
    row = queries.by_number(KINDS[kind], number)
    if row is not None and _may_open(request, row):
        return _show(request, kind, row, MoreForm())
    form = TailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count_try(request, number)
        if row is not None and row.phone and secrets.compare_digest(row.phone[-4:].encode(), form.cleaned_data["tail"].encode()):
            remember(request, row)
            return redirect(row.get_absolute_url())
        form.add_error("tail", WRONG)
    return render(request, "intake/look_up.html", {"form": form, "number": number if queries.NUMBER.fullmatch(number) else "", "label": KINDS[kind].label})


def _count_try(request: HttpRequest, number: str) -> None:
    now = clock.now()
    require_within("intake.look_up.address", request.actor.ip or "?", limit=TRIES_OF_ADDRESS, window_seconds=HOUR, now=now, message=TOO_MANY)  # type: ignore[attr-defined]
    require_within("intake.look_up.number", number, limit=TRIES_OF_NUMBER, window_seconds=HOUR, now=now, message=TOO_MANY)


def _show(request: HttpRequest, kind: str, row: Ticket, form: MoreForm) -> HttpResponse:
    """Who decided is said by office, not by name; a reason for closing stays inside."""
    steps = [
        {"title": STEPS.get(step.event, step.event), "at": step.at, "note": step.note if step.event in SAID else ""}
        for step in queries.steps_of(row)
        if step.event in STEPS
    ]
    context = {
        "row": row,
        "kind": kind,
        "form": form,
        "steps": [{"title": "收到", "at": row.created_at, "note": ""}, *steps],
        "mine": "o" in row.access_scopes(request.actor),  # type: ignore[attr-defined]
        "may_reopen": any(event == "reopen" for event, _ in available(row, request.actor)),  # type: ignore[attr-defined]
        "reopen_url": "intake:reopen" if kind == "feedback" else "intake:enquiry-reopen",
    }
    return render(request, "intake/ticket.html", context)


@require_POST
@login_required
def reopen(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Open one's own again with what is still missing."""
    row = queries.own_or_404(KINDS[kind], number, actor=request.actor)  # type: ignore[attr-defined]
    form = MoreForm(request.POST)
    if form.is_valid():
        try:
            services.reopen(row, actor=request.actor, now=clock.now(), note=form.cleaned_data["note"])  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "又转给同事了，有答复会告诉你。")
            return redirect(row.get_absolute_url())
    return _show(request, kind, row, form)


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest, kind: str) -> HttpResponse:
    """What one has sent, with the answers, the newest first."""
    found = queries.own_page(KINDS[kind], request.actor, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, queries.PAGE_SIZE)
    return render(request, "intake/mine.html", {"portal": "my", "kind": kind, "tickets": page, "next": following})
