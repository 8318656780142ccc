"""What an exception means for the caller: problem+json (RFC 9457) and the audit row of a refusal."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from core.audit.services import record_refusal
from core.errors import DomainError, Forbidden, Invalid, NotFound, RateLimited, Unauthenticated, Unavailable

PROBLEM = "application/problem+json"


def domain_error(error: Exception) -> DomainError | None:
    """The domain error that an exception means, None for an unknown one (a real 500)."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Invalid(fields=field_messages(error.detail))
    if isinstance(error, exceptions.Throttled):
        return RateLimited(retry_after=int(getattr(error, "wait", None) or 60))
    for kinds, make in _MEANINGS:
        if isinstance(error, kinds):
            return make(error)
    return None


def _api_exception(error: Any) -> DomainError:
    made = DomainError(str(error.detail))
    made.status = error.status_code  # type: ignore[misc]
    made.code = error.default_code  # type: ignore[misc]
    return made


def _too_big(_: Exception) -> DomainError:
    made = Invalid("请求太大了。")
    made.status, made.code = 413, "too_large"  # type: ignore[misc]
    return made


_MEANINGS: Sequence[tuple[tuple[type[Exception], ...], Callable[[Exception], DomainError]]] = (
    ((Http404, exceptions.NotFound), lambda _: NotFound()),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), lambda _: Unauthenticated()),
    ((PermissionDenied, exceptions.PermissionDenied), lambda _: Forbidden()),
    ((RequestDataTooBig,), _too_big),
    ((exceptions.ParseError, SuspiciousOperation, UnicodeError), lambda error: Invalid(str(getattr(error, "detail", "")) or "请求读不懂。")),
    ((exceptions.APIException,), _api_exception),
)


def field_messages(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as one flat table, field path → messages."""
    if isinstance(detail, list):
        if any(isinstance(item, dict) for item in detail):
            return {k: v for index, item in enumerate(detail) if item for k, v in field_messages(item, f"{prefix}{index}.").items()}
        return {prefix.rstrip(".") or "non_field_errors": [str(item) for item in detail]}
    if isinstance(detail, dict):
        return {k: v for name, item in detail.items() for k, v in field_messages(item, f"{prefix}{name}.").items()}
    return {prefix.rstrip(".") or "non_field_errors": [str(detail)]}


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: problem+json, and an audit row for a refusal."""
    meant = domain_error(error)
    request = context["request"]._request
    if meant is None:
        return None
    record_refusal(request.actor, meant, path=request.path, method=request.method)
    response = Response(meant.as_problem(), status=meant.status, content_type=PROBLEM)
    for name, value in problem_headers(meant).items():
        response[name] = value
    return response


def problem_headers(error: DomainError) -> dict[str, str]:
    """Retry-After where the error knows it; never cached."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, (RateLimited, Unavailable)) or hasattr(error, "retry_after"):
        headers["Retry-After"] = str(getattr(error, "retry_after", 10))
    return headers


def problem(error: DomainError) -> HttpResponse:
    """A problem+json answer outside DRF."""
    response = HttpResponse(orjson.dumps(error.as_problem(), default=str), status=error.status, content_type=PROBLEM)
    for name, value in problem_headers(error).items():
        response[name] = value
    return response


def wants_problem(request: HttpRequest) -> bool:
    """Whether an error should be JSON rather than a page."""
    return request.path.startswith(("/api/", "/_allauth/"))


def database_away(error: Exception) -> bool:
    """Whether an exception means that PostgreSQL cannot be reached (503), not that we sent it nonsense."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code = getattr(getattr(error, "__cause__", None), "pgcode", None)
    return code is None or code[:2] in {"08", "57", "53"} or code == "55P03"
