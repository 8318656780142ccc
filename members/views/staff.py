"""/admin/login/: where Wagtail sends whom it does not let in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core.access import require


@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """To our log-in page, and no further for who is logged in without the right (he would go round in a circle). Raises Forbidden."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_authenticated:
        return redirect(f"{reverse('account_login')}?{request.META['QUERY_STRING']}")
    require(actor, "enter", "back_office")
    return redirect("wagtailadmin_home")
