"""Public pages: stored bytes, GET only. What was said about an enterprise, a service or a worker; and one rating by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock, content, subjects
from core.errors import NotFound
from core.middleware import storable
from core.texts import whole
from marketplace.ratings.queries import public
from marketplace.ratings.services.standing import scope_of
from marketplace.ratings.states import Subject

COMMON = ["enterprises", "catalog", "accounts", "settings", "pages"]


@require_safe
def about(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """All that was said about somebody who is public, the latest first. Raises NotFound."""
    if kind not in Subject.values:
        raise NotFound
    scopes = [*COMMON, f"{kind}:{number}", scope_of(kind, number)]
    fingerprint, now = content.version(*scopes), clock.now()
    subject = subjects.find(f"{kind}:{number}", now=now)
    if subject is None:
        public.lead_home(kind, number, now)
        raise NotFound
    text = request.GET.get("cursor", "")
    before = whole(text)
    page = public.public_page(kind, number, before=before)
    context = {"subject": subject, "page": page, "bars": public.bars(page.standing) if page.standing else []}
    response = render(request, "ratings/about.html", context)
    if request.GET:
        return response
    return storable(response, scopes=scopes, fingerprint=fingerprint)


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One public rating. 404 at once when it is taken down."""
    scopes = [*COMMON, f"rating:{number}"]
    fingerprint = content.version(*scopes)
    response = render(request, "ratings/one.html", {"said": public.public_one(min(number, 2**63 - 1))})
    if request.GET:
        return response
    return storable(response, scopes=scopes, fingerprint=fingerprint)
