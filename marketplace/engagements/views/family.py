"""The family's pages: /my/engagements/."""

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
from core.idempotency.views import fresh_key, idempotent_form
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.engagements import services, shown
from marketplace.engagements.forms import AskAssessmentForm
from marketplace.engagements.models import Engagement
from marketplace.engagements.queries import assessments, care, contracts, own, people
from marketplace.engagements.services.days import window
from marketplace.engagements.services.ending import end_on
from marketplace.engagements.services.quoting import open_quote
from marketplace.engagements.states import EngagementState
from marketplace.engagements.views.reading import day_of, note_of, number_of, said_by

PORTAL = {"portal": "my"}
S = EngagementState


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All of one's engagements, the latest first."""
    now = clock.now()
    found = own.of_customer(request.actor, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "stay": shown.there(row), "line": shown.line(row, now), "facts": shown.facts(row)} for row in page]
    return render(request, "engagements/mine.html", {**PORTAL, "rows": rows, "next": following})


@require_safe
@login_required
@never_cache
def engagement(request: HttpRequest, number: str) -> HttpResponse:
    """One engagement: who is proposed, what it costs, who is there, what is owed, what may be done next."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    context = {**PORTAL, **context_of(row, actor, now), "key": fresh_key(), "provider_side": False}
    if row.state == S.ASKED and not context["over"]:
        first, beyond = window(row)
        context["candidates"] = people.shown_candidates(row, people.candidates_of(row), first=first, beyond=beyond)
    return render(request, "engagements/engagement.html", context)


def context_of(row: Engagement, actor: Actor, now: datetime) -> dict[str, Any]:
    """What the page of an engagement shows, whoever reads it."""
    over, stay, contract = row.is_over(now), shown.there(row), contracts.latest(row)
    look, search = assessments.latest_of(row), own.open_search(row)
    whom = [stay.worker] if stay else []
    whom += [search.worker] if search is not None and search.worker is not None else []
    cards = {one.worker.pk: one for one in people.shown(whom, first=max(row.starts_on, shown.today(now)), beyond=row.ends_on)} if whom else {}
    may_look = row.state == S.QUOTED or (row.state == S.ASKED and bool(row.enterprise_id or row.provider_id))
    return {
        "row": row,
        "over": over,
        "line": shown.line(row, now),
        "track": [] if over else shown.track(row),
        "facts": shown.facts(row),
        "stay": stay,
        "who": cards.get(stay.worker_id) if stay else None,
        "moves": set() if over else {event for event, _ in available(row, actor)},
        "quote": row.quotes.filter(kind="first").order_by("-version").first(),
        "extension": open_quote(row, "extension"),
        "periods": row.periods.order_by("position"),
        "dues": row.dues.order_by("pk"),
        "contract": contract,
        "signed": contracts.signed_by(contract) if contract else {},
        "assessment": look,
        "answered": assessments.answered(look) if look else [],
        "may_look": may_look and not over and (look is None or look.state not in ("asked", "planned")),
        "assessing": AskAssessmentForm(initial={"fee_fen": row.terms.get("assessment_fen", 0)}),
        "search": search,
        "substitute": cards.get(search.worker_id or 0) if search else None,
        "keeps_log": care.keeps_log(row),
        "running": row.state in (S.TRIAL, S.ACTIVE, S.ENDING),
        "steps": steps_of(row, shown.STEPS),
        "note": own.last_word(row) if row.state in (S.ASKED, S.QUOTED, S.WITHDRAWN) else "",
        "now": now,
    }


@require_POST
@login_required
@idempotent_form
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """One of the family's verbs."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "choose": (lambda: services.choose(row, candidate_id=number_of(request, "candidate"), actor=actor, now=now), "选好了，日子先给你留着，看看价格。"),
        "agree": (lambda: services.agree(row, total_fen=number_of(request, "total_fen"), actor=actor, now=now), "接受了，合同写好了，双方签了就算数。"),
        "decline": (lambda: services.decline(row, actor=actor, now=now), "好的，再看看别人。"),
        "keep": (lambda: services.keep(row, actor=actor, now=now), "留下了，谢谢你。"),
        "cancel": (lambda: services.cancel(row, fee_fen=number_of(request, "fee_fen"), actor=actor, now=now), "取消了。"),
        "end": (lambda: _end(request, row, actor, now), "说定了，到那天为止。"),
        "replace": (lambda: services.ask_replacement(row, actor=actor, now=now, note=note_of(request)), "记下来了，换谁来由你定。"),
        "extend": (lambda: _extend(request, row, actor, now), "发给服务方了，日子先留着。"),
        "assess": (lambda: _assess(request, row, actor, now), "提出去了，服务方会安排评估员。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict, Invalid, RateLimited))
    return redirect("engagements:engagement", number)


def _end(request: HttpRequest, row: Engagement, actor: Actor, now: datetime) -> Engagement:
    last = day_of(request.POST.get("last_day", ""))
    return services.end(row, last_day=last, fee_fen=number_of(request, "fee_fen"), actor=actor, now=now)


def _extend(request: HttpRequest, row: Engagement, actor: Actor, now: datetime) -> Any:
    """The sum follows from what the page says: so many units at the price of the one who is there."""
    units, unit_fen = number_of(request, "units"), number_of(request, "unit_fen")
    return services.ask_extension(row, units=units, total_fen=units * unit_fen, actor=actor, now=now)


def _assess(request: HttpRequest, row: Engagement, actor: Actor, now: datetime) -> Any:
    said = said_by(AskAssessmentForm(request.POST))
    return services.ask_assessment(row, wanted_at=said["wanted_at"], fee_fen=said["fee_fen"], actor=actor, now=now)


@require_safe
@login_required
@never_cache
def ending(request: HttpRequest, number: str) -> HttpResponse:
    """What ending costs, for the day that is picked, before anything is done; before the first day: what giving it up costs."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    moves = set() if row.is_over(now) else {event for event, _ in available(row, actor)}
    days = end_on(row, now) if "end" in moves else []
    asked = request.GET.get("day", "")
    picked = next((day for day in days if str(day) == asked), days[0] if days else None)
    fee = services.ending_fee(row, last_day=picked, now=now) if picked else services.cancel_fee(row, now=now) if "cancel" in moves else None
    context = {**PORTAL, "row": row, "days": days, "picked": picked, "fee": fee, "facts": shown.facts(row), "key": fresh_key()}
    return render(request, "engagements/ending.html", context)
