"""The family rates an order: /my/orders/<number>/rate/."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require
from core.errors import Conflict, Invalid
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from core.texts import whole
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own as orders
from marketplace.ratings import services
from marketplace.ratings.forms import RatingForm
from marketplace.ratings.models import Rating
from marketplace.ratings.parameters import REWARD_POINTS
from marketplace.ratings.queries import own
from marketplace.ratings.queries.public import photos_of

PORTAL = {"portal": "my"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Give stars and words to one's finished order; later, change them for a few days, or read what was answered."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    order = orders.for_customer(number, actor=actor)
    require(actor, "create", Rating)
    rating = own.of_order(order)
    form = RatingForm(request.POST or None, request.FILES or None, initial=RatingForm.of(rating) if rating else None)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, order, rating, form)
        except Invalid as error:
            say(form, error)
        except Conflict as error:
            messages.error(request, error.message)
            return redirect("ratings:rate", number)
        else:
            messages.success(request, "改好了。" if rating else "写好了，谢谢你。")
            return redirect("ratings:rate", number)
    until = own.editable_until(rating, now) if rating else None
    context = {
        **PORTAL,
        "order": order,
        "rating": rating,
        "form": form,
        "until": until,
        "open": until is not None if rating else own.may_rate(order, now),
        "photos": photos_of([rating.pk]).get(rating.pk, []) if rating else [],
        "points": REWARD_POINTS.at(now),
        "key": fresh_key(),
    }
    return render(request, "ratings/rate.html", context, status=400 if form.errors else 200)


def _save(request: HttpRequest, order: Booking, rating: Rating | None, form: RatingForm) -> Any:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    photos = form.cleaned_data["photos"]
    if rating is None:
        return services.rate(order, form.said(), actor=actor, now=now, photos=photos)
    gone = [number for text in request.POST.getlist("without") if (number := whole(text)) is not None]
    return services.edit(rating, form.said(), actor=actor, now=now, photos=photos, without=gone)
