"""Lifting a flag of lateness."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import can, require
from core.admin import require_staff
from core.errors import Conflict, Invalid, NotFound, sentence
from dispatch.board import services
from dispatch.board.models import LateArrival

EXCUSE = "dispatch_late"


@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: HttpRequest, number: int) -> HttpResponse:
    """One flag; lift it with a reason: one domain call."""
    actor = require_staff("read", LateArrival.access_resource)
    row = LateArrival.objects.select_related("worker__enterprise", "visit__booking", "excused_by").filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    error, note = "", request.POST.get("note", "").replace("\x00", "")[:500]
    if request.method == "POST":
        require(actor, "update", row)
        try:
            services.excuse(row, actor=actor, now=clock.now(), note=note)
        except (Invalid, Conflict) as wrong:
            error = sentence(wrong)
        else:
            return redirect(EXCUSE, number)
    crumbs = [{"url": reverse("dispatch_board"), "label": "派工台"}, {"url": "", "label": "迟到"}]
    context = {"late": row, "error": error, "note": note, "may": can(actor, "update", row) and row.excused_at is None}
    status = 400 if error else 200
    return render(request, "board/admin/late.html", {**context, "header_title": "迟到", "header_icon": "time", "breadcrumbs_items": crumbs}, status=status)
