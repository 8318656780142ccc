"""Asking for a redo, saying against it, and its photos (AFT-06)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid
from core.forms import attempt, say
from core.idempotency.views import fresh_key, idempotent_form
from marketplace.bookings.queries import own
from marketplace.warranty import queries, services
from marketplace.warranty.forms import RedoForm
from marketplace.warranty.models import Redo


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The family asks for a finished order to be done again, inside the warranty."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    order = own.for_customer(number, actor=actor)
    require(actor, "create", Redo(first=order))
    problem, until = "", None
    try:
        until = services.require_warranty(order, now)
    except Conflict as error:
        problem = error.message
    opened = queries.open_redo(order)
    starts = services.free_starts(order, now=now) if until and opened is None else []
    form = RedoForm(request.POST or None, request.FILES or None, starts=starts)
    if request.method == "POST" and (problem or opened or form.is_valid()):
        try:
            said = form.cleaned_data if form.is_valid() else {"start": now, "reason": "没有", "photos": [None]}
            row = services.ask_redo(order, **said, actor=actor, now=now)
        except (Invalid, Conflict) as error:
            if problem or opened:
                messages.error(request, error.message)
                return redirect("bookings:order", number)
            say(form, error)
        else:
            messages.success(request, "返工约好了，不收钱。")
            return redirect("bookings:order", row.booking.number)
    context = {"portal": "my", "order": order, "form": form, "until": until, "problem": problem, "opened": opened, "starts": starts, "key": fresh_key()}
    return render(request, "warranty/ask.html", context, status=400 if form.errors else 200)


@require_POST
@login_required
def objecting(request: HttpRequest, number: str) -> HttpResponse:
    """The provider says why it was done well."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = queries.one(number, actor=actor)
    attempt(request, lambda: services.object_to_redo(row, actor=actor, now=now, note=request.POST.get("note", "")), "交给网络中心核实了。")
    return redirect("bookings:provider-order" if row.first.enterprise_id else "bookings:visit", number)


@require_safe
@login_required
@never_cache
def photo(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """A photo of what was not done well, for the people of the order and the staff."""
    actor = request.actor  # type: ignore[attr-defined]
    found = services.open_photo(queries.one(number, actor=actor), place, actor=actor, now=clock.now())
    answer = FileResponse(found.file.open("rb"), content_type=found.content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer  # type: ignore[return-value]
