"""连锁门店: enterprises with their outlets as a tree: contacts, contract, state (CHN-01)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import clock
from core.access import can
from core.admin import require_staff
from core.texts import whole
from marketplace.enterprises.models import Agreement, Enterprise, Outlet
from marketplace.enterprises.states import AgreementState, EnterpriseState, OutletState

CHAINS = "marketplace_chains"
SIZE = 30
BIGGEST = 2**63 - 1


@require_safe
def chains(request: HttpRequest) -> HttpResponse:
    """The tree, a page of enterprises at a time; `q` looks into names, `state` at the outlets' state. Four queries."""
    actor = require_staff("read", Outlet.access_resource)
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip()[:60] for name in ("q", "state", "after")}
    outlets = Outlet.objects.visible_to(actor).select_related("district", "organisation")
    if asked["state"] in OutletState.values:
        outlets = outlets.filter(state=asked["state"])
    rows = Enterprise.objects.filter(pk__in=outlets.values("enterprise_id")).exclude(state=EnterpriseState.DRAFT)
    if asked["q"]:
        named = outlets.filter(name__contains=asked["q"]).values("enterprise_id")
        rows = rows.filter(pk__in=named) | rows.filter(legal_name__contains=asked["q"]) | rows.filter(short_name__contains=asked["q"])
    after = whole(asked["after"]) or 0
    page = list(rows.filter(pk__gt=min(after, BIGGEST)).select_related("district").order_by("pk")[: SIZE + 1])
    context = {
        "trees": _trees(page[:SIZE], outlets, sees_agreements=can(actor, "read", Agreement)),
        "next": page[SIZE - 1].pk if len(page) > SIZE else None,
        "asked": asked,
        "states": OutletState.choices,
        "breadcrumbs_items": [{"url": "", "label": "连锁门店"}],
        "header_title": "连锁门店",
        "header_icon": "site",
    }
    return render(request, "enterprises/admin/chains.html", context)


def _trees(page: list[Enterprise], outlets: Any, *, sees_agreements: bool) -> list[dict[str, Any]]:
    ids, today = [row.pk for row in page], timezone.localdate(clock.now())
    below: dict[int, list[Outlet]] = {}
    for outlet in outlets.filter(enterprise_id__in=ids).order_by("pk"):
        below.setdefault(outlet.enterprise_id, []).append(outlet)
    contracts: dict[int, Agreement] = {}
    if sees_agreements:
        signed = Agreement.objects.filter(enterprise_id__in=ids).exclude(state__in=[AgreementState.DRAFT, AgreementState.DISCARDED])
        contracts = {row.enterprise_id: row for row in signed.order_by("ends_on", "pk")}
    return [{"enterprise": row, "agreement": contracts.get(row.pk), "outlets": [(one, _over(one, today)) for one in below.get(row.pk, [])]} for row in page]


def _over(outlet: Outlet, today: Any) -> bool:
    """Whether a franchisee's contract has run out."""
    return outlet.contract_until is not None and outlet.contract_until < today
