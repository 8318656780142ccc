"""选择城市: every city of this installation as a link to its front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import content
from core.middleware import storable

SCOPES = ["pages", "settings"]


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """The cities by name; with one city, that one. The facts of the header know them."""
    fingerprint = content.version(*SCOPES)
    return storable(render(request, "home/cities.html"), scopes=SCOPES, fingerprint=fingerprint)
