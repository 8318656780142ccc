"""/surveys/<signed>/: the questions, without an account; on a phone as anywhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.counters import require_within
from core.errors import Conflict, Invalid
from core.forms import say
from dispatch.surveys import services
from dispatch.surveys.forms import AnswerForm

TRIES, HOUR = 60, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Read the questions and answer them, once. Raises NotFound for an address that is not ours."""
    now = clock.now()
    require_within("surveys.open", request.actor.ip, limit=TRIES, window_seconds=HOUR, now=now)  # type: ignore[attr-defined]
    row = services.invitation_of(token)
    form = AnswerForm(list(row.survey.questions.order_by("position")), request.POST if request.method == "POST" else None)
    context = {"row": row, "survey": row.survey, "form": form, "thanks": False, "over": "" if row.is_open(now) else services.why_closed(row)}
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(row, form.said(), now=now)
        except Invalid as error:
            say(form, error)
        except Conflict as error:
            return render(request, "surveys/answer.html", {**context, "over": error.message}, status=error.status)
        else:
            return render(request, "surveys/answer.html", {**context, "thanks": True})
    return render(request, "surveys/answer.html", context, status=400 if form.errors else 200)
