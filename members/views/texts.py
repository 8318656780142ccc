"""Terms and privacy notice: public pages, stored."""

from typing import Any

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
    versions = queries.document_versions(kind, clock.now())
    if not versions:
        raise NotFound
    response = render(request, "members/text.html", _context(kind, versions[0], versions))
    return storable(response, scopes=SCOPES, fingerprint=fingerprint)


@require_safe
def old_text(request: HttpRequest, kind: str, version: str) -> HttpResponse:
    """A version that was in force before, with its dates. Raises NotFound for one that never was, and for the one in force, which has its own address."""
    versions = queries.document_versions(kind, clock.now())
    document = next((row for row in versions[1:] if row.version == version), None)
    if document is None:
        raise NotFound
    return render(request, "members/text.html", {**_context(kind, document, versions), "is_old": True})


def _context(kind: str, document: ConsentDocument, versions: list[ConsentDocument]) -> dict[str, Any]:
    declared = document.fields if kind == ConsentDocument.Kind.PRIVACY else []
    return {"document": document, "declared": declared, "versions": versions, "text_url": f"members:{kind}", "version_url": f"members:{kind}-version"}
