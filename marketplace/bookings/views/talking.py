"""The thread of an order, on the pages of each side: what was said, with what happened between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require
from core.errors import Conflict, Invalid, RateLimited
from core.forms import say as say_beside
from core.idempotency.views import fresh_key, idempotent_form
from core.states import steps_of
from core.texts import whole
from marketplace.bookings import services, shown
from marketplace.bookings.forms import SayForm
from marketplace.bookings.models import Booking, Message
from marketplace.bookings.queries import own, talking
from marketplace.bookings.states import TalkSide


@dataclass(frozen=True, slots=True)
class Portal:
    """Whose pages: how the order is found, for whom one speaks, the names of the addresses."""

    name: str
    side: TalkSide
    find: Callable[..., Booking]
    here: str
    back: str
    label: str


PORTALS = {
    "my": Portal("my", TalkSide.FAMILY, own.for_customer, "bookings:messages", "bookings:order", "我的"),
    "enterprise": Portal("enterprise", TalkSide.PROVIDER, own.for_provider, "bookings:provider-messages", "bookings:provider-order", "企业"),
    "worker": Portal("worker", TalkSide.WORKER, own.for_worker, "bookings:visit-messages", "bookings:visit", "服务人员"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def thread(request: HttpRequest, number: str, portal: str) -> HttpResponse:
    """The thread with the place to say something; looking at it is reading it."""
    actor, now, place = request.actor, clock.now(), PORTALS[portal]  # type: ignore[attr-defined]
    row = place.find(number, actor=actor)
    require(actor, "read", Message(booking=row))
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.say(row, text=form.cleaned_data["text"], actor=actor, now=now, side=place.side)
        except Invalid as error:
            say_beside(form, error)
        except (Conflict, RateLimited) as error:
            messages.error(request, error.message)
            return redirect(place.here, number)
        else:
            return redirect(place.here, number)
    before = whole(request.GET.get("before", ""))
    found = talking.page_of(row, before=before)
    shown_here = found[: talking.PAGE_SIZE][::-1]
    if request.method == "GET" and before is None and shown_here:
        services.mark_read(row, side=place.side, up_to=shown_here[-1].pk, actor=actor)
    context = {
        "portal": place.name,
        "portal_label": place.label,
        "here": place.here,
        "back": place.back,
        "order": row,
        "other": _other(row, place.side),
        "entries": _entries(row, shown_here, place.side, whole=before is None and len(found) <= talking.PAGE_SIZE, latest=before is None),
        "earlier": shown_here[0].pk if len(found) > talking.PAGE_SIZE else None,
        "is_open": talking.is_open(row, now),
        "ends": talking.talk_ends(row, now),
        "form": form,
        "key": fresh_key(),
    }
    return render(request, "bookings/messages.html", context)


def _other(row: Booking, side: TalkSide) -> str:
    if side != TalkSide.FAMILY:
        return row.contact_name
    who = shown.coming(row)
    return who.worker.called if who else row.provider_name


def _entries(row: Booking, said: list[Message], side: TalkSide, *, whole: bool, latest: bool) -> list[dict[str, Any]]:
    """Messages and what happened to the order, in order of time; of a part of the thread only what happened meanwhile."""
    seen = talking.thread_of(row).read_beside(side)
    found: list[dict[str, Any]] = [
        {"at": one.at, "text": one.text, "mine": one.side == side, "who": talking.said_by(one, row), "read": one.side == side and one.pk <= seen}
        for one in said
    ]
    for step in steps_of(row, shown.STEPS):
        begun = whole or (bool(said) and step["at"] >= said[0].at)
        if begun and (latest or (bool(said) and step["at"] <= said[-1].at)):
            found.append({"at": step["at"], "event": step["title"]})
    return sorted(found, key=lambda entry: entry["at"])
