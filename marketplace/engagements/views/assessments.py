"""Home assessments: the provider plans, the assessor answers, everybody of the engagement reads (BKG-06)."""

import uuid
from collections.abc import Callable
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
from core.idempotency.views import fresh_key
from core.media.models import PrivateFile
from core.states import available, steps_of
from marketplace.engagements import services
from marketplace.engagements.forms import OutcomeForm, PlanForm
from marketplace.engagements.models import HomeAssessment
from marketplace.engagements.queries import assessments
from marketplace.engagements.queries.people import staff_of
from marketplace.engagements.views.contracts import portal_of
from marketplace.engagements.views.reading import note_of, said_by
from marketplace.workers.models import Worker

STEPS = {"plan": "约好时间", "refuse": "安排不了", "complete": "评估完了", "cancel": "家里不评估了", "drop": "订单没有了"}


def as_file(found: PrivateFile) -> HttpResponse:
    """A private picture, never cached."""
    answer = FileResponse(found.file.open("rb"), content_type=found.content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer  # type: ignore[return-value]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def assessment(request: HttpRequest, number: int) -> HttpResponse:
    """One assessment; whoever may hand in what was seen finds the form here."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = assessments.readable(number, actor=actor)
    form = OutcomeForm(request.POST or None, request.FILES or None, questions=row.questions)
    if request.method == "POST":
        require(actor, "finish", row)
        if form.is_valid():
            try:
                photos = form.cleaned_data["photos"]
                services.complete_assessment(row, answers=form.answers(), outcome=form.cleaned_data["outcome"], actor=actor, now=now, files=photos)
            except (Invalid, Conflict) as error:
                say(form, error)
            else:
                messages.success(request, "交上去了，家里看得到。")
                return redirect("engagements:assessment", number)
    moves = {event for event, _ in available(row, actor)}
    deal = row.engagement
    context = {
        "portal": portal_of(deal, actor),
        "row": row,
        "deal": deal,
        "form": form,
        "moves": moves,
        "planning": PlanForm(initial={"starts_at": row.starts_at or row.wanted_at}),
        "staff": Worker.objects.filter(pk__in=staff_of(deal)).order_by("pk") if "plan" in moves else [],
        "answered": assessments.answered(row),
        "steps": steps_of(row, STEPS),
        "key": fresh_key(),
    }
    return render(request, "engagements/assessment.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@login_required
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Plan it, refuse it, give it up."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = assessments.readable(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "plan": (lambda: _plan(request, row), "约好了，家里收到了通知。"),
        "refuse": (lambda: services.refuse_assessment(row, actor=actor, now=now, note=note_of(request)), "告诉家里了。"),
        "cancel": (lambda: services.cancel_assessment(row, actor=actor, now=now), "不评估了，不收钱。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict, Invalid))
    return redirect("engagements:assessment", number)


def _plan(request: HttpRequest, row: HomeAssessment) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "accept", row)
    said = said_by(PlanForm(request.POST))
    return services.plan_assessment(row, worker_id=said["worker"], starts_at=said["starts_at"], actor=actor, now=clock.now())


@require_safe
@login_required
@never_cache
def photo(request: HttpRequest, number: int, file_id: uuid.UUID) -> HttpResponse:
    """A photo of it."""
    actor = request.actor  # type: ignore[attr-defined]
    return as_file(services.open_photo(assessments.readable(number, actor=actor), file_id, actor=actor, now=clock.now()))
