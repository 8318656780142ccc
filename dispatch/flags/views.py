"""举报: a page of its own for each thing, because it posts; and what became of one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require
from core.errors import Invalid, NotFound
from core.forms import say
from dispatch.flags import queries, services
from dispatch.flags.forms import ReportForm
from dispatch.flags.models import Flag


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def report(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Say what is wrong with a public thing. Raises NotFound for what the public may not see."""
    subject = queries.reportable(kind, number, now=clock.now())
    if subject is None:
        raise NotFound
    require(request.actor, "create", Flag)  # type: ignore[attr-defined]
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report(kind, number, actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "收到了，同事会核实，结果发到你的消息里。")
            return redirect("flags:mine")
    return render(request, "flags/report.html", {"form": form, "subject": subject})


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What one has reported and what became of it."""
    return render(request, "flags/mine.html", {"portal": "my", "flags": queries.own(request.user.pk)})  # type: ignore[arg-type]
