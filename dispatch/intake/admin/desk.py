"""受理台: one screen for a talk: who it is, what he wants, the service's details, free times, the price, the order (BKG-01, BKG-05, PRI-09)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import Actor, require
from core.admin import require_staff
from core.audit.services import record_refusal
from core.errors import Conflict, Invalid, NotFound, sentence
from core.idempotency.views import idempotent_form
from core.texts import whole
from dispatch.intake import services
from dispatch.intake.admin import desk_shown
from dispatch.intake.admin.calls import call_or_404
from dispatch.intake.forms import HoldForm, NeedForm
from dispatch.intake.models import Call, Enquiry
from marketplace.bookings.errors import PriceMoves
from marketplace.bookings.forms import StartForm
from marketplace.bookings.models import Booking
from marketplace.bookings.services import Contact, Wish

CALL, CONSULTATION = "dispatch_call_desk", "dispatch_consultation_desk"
ACTS = {"call": f"{CALL}_act", "consultation": f"{CONSULTATION}_act"}


def _talk(kind: str, number: int) -> tuple[services.Talk, Actor]:
    """The talk and who is at the desk. Raises Forbidden, NotFound."""
    if kind == "call":
        actor = require_staff("read", Call.access_resource)
        row: Any = call_or_404(number, actor)
        require(actor, "handle", row)
    else:
        actor = require_staff("read", Enquiry.access_resource)
        services.require_desk(actor)
        row = Enquiry.objects.with_people().filter(pk=number).first()
        if row is None:
            raise NotFound
    return services.Talk(row), actor


def _home(talk: services.Talk) -> str:
    return reverse(CALL if talk.kind == "call" else CONSULTATION, args=[talk.row.pk])


def _asked(given: QueryDict) -> str:
    """What stands in the three fields, to come back to."""
    kept = QueryDict(mutable=True)
    kept.update({name: given.get(name, "")[:120] for name in ("what", "when", "where", "order") if given.get(name)})
    return kept.urlencode()


@require_safe
def show(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The screen of a talk."""
    talk, actor = _talk(kind, number)
    return _show(request, talk, actor, request.GET)


def _show(request: HttpRequest, talk: services.Talk, actor: Actor, given: QueryDict, *, status: int = 200, **more: Any) -> HttpResponse:
    context = desk_shown.context_of(talk, actor=actor, given=given, now=clock.now())
    context |= {"home": _home(talk), "act": ACTS[talk.kind], "asked": _asked(given), **more}
    return render(request, "intake/admin/desk.html", context, status=status)


@require_POST
@idempotent_form
def act(request: HttpRequest, kind: str, number: int, event: str) -> HttpResponse:
    """Keep a time, accept its price, ask by SMS, move, cancel, save: one domain call each."""
    talk, actor = _talk(kind, number)
    now, said = clock.now(), request.POST
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "hold": (lambda: _hold(talk, said, actor, now), "时间留住了，把价格念给客户听。"),
        "accept": (lambda: services.accept_for(talk, total_fen=_fen(said, "total_fen"), actor=actor, now=now), "订好了，确认短信发给客户。"),
        "text": (lambda: services.ask_by_sms(talk, actor=actor, now=now), "价格发过去了，客户回“确认”就订好。"),
        "move": (lambda: _move(talk, said, actor, now), "时间改好了，短信告诉客户。"),
        "cancel": (lambda: _cancel(talk, said, actor, now), "取消了，时段已经放开。"),
        "save": (lambda: services.save_consultation(talk, wanted=_wanted(said), actor=actor, now=now), "记下了，以后可以接着办。"),
    }
    if event not in verbs:
        raise NotFound
    work, done = verbs[event]
    try:
        work()
    except PriceMoves as error:
        return _show(request, talk, actor, said, dearer={"start": said.get("start", ""), "total_fen": error.extra["total_fen"]})
    except Conflict as error:
        record_refusal(actor, error, path=request.path, method="POST")
        return _show(request, services.Talk(type(talk.row).objects.get(pk=number)), actor, said, status=error.status, failed=error.message)  # type: ignore[attr-defined]
    except Invalid as error:
        return _show(request, talk, actor, said, status=400, failed=sentence(error))
    messages.success(request, done)
    return redirect(f"{_home(talk)}?{_asked(said)}" if event in ("hold", "text", "save") else _home(talk))


def _fen(said: QueryDict, name: str) -> int:
    text = said.get(name, "")
    number = whole(text, digits=15)
    if number is None:
        raise Invalid(fields={name: ["页面旧了，刷新再来。"]})
    return number


def _wanted(said: QueryDict) -> services.Wanted:
    form = NeedForm(said)
    if not form.is_valid():
        raise Invalid(fields={name: list(map(str, texts)) for name, texts in form.errors.items()})
    return services.Wanted(form.cleaned_data["what"], form.cleaned_data["when"], form.cleaned_data["where"], said.get("name", "")[:40])


def _hold(talk: services.Talk, said: QueryDict, actor: Actor, now: datetime) -> Booking:
    form, wanted = HoldForm(said), _wanted(said)
    if not form.is_valid():
        raise Invalid(fields={name: list(map(str, texts)) for name, texts in form.errors.items()})
    values = form.cleaned_data
    listing, start = values["option"]
    read = desk_shown.read(wanted.what, wanted.when, wanted.where, now=now)
    home = desk_shown.home_of(talk, values["home"], actor=actor, now=now)
    name = values["name"] or read.name or getattr(talk.row, "name", "") or f"尾号 {talk.phone[-4:]}"
    if home is not None:
        contact, district = Contact(values["name"] or home["name"], talk.phone, home["address"]), home["district"]
    else:
        contact, district = Contact(name, talk.phone, read.address), desk_shown.district_of(read)
    if district is None:
        raise Invalid(fields={"where": ["写上是哪个区。"]})
    place = (home["lat"], home["lng"]) if home else (None, None)
    wish = Wish(start, district, contact, read.when.minutes, read.amount or 1, place[0], place[1], values["needs"])
    return services.hold_for(talk, listing=listing, wish=wish, actor=actor, now=now)


def _move(talk: services.Talk, said: QueryDict, actor: Actor, now: datetime) -> Booking:
    form = StartForm(said)
    if not form.is_valid():
        raise Invalid(fields={"start": ["选一个时间。"]})
    values = form.cleaned_data
    return services.move_for(
        talk, number=said.get("number", ""), start=values["start"], fee_fen=values["fee_fen"] or 0, total_fen=values["total_fen"], actor=actor, now=now
    )


def _cancel(talk: services.Talk, said: QueryDict, actor: Actor, now: datetime) -> Booking:
    return services.cancel_for(talk, number=said.get("number", ""), fee_fen=_fen(said, "fee_fen"), note=said.get("note", "")[:200], actor=actor, now=now)
