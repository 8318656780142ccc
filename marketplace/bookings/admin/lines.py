"""排队: how long the lines of the city are, by service and district (X-BK-09)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.admin import require_staff
from marketplace.bookings.models import Waiting
from marketplace.bookings.queries import waiting

LINES = "marketplace_waiting"


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """The lines, the longest first; figures, no names."""
    require_staff("summarise", Waiting.access_resource)
    crumbs = [{"url": "", "label": "排队"}]
    context = {"rows": waiting.lines(), "header_title": "排队", "header_icon": "time", "breadcrumbs_items": crumbs}
    return render(request, "bookings/admin/lines.html", context)
