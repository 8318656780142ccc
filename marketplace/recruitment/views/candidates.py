"""Applying, and one's own applications."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import Conflict, Invalid
from core.forms import say
from core.paging import split
from core.states import available
from core.texts import whole
from marketplace.recruitment import services
from marketplace.recruitment.errors import AlreadyApplied
from marketplace.recruitment.forms import ApplicationForm
from marketplace.recruitment.queries import own
from marketplace.recruitment.queries.public import public_job
from members.phones import masked


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Apply for a public posting; a page of its own, because it posts (LAB-06)."""
    actor = request.actor  # type: ignore[attr-defined]
    job = public_job(number, now=clock.now())
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.apply(job, actor=actor, now=clock.now(), **form.cleaned_data)
        except (Invalid, AlreadyApplied) as error:
            say(form, error)
        else:
            messages.success(request, "投出去了。对方看过、联系你，这里都会写。")
            return redirect("recruitment:mine")
    context = {"form": form, "job": job, "proven": actor.proven_phone, "phone": masked(request.user.phone or ""), "before": own.open_application(job, actor)}  # type: ignore[union-attr]
    return render(request, "recruitment/apply.html", context)


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's applications and sign-ups, the latest first."""
    actor = request.actor  # type: ignore[attr-defined]
    before = whole(request.GET.get("cursor", ""))
    found, now = own.own_applications(actor, before=before), clock.now()
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "is_public": row.job.is_public(now), "moves": [event for event, _ in available(row, actor) if event == "withdraw"]} for row in page]
    sign_ups = own.own_sign_ups(actor) if before is None else []
    return render(request, "recruitment/mine.html", {"portal": "my", "rows": rows, "next": following, "sign_ups": sign_ups})


@require_POST
@login_required
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's application back."""
    actor = request.actor  # type: ignore[attr-defined]
    row = own.own_application(number, actor=actor)
    try:
        services.withdraw_application(row, actor=actor, now=clock.now())
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "撤回来了，对方看不到你的资料了。")
    return redirect("recruitment:mine")
