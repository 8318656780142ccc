"""Posting in three steps: what, then when, where and for how much, then photos and a last look (CLS-03).

After the first step there is a draft on the server, so nothing is lost on an error, on going back or when the phone runs out of battery;
"back" keeps what was typed so far, as far as it can be read.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import Invalid, NotFound
from core.forms import say
from core.models import Unit
from marketplace.listings import services
from marketplace.listings.forms import NAMES, ListingForm, PhotoForm, PhotoTextForm, WhatForm, terms_form_for
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.parameters import CHARGE_ITEMS, MAX_PHOTOS
from marketplace.listings.queries import own
from marketplace.listings.queries.shown import photos_of
from marketplace.listings.services.posting import require_standing
from marketplace.listings.states import ListingState, Side
from marketplace.listings.views.own import enterprise_of, names, own_row
from marketplace.pricing.queries import ranges
from marketplace.pricing.shown import bases_of, with_span

RANGES_SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def post(request: HttpRequest, portal: str) -> HttpResponse:
    """Which side, then the first step; it leaves a draft."""
    enterprise = enterprise_of(request, portal)
    if portal == "enterprise":
        if enterprise is None:
            return redirect("enterprises:apply")
        require_standing(enterprise)
    side = request.GET.get("side", "")
    if side not in Side.values:
        drafts = own.drafts(request.actor, portal)  # type: ignore[attr-defined]
        return render(request, "listings/choose_side.html", {**names(portal), "enterprise": enterprise, "drafts": drafts})
    if request.method != "POST":
        category = request.GET.get("category", "")
        return _what(request, portal, WhatForm(initial={"category": category} if category.isdigit() else {}), side)
    form = WhatForm(request.POST)
    if form.is_valid():
        try:
            row = services.start_draft(actor=request.actor, now=clock.now(), side=side, enterprise=enterprise, **form.wanted())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error, NAMES)
        else:
            return redirect(names(portal)["terms_url"], row.pk)
    return _what(request, portal, form, side)


def _what(request: HttpRequest, portal: str, form: ListingForm, side: str, row: Listing | None = None) -> HttpResponse:
    context = {**names(portal), "form": form, "is_offer": side == Side.OFFER, "listing": row}
    return render(request, "listings/what.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def what(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """The first step again."""
    row = own_row(request, portal, number)
    if row.state != ListingState.DRAFT:
        return redirect(names(portal)["edit_url"], row.pk)
    if request.method != "POST":
        return _what(request, portal, WhatForm(initial=WhatForm.initial_of(row)), row.side, row)
    form = WhatForm(request.POST)
    if form.is_valid() and _kept(request, row, form):
        return redirect(names(portal)["terms_url"], row.pk)
    return _what(request, portal, form, row.side, row)


def _kept(request: HttpRequest, row: Listing, form: ListingForm) -> bool:
    """Keep what the form holds in the draft; whether it could be."""
    try:
        services.edit_listing(row, actor=request.actor, now=clock.now(), whole=False, **form.wanted())  # type: ignore[attr-defined]
    except Invalid as error:
        say(form, error, NAMES)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def terms(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """The second step: when, where and for how much, with the guidance range beside it."""
    row = own_row(request, portal, number)
    if row.state != ListingState.DRAFT:
        return redirect(names(portal)["edit_url"], row.pk)
    form_class = terms_form_for(row.side)
    if request.method != "POST":
        return _terms(request, portal, form_class(initial=_known(form_class, row)), row)
    form, back = form_class(request.POST), "back" in request.POST
    if (form.is_valid() or back) and _kept(request, row, form):
        return redirect(names(portal)["what_url" if back else "photos_url"], row.pk)
    return _terms(request, portal, form, row)


def _known(form_class: type[ListingForm], row: Listing) -> dict[str, Any]:
    """What the draft holds; the unit that is usual for the service or its category where none was chosen."""
    found = form_class.initial_of(row)
    found["unit"] = found["unit"] or (row.service_type.unit_id if row.service_type else None) or _usual_unit(row)
    return found


def _usual_unit(row: Listing) -> int | None:
    return Unit.objects.filter(code__in=row.category.units[:1]).values_list("pk", flat=True).first()


def _terms(request: HttpRequest, portal: str, form: ListingForm, row: Listing) -> HttpResponse:
    rows = _guidance(row)
    context = {
        **names(portal),
        "form": form,
        "is_offer": row.side == Side.OFFER,
        "listing": row,
        "rows": rows,
        "bases": bases_of(rows),
        "charges": CHARGE_ITEMS.at(clock.now()) if row.side == Side.OFFER else [],
    }
    return render(request, "listings/terms.html", context)


def _guidance(row: Listing) -> list[dict[str, Any]]:
    """The ranges in force for the service, in the district when it is known, else in the whole city; of the category where no service was chosen."""
    asked: dict[str, Any] = {"service_type_id": row.service_type_id} if row.service_type_id else {"categories": [row.category_id]}
    found = ranges(on=timezone.localdate(clock.now()), district_id=row.district_id, size=50, **asked).items
    return [with_span(item) for item in found if row.district_id or item["district"] is None][:RANGES_SHOWN]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def photos(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """The third step: photos and a last look at everything; from a draft, publication is the next button."""
    row = own_row(request, portal, number)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_photo(row, file=form.cleaned_data["file"], alt=form.cleaned_data["alt"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            return redirect(names(portal)["photos_url"], row.pk)
    context = {**names(portal), "listing": row, "form": form, "photos": photos_of(row), "most": MAX_PHOTOS.at(clock.now()), "is_offer": row.side == Side.OFFER}
    return render(request, "listings/photos.html", context)


def _photo(row: Listing, photo: int) -> ListingPhoto:
    found = row.photos.select_related("image", "listing__enterprise", "listing__author").filter(pk=min(photo, own.BIGGEST)).first()
    if found is None:
        raise NotFound
    return found


@require_POST
@login_required
def change_photo(request: HttpRequest, portal: str, number: int, photo: int) -> HttpResponse:
    """Say what a photo shows, or move it by one place."""
    row = own_row(request, portal, number)
    found, form = _photo(row, photo), PhotoTextForm(request.POST)
    if not form.is_valid():
        raise Invalid(fields={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    step = {"back": -1, "on": 1}.get(form.cleaned_data["move"], 0)
    position = own.place_of_photo(found) + step if step else None
    services.change_photo(found, alt=form.cleaned_data["alt"], position=position, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return redirect(names(portal)["photos_url"], row.pk)


@require_POST
@login_required
def remove_photo(request: HttpRequest, portal: str, number: int, photo: int) -> HttpResponse:
    """Take a photo away."""
    row = own_row(request, portal, number)
    services.remove_photo(_photo(row, photo), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return redirect(names(portal)["photos_url"], row.pk)
