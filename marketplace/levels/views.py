"""Pages of levels: what there is, for everybody; one's own; and what a member pays for one service, beside its price (MEM-10)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock, content
from core.clock import midnight
from core.middleware import storable
from marketplace.levels import queries
from marketplace.listings.queries.own import public_listing

SCOPES = [queries.SCOPE, "settings", "pages"]


@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """The levels: how each is reached and what it takes off. The offers of a level are its members' to read."""
    fingerprint, today = content.version(*SCOPES), timezone.localdate(clock.now())
    later = queries.coming(today)
    response = render(request, "levels/levels.html", {"terms": queries.terms_on(today)})
    if request.GET:
        return response
    return storable(response, scopes=SCOPES, fingerprint=fingerprint, until=midnight(later[0].starts_on) if later else None)


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own level: what it is worth, since when, why; what the next one takes."""
    today = timezone.localdate(clock.now())
    user_id: int = request.user.pk  # type: ignore[assignment]
    rights = queries.rights_of(user_id, today)
    terms = queries.terms_on(today)
    rank = next((row.level.rank for row in terms if rights is not None and row.level_id == rights.level_id), 0)
    context = {
        "portal": "my",
        "rights": rights,
        "grants": [(row, row.holds_on(today)) for row in queries.grants_of(user_id)],
        "above": [row for row in terms if row.level.rank > rank],
    }
    return render(request, "levels/mine.html", context)


@require_safe
@never_cache
def price(request: HttpRequest, number: int) -> HttpResponse:
    """What this member pays for a public service, for its page; for a visitor the way to log in. Raises NotFound."""
    now = clock.now()
    listing = public_listing(number, now=now)
    actor = request.actor  # type: ignore[attr-defined]
    rights = queries.rights_of(actor.user_id, timezone.localdate(now))
    context = {
        "listing": listing,
        "known": actor.is_authenticated,
        "rights": rights,
        "member_fen": queries.member_price(listing.price_fen, rights),
        "less": queries.percent(rights.share) if rights else "",
    }
    return render(request, "levels/parts/price.html", context)
