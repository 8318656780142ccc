"""What comes in by SMS: one interface for the provider's call to us, chosen by settings like the gateway that sends.

The generic provider posts `{"id", "from", "text"}` and signs it: `X-Timestamp` (seconds) and `X-Signature`, the HMAC-SHA256 in hex of
"timestamp.body" under SMS_INBOUND_SECRET. An old signature is refused, and a call that comes twice is one SMS by its id.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import orjson
from django.conf import settings
from django.http import JsonResponse

from core.errors import DomainError, Invalid
from notifications.errors import NotFromProvider

TOLERANCE = 300
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Incoming:
    """An SMS as the provider hands it over."""

    id: str
    phone: str
    text: str


class InboundDoor(Protocol):
    """Reads a provider's call."""

    name: str

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Incoming:
        """The SMS of a call. Raises NotFromProvider, Invalid."""
        ...


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a call."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def require_signed(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Refuse what was not signed with the secret within the last five minutes; nobody gets in without a secret. Raises NotFromProvider."""
    stamp, given = headers.get("X-Timestamp", ""), headers.get("X-Signature", "")
    if not (secret and stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and given.isascii()):
        raise NotFromProvider
    if not hmac.compare_digest(signature(secret, stamp, body), given) or abs(now.timestamp() - int(stamp)) > TOLERANCE:
        raise NotFromProvider


def said_in(body: bytes, *names: str) -> dict[str, str]:
    """The texts of a call's JSON. Raises Invalid."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid("不是 JSON。") from error
    if not isinstance(said, dict) or any(not isinstance(said.get(name), str) for name in names):
        raise Invalid(fields={name: ["要一段文字。"] for name in names if not (isinstance(said, dict) and isinstance(said.get(name), str))})
    return {name: said[name] for name in names}


def require_id(text: str) -> None:
    """Refuse what cannot be a provider's id. Raises Invalid."""
    if not 1 <= len(text) <= 80 or not text.isprintable():
        raise Invalid(fields={"id": ["1 到 80 个字。"]})


def answered(call: Callable[[], str]) -> JsonResponse:
    """The answer to a provider's call: the id that was taken, or what is wrong with the call as a problem."""
    try:
        return JsonResponse({"id": call()})
    except DomainError as error:
        return JsonResponse(error.as_problem(), status=error.status, content_type="application/problem+json")


class HttpDoor:
    """The generic provider."""

    name = "http"

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Incoming:
        """The SMS of a call. Raises NotFromProvider, Invalid."""
        require_signed(self.secret, headers, body, now=now)
        said = said_in(body, "id", "from", "text")
        require_id(said["id"])
        return Incoming(said["id"], said["from"], said["text"][:LONGEST])


def door() -> InboundDoor:
    """The door in use."""
    return HttpDoor(settings.SMS_INBOUND_SECRET)
