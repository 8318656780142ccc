"""What stands around every request: the actor, stored pages, the policy of the admin, domain errors as pages."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.urls import ResolverMatch, resolve
from django.utils.cache import patch_cache_control

from core import access, cities, clock, content
from core.access import Actor
from core.audit.services import record_refusal
from core.cities import Elsewhere
from core.error_pages import error_page
from core.errors import Unavailable
from core.problems import database_away, domain_error, problem, wants_problem

Handler = Callable[[HttpRequest], HttpResponse]
ActorOf = Callable[[HttpRequest, Actor], Actor]
# Paths whose answers depend on who asks, or that must not touch the database before they have to.
UNSTORED = (
    "/admin/",
    "/api/",
    "/static/",
    "/accounts/",
    "/my/",
    "/enterprise/",
    "/worker/",
    "/media/",
    "/private/",
    "/healthz/",
    "/fragments/",
    "/simulators/",
    "/hooks/",
    "/demo/",
)
# Reads that do not look at who asks: neither views nor what they show may use `request.user`.
PUBLIC_READS = re.compile(r"/api/v1/(search/(suggest/)?|listings/|jobs/|workers/)|/api/content/v2/pages/(\d{1,20}/|find/)?")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
RELAXED = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:", "blob:"]}


def client_ip(request: HttpRequest) -> str:
    """The caller's address, counting TRUSTED_PROXIES from the right of X-Forwarded-For."""
    hops, direct = settings.TRUSTED_PROXIES, request.META.get("REMOTE_ADDR", "")
    if not hops:
        return direct
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return forwarded[-hops] if len(forwarded) >= hops else direct


class ActorMiddleware:
    """Give every request an id and an anonymous actor, before anything can fail."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set and reset the current actor."""
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        channel = "api" if request.path.startswith("/api/") else "admin" if request.path.startswith("/admin/") else "web"
        actor = Actor(ip=client_ip(request), request_id=request_id, channel=channel)
        request.actor = actor  # type: ignore[attr-defined]
        token = access.set_current(actor)
        try:
            response = self.get_response(request)
        finally:
            access.reset_current(token)
        response["X-Request-ID"] = request_id
        return response


