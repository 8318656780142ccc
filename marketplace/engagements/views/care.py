"""Care logs: written by whoever is there, read by the family and the provider (SVC-13)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import Actor, require
from core.errors import Conflict, Invalid, NotFound, RateLimited
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from core.paging import split
from core.texts import whole
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own as orders
from marketplace.engagements import services
from marketplace.engagements.forms import CareForm
from marketplace.engagements.models import CareEntry, Deal, named
from marketplace.engagements.queries import care, own
from marketplace.engagements.views.assessments import as_file
from marketplace.engagements.views.contracts import back_to


def deal_of(kind: str, portal: str, number: str, actor: Actor) -> Deal:
    """The order of a page. Raises NotFound."""
    if kind == "order":
        found = {"my": orders.for_customer, "enterprise": orders.for_provider, "worker": orders.for_worker}[portal]
        return found(number, actor=actor)
    return own.for_customer(number, actor=actor) if portal == "my" else own.for_provider(number, portal, actor=actor)


@require_safe
@login_required
@never_cache
def log(request: HttpRequest, kind: str, portal: str, number: str) -> HttpResponse:
    """The log of an order, the latest first, for who reads it."""
    return _log(request, kind, portal, number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def writing(request: HttpRequest, kind: str, portal: str, number: str) -> HttpResponse:
    """The same for whoever is there, who writes."""
    return _log(request, kind, portal, number)


def _log(request: HttpRequest, kind: str, portal: str, number: str) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    deal = deal_of(kind, portal, number, actor)
    require(actor, "read", CareEntry(**named(deal)))
    if not care.keeps_log(deal):
        raise NotFound
    form = CareForm(request.POST or None, request.FILES or None, initial={"day": timezone.localdate(now)})
    if request.method == "POST":
        require(actor, "create", CareEntry(**named(deal)))
        if form.is_valid():
            try:
                services.write_care(deal, form.noted(), actor=actor, now=now, files=form.cleaned_data["photos"])
            except (Invalid, Conflict, RateLimited) as error:
                say(form, error)
            else:
                messages.success(request, "记好了，家里看得到。")
                return redirect(request.path)
    found = care.page_of(deal, before=whole(request.GET.get("cursor", "")))
    page, following = split(found, care.PAGE_SIZE)
    context = {
        "portal": portal,
        "deal": deal,
        "entries": page,
        "next": following,
        "form": form,
        "writes": portal == "worker",
        "back": back_to(deal, portal),
        "is_visit": isinstance(deal, Booking),
        "key": fresh_key(),
    }
    return render(request, "engagements/care.html", context, status=400 if request.method == "POST" else 200)


@require_safe
@login_required
@never_cache
def photo(request: HttpRequest, number: int, file_id: uuid.UUID) -> HttpResponse:
    """A photo of an entry."""
    actor = request.actor  # type: ignore[attr-defined]
    return as_file(services.open_photo(care.readable(number, actor=actor), file_id, actor=actor, now=clock.now()))
