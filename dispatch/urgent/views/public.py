"""/urgent/: what somebody comes for at once, what it costs, what to do until then; for everybody. Stored bytes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import content
from core.middleware import storable
from dispatch.urgent import queries
from dispatch.urgent.models.plans import SCOPE

SCOPES = [SCOPE, "catalog", "settings", "pages"]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Choose what happened; the form comes next."""
    fingerprint = content.version(*SCOPES)
    response = render(request, "urgent/about.html", {"incidents": queries.incidents()})
    return storable(response, scopes=SCOPES, fingerprint=fingerprint) if not request.GET else response
