"""Staff screens of statistics, read-only: enterprises over time (ENT-13), areas without a provider (ENT-14), prices beside the guidance (PRI-07)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.access import ALL, scopes
from core.admin import require_staff
from home.reports.prices import leaving
from home.reports.queries import Asked, coverage, month_ends, over_time
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.states import EnterpriseState

ENTERPRISES, COVERAGE, PRICES = "home_report_enterprises", "home_report_coverage", "home_report_prices"
MARKS = (("above", "高于指导价"), ("below", "低于指导价"))
WAYS = (("state", "按状态"), ("district", "按区"), ("category", "按分类"))
STATES = [(state.value, state.label) for state in EnterpriseState if state != EnterpriseState.DRAFT]
CHART = {"width": 720, "height": 160, "bar": 40}


@require_safe
def enterprises(request: HttpRequest) -> HttpResponse:
    """How many enterprises, month by month: by state, district or category, each narrowed by the others."""
    require_staff("read", "enterprise")
    tree = catalogue()
    by, state = request.GET.get("by", ""), request.GET.get("state", "")
    asked = Asked(
        by=by if by in dict(WAYS) else "state",
        state=state if state in EnterpriseState.values else EnterpriseState.APPROVED,
        district=next((place for place in tree.districts if place.code == request.GET.get("district")), None),
        category=tree.by_slug.get(request.GET.get("category", "")),
    )
    months = month_ends(clock.now())
    lines = over_time(asked, ends=[ends for _, ends in months])
    admitted = lines if asked.by == "district" else over_time(Asked("district", asked.state, asked.district, asked.category), ends=[ends for _, ends in months])
    totals = [sum(column) for column in zip(*(line.counts for line in admitted), strict=True)] or [0] * len(months)
    context = {
        "asked": asked,
        "months": [label for label, _ in months],
        "lines": lines,
        "bars": _bars([label for label, _ in months], totals),
        "chart": CHART,
        "chart_label": EnterpriseState(asked.state).label,
        "ways": WAYS,
        "states": STATES,
        "tree": tree,
        **_header("企业统计", "history"),
    }
    return render(request, "reports/admin/enterprises.html", context)


def _bars(labels: list[str], totals: list[int]) -> list[dict[str, Any]]:
    """A bar for each month, in pixels of the drawing."""
    most, floor, room = max(totals) or 1, CHART["height"] - 28, CHART["height"] - 52
    step = CHART["width"] / len(totals)
    found = []
    for number, (label, total) in enumerate(zip(labels, totals, strict=True)):
        tall = round(room * total / most, 1)
        middle = round(step * (number + 0.5), 1)
        left = round(middle - CHART["bar"] / 2, 1)
        found.append({"label": label[5:].lstrip("0") + "月", "total": total, "x": left, "middle": middle, "y": floor - tall, "tall": tall})
    return found


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Districts by categories: how many providers, and where there is none."""
    require_staff("read", "enterprise")
    tree = catalogue()
    top = next((node for node in tree.tops if node.slug == request.GET.get("top")), None)
    found = coverage(top)
    context = {"found": found, "top": top, "tree": tree, **_header("服务覆盖", "site")}
    return render(request, "reports/admin/coverage.html", context)


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """Providers whose median price leaves the guidance range (PRI-07)."""
    actor = require_staff("read", "service_price")
    opens = {"opens": ALL in scopes(actor, "read", "enterprise")}
    mark = request.GET.get("mark", "")
    rows, known = leaving(now=clock.now())
    shown = [one for one in rows if mark not in dict(MARKS) or one.mark == mark]
    return render(
        request, "reports/admin/prices.html", {"rows": shown, "known": known, "mark": mark, "marks": MARKS, **opens, **_header("价格出了指导价", "tag")}
    )


def _header(title: str, icon: str) -> dict[str, Any]:
    return {"breadcrumbs_items": [{"url": "", "label": title}], "header_title": title, "header_icon": icon}
