"""Terms and privacy notice: public pages, stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock, content
from core.errors import NotFound
from core.middleware import storable
from members import queries
from members.models import ConsentDocument
from members.services.consents import CONTENT_SCOPE

SCOPES = [CONTENT_SCOPE, "pages", "settings"]


@require_safe
def text(request: HttpRequest, kind: str) -> HttpResponse:
    """The version in force. Raises NotFound when there is none."""
    fingerprint = content.version(*SCOPES)
    document = queries.current_document(kind, clock.now())
    if document is None:
        raise NotFound
    fields = document.fields if kind == ConsentDocument.Kind.PRIVACY else []
    response = render(request, "members/text.html", {"document": document, "declared": fields})
    return storable(response, scopes=SCOPES, fingerprint=fingerprint)
