"""/my/history/: what one has looked at, the switch, and how recommendations are made."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock, intelligence
from core.access import require
from search.recommendations import queries, services, states

KINDS = {"enquiry": "留言问过一次", "favourite": "收藏一条", "saved": "保存一个搜索", "look": "看一次"}


@require_safe
@login_required
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    """What one has looked at, the latest first; whether it is kept; the points."""
    require(request.actor, "read", "look")  # type: ignore[attr-defined]
    now = clock.now()
    choice = queries.choice_of(request.user.pk)  # type: ignore[arg-type]
    context = {
        "choice": choice,
        "on": choice is not None and choice.on,
        "offered": intelligence.is_on(states.FUNCTION, now=now),
        "looks": [(row, row.listing.is_public(now)) for row in queries.looks_of(request.user.pk)],  # type: ignore[arg-type]
        "points": [(label, states.POINTS[kind]) for kind, label in KINDS.items()],
        "states": states,
        "fresh": states.FRESH,
    }
    return render(request, "recommendations/history.html", {"portal": "my", **context})


@require_POST
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Yes or no; with no, what is there may go at once: one domain call."""
    on, erase = request.POST.get("on") == "on", request.POST.get("erase") == "on"
    services.choose_history(on=on, erase=erase, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "好，从现在起记住你看过的，用来给你推荐。" if on else "好，不再记了，也不再推荐。" + ("看过的已经删掉。" if erase else ""))
    return redirect("recommendations:history")


@require_POST
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Forget everything: one domain call."""
    count = services.erase_history(actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"删掉了 {count} 条。")
    return redirect("recommendations:history")


@require_POST
@login_required
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Forget one: one domain call."""
    services.drop_look(number, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "这一条删掉了。")
    return redirect("recommendations:history")
