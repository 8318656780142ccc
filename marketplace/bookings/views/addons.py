"""What an enterprise sells with its offers: /enterprise/addons/ (SVC-27)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid
from core.forms import say
from marketplace.bookings import services
from marketplace.bookings.forms import AddOnForm
from marketplace.bookings.models import AddOn
from marketplace.bookings.queries import addons as sold

PORTAL = {"portal": "enterprise"}


@require_safe
@login_required
@never_cache
def offers(request: HttpRequest) -> HttpResponse:
    """The offers that can be booked, each with what is sold beside it."""
    require(request.actor, "create", AddOn)  # type: ignore[attr-defined]
    return render(request, "bookings/addons.html", {**PORTAL, "rows": sold.offers_of(request.actor)})  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """One offer: what is sold with it, and one more."""
    actor = request.actor  # type: ignore[attr-defined]
    listing = sold.offer_of(number, actor=actor)
    form = AddOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.add_addon(listing, actor=actor, now=clock.now(), name=said["name"], price_fen=said["price"], minutes=said["minutes"])
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "加好了，家庭预约时马上选得到。")
            return redirect("bookings:addons-of", number)
    return render(request, "bookings/addons_of.html", {**PORTAL, "listing": listing, "rows": sold.addons_on(listing), "form": form})


@require_POST
@login_required
def drop(request: HttpRequest, number: int, addon: int) -> HttpResponse:
    """Take one off."""
    actor = request.actor  # type: ignore[attr-defined]
    services.drop_addon(sold.addon_of(number, addon, actor=actor), actor=actor, now=clock.now())
    messages.success(request, "下架了，已经下的单不变。")
    return redirect("bookings:addons-of", number)
