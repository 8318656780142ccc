"""Apps act over /api/ with the session token that logging in at /_allauth/app/v1/ gave them (header X-Session-Token).

A token is a session of its own: ending sessions, a changed password and a suspended account end it at once. A browser never sends this
header by itself, so no CSRF token is asked for; where the header is present, no cookie counts.
"""

from collections.abc import Callable

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

HEADER = "X-Session-Token"


class AppTokenMiddleware:
    """Put the app's person in place of the cookie's. Stands between authentication and the actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only under /api/ and only where the header is present."""
        token = request.headers.get(HEADER, "")
        if token and request.path.startswith("/api/"):
            found = authenticate_by_x_session_token(token[:200]) if token.isascii() and token.isalnum() else None
            request.user = found[0] if found else AnonymousUser()
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)
