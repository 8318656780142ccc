"""Somebody else instead: the family decides, the provider may name somebody himself (X-BK-15)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt
from core.idempotency.views import fresh_key, idempotent_form
from marketplace.bookings.models import Booking
from marketplace.engagements import services
from marketplace.engagements.queries import substitutes
from marketplace.engagements.views.reading import number_of


@require_POST
@login_required
@idempotent_form
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """The family's word."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = substitutes.readable(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: services.accept_substitute(row, actor=actor, now=now), "换好了，价格不会比原来高。"),
        "decline": (lambda: services.decline_substitute(row, actor=actor, now=now), "好的，再找一位。"),
        "give-up": (lambda: services.give_up(row, actor=actor, now=now), "取消了，没有收钱。"),
        "wait": (lambda: services.wait_for_the_same(row, actor=actor, now=now), "好的，不换人。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict, Invalid))
    return redirect("bookings:order" if isinstance(row.deal, Booking) else "engagements:engagement", row.deal.number)


@require_safe
@login_required
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """What is open in one's enterprises, the nearest deadline first."""
    rows = substitutes.open_of_enterprise(request.actor)  # type: ignore[attr-defined]
    people = substitutes.people(rows)
    items = [
        {
            "row": row,
            "deal": row.deal,
            "is_visit": isinstance(row.deal, Booking),
            "people": [one for one in people.get(row.deal.enterprise_id or 0, []) if one.pk != row.old_worker_id],
        }
        for row in rows
    ]
    return render(request, "engagements/substitutes.html", {"portal": "enterprise", "items": items, "key": fresh_key()})


@require_POST
@login_required
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """The provider names somebody himself."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = substitutes.readable(number, actor=actor)
    verb = lambda: services.propose_substitute(row, worker_id=number_of(request, "worker"), actor=actor, now=now)  # noqa: E731
    attempt(request, verb, "提给家里了，等他们定。", shown=(Conflict, Invalid))
    return redirect("engagements:substitutes")
