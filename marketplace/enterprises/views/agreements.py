"""/enterprise/agreements/: what the enterprise has signed, and what was said of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.access import can, tenants
from marketplace.enterprises import queries
from marketplace.enterprises.commission import commission_text
from marketplace.enterprises.models import Agreement, Assessment
from marketplace.enterprises.states import AGREED


@require_safe
@login_required
@never_cache
def agreements(request: HttpRequest) -> HttpResponse:
    """The agreements of one's enterprise with their files, and its grades and titles with the reasons (ENT-12, ENT-10)."""
    actor, today = request.actor, timezone.localdate(clock.now())  # type: ignore[attr-defined]
    row = queries.own_of(actor)
    signed = Agreement.objects.filter(enterprise__organisation_id__in=tenants(actor, Agreement.access_resource), state__in=AGREED)
    said = Assessment.objects.filter(enterprise__organisation_id__in=tenants(actor, Assessment.access_resource))
    context = {
        "portal": "enterprise",
        "enterprise": row,
        "agreements": [(one, commission_text(one), can(actor, "read", one.file)) for one in signed.select_related("file").order_by("-starts_on", "-pk")[:50]],
        "assessments": list(said.order_by("-pk")[:50]),
        "paused": row is not None and queries.is_paused(row.pk, on=today),
    }
    return render(request, "enterprises/agreements.html", context)
