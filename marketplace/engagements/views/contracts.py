"""Contracts: read, signed, on paper. One address for every side; who may read the order may read it (BKG-22)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.forms import attempt
from core.idempotency.views import fresh_key, idempotent_form
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own as orders
from marketplace.engagements import contract_sheet, services
from marketplace.engagements.models import Deal
from marketplace.engagements.queries import contracts
from marketplace.engagements.services.contracting import PROVIDER, side_of

ORDER_PAGES = {"my": "bookings:order", "enterprise": "bookings:provider-order", "worker": "bookings:visit"}
PAGES = {"my": "engagements:engagement", "enterprise": "engagements:enterprise-engagement", "worker": "engagements:worker-engagement"}


def portal_of(deal: Deal, actor: Actor) -> str:
    """On whose pages somebody reads what belongs to an order."""
    if deal.customer_id == actor.user_id:
        return "my"
    return "enterprise" if deal.enterprise is not None and "t" in deal.access_scopes(actor) else "worker"


def back_to(deal: Deal, portal: str) -> tuple[str, str]:
    """The page of the order there: URL name and number."""
    return (ORDER_PAGES if isinstance(deal, Booking) else PAGES)[portal], deal.number


@require_safe
@login_required
@never_cache
def contract(request: HttpRequest, number: int) -> HttpResponse:
    """One version with who has accepted it, when and how."""
    actor = request.actor  # type: ignore[attr-defined]
    found = contracts.readable(number, actor=actor)
    deal, signed = found.deal, contracts.signed_by(found)
    portal = portal_of(deal, actor)
    try:
        side = side_of(deal, actor)
    except Forbidden:
        side = ""
    newest = contracts.latest(deal)
    context = {
        "portal": portal,
        "contract": found,
        "body": found.body,
        "signed": [signed[name] for name in ("family", PROVIDER) if name in signed],
        "may_sign": bool(side) and side not in signed and newest == found,
        "newest": newest,
        "back": back_to(deal, portal),
        "key": fresh_key(),
    }
    return render(request, "engagements/contract.html", context)


@require_POST
@login_required
@idempotent_form
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Accept the version that was read."""
    actor = request.actor  # type: ignore[attr-defined]
    found = contracts.readable(number, actor=actor)
    digest = request.POST.get("digest", "")[:64]
    attempt(request, lambda: services.sign(found, actor=actor, now=clock.now(), digest=digest), "签好了。", shown=(Conflict, Invalid))
    return redirect("engagements:contract", number)


@require_safe
@login_required
@never_cache
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The same on paper."""
    found = contracts.readable(number, actor=request.actor)  # type: ignore[attr-defined]
    answer = HttpResponse(contract_sheet.draw(found, list(contracts.signed_by(found).values())), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="contract-{found.deal.number}-{found.version}.pdf"'
    return answer


@require_POST
@login_required
def ask_for_one(request: HttpRequest, portal: str, number: str) -> HttpResponse:
    """A contract for an hourly order; nobody sets out before both have accepted it."""
    actor = request.actor  # type: ignore[attr-defined]
    order = orders.for_customer(number, actor=actor) if portal == "my" else orders.for_provider(number, actor=actor)
    attempt(request, lambda: services.ask_contract(order, actor=actor, now=clock.now()), "合同写好了，双方都签了才上门。", shown=(Conflict, Invalid))
    found = contracts.latest(order)
    return redirect("engagements:contract", found.pk) if found else redirect(ORDER_PAGES[portal], number)
