"""The provider's pages: /enterprise/engagements/ and, for who works for himself or lives in, /worker/engagements/."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import Actor
from core.errors import Conflict, Invalid, NotFound, RateLimited
from core.forms import attempt
from core.idempotency.views import fresh_key
from core.paging import split
from core.texts import whole
from marketplace.engagements import services, shown
from marketplace.engagements.errors import NotFree, NotProvider
from marketplace.engagements.forms import ProposeForm, RequoteForm
from marketplace.engagements.models import Engagement
from marketplace.engagements.queries import assessments, own, people
from marketplace.engagements.queries.substitutes import open_of_enterprise
from marketplace.engagements.services.days import refusals, window
from marketplace.engagements.services.keeping import require_provider
from marketplace.engagements.states import PROMISED, EngagementState
from marketplace.engagements.views.family import context_of
from marketplace.engagements.views.reading import note_of, number_of, said_by

TABS = [
    ("", "全部"),
    ("asked", "找人"),
    ("quoted", "定价格"),
    ("signing", "签合同"),
    ("signed", "等上岗"),
    ("trial", "试用"),
    ("active", "服务中"),
    ("done", "期满"),
]
PROVIDERS_ALONE = {"requote", "refuse", "withdraw", "extend"}
MOST_PEOPLE = 40


@require_safe
@login_required
@never_cache
def queue(request: HttpRequest, portal: str) -> HttpResponse:
    """One's engagements, the latest first, and what is asked of everybody."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    state = state if state in EngagementState.values else ""
    found = own.of_provider(actor, portal, state=state, before=whole(request.GET.get("cursor", "")))
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "stay": shown.there(row), "line": shown.line(row, now), "facts": shown.facts(row)} for row in page]
    asked = own.asked_of_everybody(actor, now) if own.has_people(actor, portal) else []
    context = {
        "portal": portal,
        "rows": rows,
        "next": following,
        "tabs": TABS,
        "state": state,
        "asked": [{"row": row, "facts": shown.facts(row)} for row in asked],
        "to_look_at": assessments.of_assessor(actor) if portal == "worker" else [],
        "searches": len(open_of_enterprise(actor)) if portal == "enterprise" else 0,
    }
    return render(request, "engagements/queue.html", context)


@require_safe
@login_required
@never_cache
def manage(request: HttpRequest, portal: str, number: str) -> HttpResponse:
    """One engagement from the provider's side: propose, quote, sign, be there."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_provider(number, portal, actor=actor)
    context = {**context_of(row, actor, now), "portal": portal, "provider_side": True, "key": fresh_key()}
    provides = _provides(row, actor)
    context["moves"] = context["moves"] if provides else context["moves"] - PROVIDERS_ALONE
    context |= {
        "provides": provides,
        "shows_door": row.state in PROMISED or row.state == EngagementState.SIGNING,
        "proposing": ProposeForm(),
        "requoting": RequoteForm(),
        "candidates": [],
        "able": [],
        "away": [],
        "fee": services.withdrawal_fee(row, now=now) if "withdraw" in context["moves"] else None,
    }
    if row.state == EngagementState.ASKED and not context["over"]:
        context |= _to_propose(row, actor, now)
    return render(request, "engagements/manage.html", context)


def _provides(row: Engagement, actor: Actor) -> bool:
    try:
        require_provider(row, actor)
    except NotProvider:
        return False
    return True


def _to_propose(row: Engagement, actor: Actor, now: datetime) -> dict[str, Any]:
    """Whom the actor may propose, with why not where not, and whom he has proposed. Five queries, however many there are."""
    staff = sorted(people.people_of(row, actor).order_by("-online", "pk")[:MOST_PEOPLE], key=lambda one: one.pk)
    ids = {one.pk for one in staff}
    proposed = [one for one in people.candidates_of(row) if one.worker_id in ids]
    first, beyond = window(row)
    reasons = refusals(row, sorted(ids), first, beyond, now=now) if ids else {}
    known = {one.worker_id for one in proposed}
    rows = [{"worker": one, "why": shown.reasons(reasons.get(one.pk, ["state"]))} for one in staff if one.pk not in known]
    return {"candidates": proposed, "able": [one for one in rows if not one["why"]], "away": [one for one in rows if one["why"]]}


@require_POST
@login_required
def act(request: HttpRequest, portal: str, number: str, event: str) -> HttpResponse:
    """One of the provider's verbs."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_provider(number, portal, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "propose": (lambda: _propose(request, row, actor, now), "提上去了，家里看得到。"),
        "take-back": (lambda: services.take_back(row, candidate_id=number_of(request, "candidate"), actor=actor, now=now), "撤回了。"),
        "requote": (lambda: _requote(request, row, actor, now), "新报价发给家里了。"),
        "refuse": (lambda: services.refuse(row, actor=actor, now=now, note=note_of(request)), "回绝了，原因告诉家里了。"),
        "begin": (lambda: services.begin(row, actor=actor, now=now, code=request.POST.get("code", "")[:20]), "上岗了，好好做。"),
        "withdraw": (
            lambda: services.withdraw(row, fee_fen=number_of(request, "fee_fen"), actor=actor, now=now, note=note_of(request)),
            "退出了，家里收到了通知。",
        ),
        "extend-yes": (lambda: services.answer_extension(row, yes=True, actor=actor, now=now), "续好了，合同有了新的一版。"),
        "extend-no": (lambda: services.answer_extension(row, yes=False, actor=actor, now=now), "没续，家里收到了通知。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict, Invalid, RateLimited))
    return redirect(f"engagements:{portal}-engagement", number)


def _propose(request: HttpRequest, row: Engagement, actor: Actor, now: datetime) -> Any:
    form = ProposeForm(request.POST)
    said = said_by(form)
    try:
        return services.propose(row, worker_id=said["worker"], unit_fen=said["price"], extras=form.extras(), note=said["note"], actor=actor, now=now)
    except NotFree as error:
        raise NotFree(f"这位来不了：{shown.reasons(error.extra['reasons'])}。") from error


def _requote(request: HttpRequest, row: Engagement, actor: Actor, now: datetime) -> Any:
    form = RequoteForm(request.POST)
    said = said_by(form)
    return services.requote(row, unit_fen=said["price"], extras=form.extras(), actor=actor, now=now, note=said["note"])
