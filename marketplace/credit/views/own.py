"""How one stands oneself, what pulls the score down and what to do about it: /enterprise/credit/, /worker/credit/."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.access import scopes, tenants
from marketplace.credit import queries
from marketplace.credit.models import Standing
from marketplace.credit.scoring import Rules
from marketplace.credit.states import Kind
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from marketplace.workers.models import Worker

RESOURCE = Standing.access_resource
WORST = 3


@require_safe
@login_required
@never_cache
def of_enterprise(request: HttpRequest) -> HttpResponse:
    """Of one's enterprise."""
    own = Enterprise.objects.filter(organisation_id__in=tenants(request.actor, RESOURCE), state=EnterpriseState.APPROVED)  # type: ignore[attr-defined]
    row = own.order_by("pk").first()
    return _show(request, Kind.ENTERPRISE, row.pk if row else None, name=row.shown_name if row else "", is_open=True)


@require_safe
@login_required
@never_cache
def of_worker(request: HttpRequest) -> HttpResponse:
    """Of oneself."""
    may = "o" in scopes(request.actor, "read", RESOURCE)  # type: ignore[attr-defined]
    row = Worker.objects.filter(user_id=request.user.pk or 0).first() if may else None
    return _show(request, Kind.WORKER, row.pk if row else None, name=row.called if row else "", is_open=row is not None and row.code_open)


def _show(request: HttpRequest, kind: str, number: int | None, *, name: str, is_open: bool) -> HttpResponse:
    held = Rules.at(clock.now())
    row = queries.standing_of(kind, number) if number is not None else None
    parts = queries.shown_parts(row, held)
    worst = sorted((one for one in parts if one.count and one.lost), key=lambda one: -one.lost)[:WORST]
    context = {
        "portal": kind,
        "kind": kind,
        "number": number,
        "name": name,
        "is_open": is_open,
        "row": row,
        "rules": held,
        "parts": parts,
        "worst": worst,
        "history": queries.history_of(kind, number) if number is not None else [],
        "missing": max(0, held.least_facts - (row.facts if row else 0)),
    }
    return render(request, "credit/own.html", context)
