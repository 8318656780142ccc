"""宣传单: sheets to print, each with a code of its own, and how often each was scanned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.storefronts import queries, services
from cms.storefronts.flyer_sheet import Sheet, draw
from cms.storefronts.forms import FlyerForm
from cms.storefronts.models import Flyer
from cms.storefronts.shown import summary_of
from core import clock
from core.errors import Invalid, NotFound
from core.forms import say
from core.money import Money
from core.templatetags.ui import day, grouped
from marketplace.enterprises.models import Enterprise
from marketplace.listings.queries.outlets import own_outlet
from marketplace.listings.queries.public import Filter, public_page

PORTAL = {"portal": "enterprise"}
LINES = 6


def _short(request: HttpRequest, flyer: Flyer) -> str:
    return request.build_absolute_uri(reverse("storefronts:scanned", args=[flyer.code]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def flyers(request: HttpRequest) -> HttpResponse:
    """All flyers of the enterprise, and a new one."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    enterprise = queries.own_enterprise(actor, "create")
    if enterprise is None:
        return redirect("enterprises:home")
    form = FlyerForm(queries.outlets_of(enterprise), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_flyer(enterprise, actor=actor, now=now, **form.cleaned_data)
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, f"「{made}」的宣传单做好了，下载打印就能用。")
            return redirect("storefronts:flyers")
    context = {"enterprise": enterprise, "flyers": queries.flyers_of(enterprise, today=timezone.localdate(now)), "form": form}
    return render(request, "storefronts/own/flyers.html", {**PORTAL, **context})


@require_safe
@login_required
@never_cache
def flyer(request: HttpRequest, number: int) -> HttpResponse:
    """One flyer: its address and its scans by day."""
    enterprise = queries.own_enterprise(request.actor)  # type: ignore[attr-defined]
    if enterprise is None:
        raise NotFound
    row = queries.own_flyer(number, enterprise)
    days = queries.scans_by_day(row, today=timezone.localdate(clock.now()))
    context = {"flyer": row, "days": days, "sum": sum(one["scans"] for one in days), "address": _short(request, row)}
    return render(request, "storefronts/own/flyer.html", {**PORTAL, **context})


@require_safe
@login_required
@never_cache
def sheet(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A flyer as a PDF to print; without a number the one without a campaign (MKT-15)."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    enterprise = queries.own_enterprise(actor, "create")
    if enterprise is None:
        raise NotFound
    row = services.default_flyer(enterprise, actor=actor, now=now) if number is None else queries.own_flyer(number, enterprise)
    return _as_pdf(request, row, enterprise)


@require_safe
@login_required
@never_cache
def outlet_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The flyer of one outlet as a PDF, for the enterprise and for the outlet itself (CHN-05)."""
    actor = request.actor  # type: ignore[attr-defined]
    outlet = own_outlet(number, actor=actor)
    row = services.default_flyer(outlet.enterprise, outlet, actor=actor, now=clock.now())
    return _as_pdf(request, row, outlet.enterprise)


def _as_pdf(request: HttpRequest, row: Flyer, enterprise: Enterprise) -> HttpResponse:
    response = HttpResponse(draw(_sheet(request, row, enterprise)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="flyer-{row.code}.pdf"'
    return response


def _sheet(request: HttpRequest, row: Flyer, enterprise: Enterprise) -> Sheet:
    offers = public_page(Filter(side="offer", enterprise_id=enterprise.pk), now=clock.now(), size=LINES).items
    identity = enterprise.identity
    return Sheet(
        name=" ".join(filter(None, [enterprise.shown_name, row.outlet.name if row.outlet else ""])),
        legal_name=identity.legal_name,
        licence_no=identity.licence_no,
        verified=f"{day(identity.verified_at)}核验过营业执照" if identity.verified_at else "",
        district=_place(row, enterprise),
        summary=summary_of(enterprise, queries.shown_sections(enterprise.pk)),
        offers=tuple((item["title"], f"{grouped(Money.parse(item['price_yuan']))} {item['unit']}") for item in offers if item["price_yuan"]),
        address=_short(request, row),
        platform=_platform(request),
    )


def _place(row: Flyer, enterprise: Enterprise) -> str:
    """Where it is: the outlet's address, else the district of the enterprise."""
    if row.outlet is not None:
        return f"{row.outlet.district.name}{row.outlet.address}"
    return enterprise.district.name if enterprise.district else ""


def _platform(request: HttpRequest) -> str:
    return f"在 {request.get_host()} 看价格和证照，留言就能问"
