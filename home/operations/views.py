"""Health for machines, and the one-time page that creates the first administrator."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Invalid, NotFound
from home.operations.embedded.setup_link import token_is_good
from home.operations.forms import FirstAdministratorForm
from home.operations.health import examine
from home.operations.services.first_administrator import create_first_administrator, has_administrator


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the site may serve: the vital checks only. 503 when one is red; says no more than names."""
    findings = examine(clock.now(), only_vital=True)
    ok = all(finding.ok for finding in findings)
    return JsonResponse({"status": "ok" if ok else "unavailable", "checks": {f.name: f.ok for f in findings}}, status=200 if ok else 503)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Create the first administrator. A bad, old or used link looks like a page that is not there."""
    if not token_is_good(token) or has_administrator():
        raise NotFound
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            create_first_administrator(username=given["username"], password=given["password"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            for name, texts in error.fields.items():
                form.add_error(name, texts)
        else:
            return redirect("account_login")
    return render(request, "operations/setup.html", {"form": form}, status=400 if form.errors else 200)