class SignedInActorMiddleware:
    """After the session: the actor of the logged-in person, built by `members` (`core.middleware.actor_builder`)."""

    builder: ActorOf | None = None

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the anonymous actor where somebody is logged in."""
        builder = SignedInActorMiddleware.builder
        if builder is not None and request.user.is_authenticated:
            request.actor = builder(request, request.actor)  # type: ignore[attr-defined]
            access.set_current(request.actor)  # type: ignore[attr-defined]
        return self.get_response(request)


class CityMiddleware:
    """Choose the city by the host, for all that is public; where people work there is none. Refuses a host that is not ours (400)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the city."""
        if request.path_info.startswith(cities.WORKPLACES):
            return self.get_response(request)
        with cities.chosen(cities.of_request(request)):
            return self.get_response(request)


class StoredPageMiddleware:
    """Answer a public page from stored bytes with one query; store what a view marked with `storable`.

    A view marks its response by `core.middleware.storable(response, scopes, until=None)`; it must not depend on who asks.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read, else render and write."""
        # `is_dummy` is Wagtail's preview: it borrows the address of the published page.
        if getattr(request, "is_dummy", False) or request.method not in {"GET", "HEAD"} or request.path.startswith(UNSTORED):
            return self.get_response(request)
        path = getattr(request, "language_prefix", "") + request.get_full_path()
        key = content.key_of(request.get_host() + cities.known().stamp, path)
        now = clock.now()
        try:
            stored = content.read(key, now)
        except Exception as error:
            if database_away(error):
                return away(request)
            raise
        if stored is not None:
            return _send(request, stored)
        response = self.get_response(request)
        marked = getattr(response, "stored_scopes", None)
        if marked and response.status_code == 200 and not response.cookies and not response.streaming:
            scopes, fingerprint, until = marked
            ends = [moment for moment in (until, getattr(request, "shown_until", None)) if moment is not None]
            stored = content.write(
                key,
                path,
                scopes=scopes,
                fingerprint=fingerprint,
                body=response.content,
                content_type=response["Content-Type"],
                now=now,
                until=min(ends, default=None),
            )
            return _send(request, stored)
        return response


def _send(request: HttpRequest, stored: content.Stored) -> HttpResponse:
    if request.headers.get("If-None-Match") == stored.etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(stored.body, content_type=stored.content_type)
        response["Content-Length"] = str(len(stored.body))
    response["ETag"] = stored.etag
    response["Cache-Control"] = "public, no-cache"
    for name, value in PUBLIC_HEADERS.items():
        response[name] = value
    return response


@lru_cache(maxsize=256)
def _resolved(path: str, urls: str) -> ResolverMatch:
    """The view of a path; the busiest ones are few. Raises Resolver404."""
    return resolve(path, urls)


class PublicReadMiddleware:
    """Answer a GET that is the same for everybody (`PUBLIC_READS`) at once: no session, log-in, messages or cookies stand before it.

    The view is called as it is in the URL map, with the anonymous actor; every other method and path goes the whole way.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Call the view, or pass on what it is not for."""
        if request.method not in {"GET", "HEAD"} or not PUBLIC_READS.fullmatch(request.path_info):
            return self.get_response(request)
        request.resolver_match = match = _resolved(request.path_info, settings.ROOT_URLCONF)
        try:
            response = match.func(request, *match.args, **match.kwargs)
        except Exception as error:
            if database_away(error):
                return away(request)
            raise
        response.setdefault("Cache-Control", "private, no-store")
        for name, value in PUBLIC_HEADERS.items():
            response[name] = value
        return response


def _policy_text() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


PUBLIC_HEADERS = {
    "Content-Security-Policy": _policy_text(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
}


class PolicyMiddleware:
    """The content security policy: strict for all, relaxed for the Wagtail admin, which has inline scripts (wagtail#1288)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header unless a view has set its own."""
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = ADMIN_POLICY if request.path.startswith("/admin/") else PUBLIC_HEADERS["Content-Security-Policy"]
        if "Cache-Control" not in response and not request.path.startswith(("/static/", "/media/")):
            patch_cache_control(response, private=True, no_store=True)
        return response


ADMIN_POLICY = "; ".join(
    f"{name} {' '.join(RELAXED.get(name, values))}"
    for name, values in {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "worker-src": [SELF, "blob:"]}.items()
)


class DomainErrorMiddleware:
    """A domain error becomes a clear page (or a problem under /api/), a refusal leaves its audit row."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before, nothing after."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render what is known; leave the rest to Django (500)."""
        if database_away(error):
            return away(request)
        if isinstance(error, Elsewhere) and request.method in {"GET", "HEAD"} and not wants_problem(request):
            return HttpResponsePermanentRedirect(f"{error.city.address}{getattr(request, 'language_prefix', '')}{request.get_full_path()}")
        meant = domain_error(error)
        if meant is None:
            return None
        record_refusal(request.actor, meant, path=request.path, method=request.method or "")  # type: ignore[attr-defined]
        return problem(meant) if wants_problem(request) else error_page(request, meant)


def away(request: HttpRequest) -> HttpResponse:
    """PostgreSQL cannot be reached: 503 with Retry-After, without touching the database."""
    return problem(Unavailable()) if wants_problem(request) else error_page(request, Unavailable())


def storable(response: HttpResponse, *, scopes: list[str], fingerprint: str, until: datetime | None = None) -> HttpResponse:
    """Mark a rendered public page as storable. `fingerprint` is `content.version(*scopes)` read before anything else was read."""
    response.stored_scopes = (scopes, fingerprint, until)  # type: ignore[attr-defined]
    return response
