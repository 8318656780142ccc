"""Error pages, the account corner and robots.txt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import cities, portals
from core.access import can
from core.context import for_error
from core.errors import DomainError, Forbidden, Invalid, NotFound
from core.problems import problem, wants_problem

CLOSED_PATHS = ("/admin/", "/accounts/", "/my/", "/enterprise/", "/worker/", "/fragments/", "/search/", "/q/", "/feedback/", "/enquiries/", "/_allauth/")


class ServerError(DomainError):
    """Our fault, not yours."""

    code = "server_error"
    status = 500
    message = "我们这边出错了，你填的都还在。过一分钟再试。"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    if wants_problem(request):
        return problem(Invalid("请求读不懂。"))
    return _error_page(request, "core/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: no right."""
    if wants_problem(request):
        return problem(Forbidden())
    return _error_page(request, "core/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for you."""
    if wants_problem(request):
        return problem(NotFound())
    return _error_page(request, "core/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Neither the database nor a context processor takes part."""
    if wants_problem(request):
        return problem(ServerError())
    return _error_page(request, "core/500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open for too long, or cookies are off."""
    if wants_problem(request):
        return problem(Forbidden("这一页开得太久了，请刷新再试。"))
    return _error_page(request, "core/csrf.html", 403)


def _error_page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    response = HttpResponse(get_template(template).render({"platform": for_error(request, status), "status": status}), status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@never_cache
def account_corner(request: HttpRequest) -> HttpResponse:
    """The corner of the header that depends on who asks; public pages load it as a fragment."""
    actor = request.actor  # type: ignore[attr-defined]
    menu = portals.entries("corner", actor) if actor.is_authenticated else []
    context = {"actor": actor, "menu": menu, "waiting": sum(entry["badge"] for entry in menu), "remembers": can(actor, "create", "look")}
    return render(request, "core/parts/account_corner.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: the public part may be read, the sitemap is named."""
    city = cities.current()
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_PATHS)]
    lines += ["", f"Sitemap: {city.address if city else settings.SITE_URL.rstrip('/')}{reverse('core:sitemap')}"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
