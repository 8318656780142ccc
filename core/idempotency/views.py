"""Decorators that make a POST idempotent: by the header `Idempotency-Key` in the API, by a hidden field in a form."""

import json
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response

from core import clock
from core.idempotency.services import Request, once, owner_of
from core.permissions import actor_of

FIELD = "idempotency_key"
UNSAID = {FIELD, "csrfmiddlewaretoken"}
View = Callable[..., HttpResponse]
# The header as the schema says it.
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=False, description="同一个编号再来一次，得到同一个答复，不会做第二次")


def fresh_key() -> str:
    """A key for the hidden field of a form; drawn once with the page."""
    return secrets.token_urlsafe(18)


def idempotent_form(view: View) -> View:
    """A form view: with the hidden key, a second click is answered by the redirect of the first. A form shown again with errors is not kept."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not key:
            return view(request, *args, **named)
        said = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name not in UNSAID]
        asked = Request(owner_of(actor_of(request), _browser(request)), key, orjson.dumps([request.path, said]))
        return once(asked, lambda: view(request, *args, **named), now=clock.now())

    return answered


def idempotent_api(method: Callable[..., Response]) -> Callable[..., Any]:
    """A method of an API view: with the header, the same request again gets the same bytes."""

    @wraps(method)
    def answered(view: Any, request: ApiRequest, *args: Any, **named: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return method(view, request, *args, **named)
        # The standard library's: a body may hold numbers of any length.
        said = json.dumps([request.method, request.path, request.data], default=str, sort_keys=True).encode()
        asked = Request(owner_of(actor_of(request), _browser(request._request)), key, said)
        return once(asked, lambda: _bytes(method(view, request, *args, **named)), now=clock.now())

    return answered


def _bytes(answer: Response) -> HttpResponse:
    return HttpResponse(orjson.dumps(answer.data, default=str), status=answer.status_code, content_type="application/json")


def _browser(request: HttpRequest) -> str:
    return request.session.session_key or ""
