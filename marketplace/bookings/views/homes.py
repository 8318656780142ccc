"""What a family always wants whoever comes to know: /my/home/."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Invalid
from core.forms import say
from marketplace.bookings import services
from marketplace.bookings.forms import HomeForm
from marketplace.bookings.queries.homes import own_preferences


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Write them, or change them; the next orders carry them."""
    actor = request.actor  # type: ignore[attr-defined]
    row = own_preferences(actor)
    form = HomeForm(request.POST or None, initial=row.said if row else {})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_preferences(actor=actor, now=clock.now(), **form.cleaned_data)
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "记下来了，以后每一单都带上。")
            return redirect("bookings:home")
    return render(request, "bookings/home.html", {"portal": "my", "form": form, "changed_at": row.changed_at if row else None})
