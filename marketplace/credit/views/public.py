"""Public pages: stored bytes, GET only. How credit is counted; how an enterprise, or a worker who agrees, stands (CRE-01, CRE-02)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock, content
from core.middleware import storable
from marketplace.credit import queries
from marketplace.credit.scoring import Rules, changes_at

COMMON = ["enterprises", queries.RULES, "settings", "pages"]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The parts with their weights, the grades with their bounds."""
    fingerprint, now = content.version(*COMMON), clock.now()
    held = Rules.at(now)
    response = render(request, "credit/rules.html", {"rules": held, "parts": queries.shown_parts(None, held)})
    return response if request.GET else storable(response, scopes=COMMON, fingerprint=fingerprint, until=changes_at(now))


@require_safe
def about(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Grade, score parts and history of one. Raises NotFound, Elsewhere."""
    scopes = [*COMMON, f"{kind}:{number}", queries.scope_of(kind, number)]
    fingerprint, now = content.version(*scopes), clock.now()
    subject = queries.public_subject(kind, number)
    held, row = Rules.at(now), queries.standing_of(kind, number)
    context = {
        "subject": subject,
        "kind": kind,
        "name": subject.called if kind == "worker" else subject.shown_name,  # type: ignore[union-attr]
        "row": row,
        "rules": held,
        "parts": queries.shown_parts(row, held),
        "history": queries.history_of(kind, number),
    }
    response = render(request, "credit/about.html", context)
    return response if request.GET else storable(response, scopes=scopes, fingerprint=fingerprint, until=changes_at(now))
