"""/enterprise/outlet-services/: which offers an outlet provides (CHN-05)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Conflict, Invalid
from core.forms import say
from marketplace.listings import services
from marketplace.listings.models import Listing
from marketplace.listings.queries.outlets import offers_of, own_outlet


class OffersForm(forms.Form):
    """The enterprise's offers as boxes to tick."""

    offers = forms.TypedMultipleChoiceField(label="这家门店做什么", required=False, coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, known: list[Listing], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["offers"].choices = [(row.pk, row.title) for row in known]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def offers(request: HttpRequest, number: int) -> HttpResponse:
    """Tick what this outlet does; nothing ticked means everything."""
    actor = request.actor  # type: ignore[attr-defined]
    outlet = own_outlet(number, actor=actor)
    known = offers_of(outlet)
    chosen = set(outlet.offers.values_list("listing_id", flat=True))
    form = OffersForm(request.POST if request.method == "POST" else None, known=known)
    if request.method == "POST" and form.is_valid():
        ticked = set(form.cleaned_data["offers"])
        try:
            services.set_outlet_offers(outlet, offers=[row for row in known if row.pk in ticked], actor=actor, now=clock.now())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "记下了，约服务的时候只派这家门店做的。")
            return redirect("enterprises:own-outlets")
    context = {"portal": "enterprise", "outlet": outlet, "known": known, "chosen": chosen, "form": form}
    return render(request, "listings/own/outlet_offers.html", context, status=400 if form.errors else 200)
