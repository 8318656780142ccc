"""The one client for calls to the outside: time limits, no redirects, no addresses inside our own network, a bounded answer.

The name is resolved once, every address is checked, and the connection goes to the checked address (with the name for TLS), so that a
name that changes its mind between check and call gains nothing. `OUTBOUND_PRIVATE_HOSTS` names providers that really are inside.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import certifi
import orjson
import urllib3
from django.conf import settings

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
MAX_ANSWER_BYTES = 256 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutboundError(RuntimeError):
    """The call could not be made or was not answered in time."""


class RefusedAddressError(OutboundError):
    """The address is not one that we call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises OutboundError."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise OutboundError("the answer is not JSON") from error


def _checked_address(host: str, port: int) -> str:
    """An address of the host that may be called. Raises RefusedAddressError when any of its addresses is inside."""
    try:
        found = sorted({item[4][0] for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as error:
        raise OutboundError(f"{host} cannot be resolved") from error
    if host not in settings.OUTBOUND_PRIVATE_HOSTS:
        for address in found:
            if not is_outside(str(address)):
                raise RefusedAddressError(f"{host} is at {address}, inside")
    return str(found[0])


def is_outside(address: str) -> bool:
    """Whether an address is one of the public internet; one that only carries another (mapped, 6to4, Teredo, NAT64) is what it carries."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in NAT64:
            carried.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if any(one is not None and not one.is_global for one in carried):
            return False
    return found.is_global and not found.is_multicast


def post_json(url: str, payload: Any, *, headers: dict[str, str] | None = None) -> Answer:
    """POST JSON and return the answer, whatever its status. Raises OutboundError."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise RefusedAddressError("this is no address") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username or not parts.hostname.isprintable():
        raise RefusedAddressError("only plain http(s) addresses are called")
    address = _checked_address(parts.hostname, port)
    limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    pool = urllib3.HTTPConnectionPool(address, port, timeout=limits, retries=False)
    if parts.scheme == "https":
        named = {"server_hostname": parts.hostname, "assert_hostname": parts.hostname, "ca_certs": certifi.where()}
        pool = urllib3.HTTPSConnectionPool(address, port, timeout=limits, retries=False, **named)  # type: ignore[arg-type]
    sent = {"Host": parts.netloc, "Content-Type": "application/json", **(headers or {})}
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with pool:
            response = pool.request("POST", target, body=orjson.dumps(payload), headers=sent, redirect=False, preload_content=False)
            body = response.read(MAX_ANSWER_BYTES + 1)
    except urllib3.exceptions.HTTPError as error:
        raise OutboundError(f"{parts.hostname}: {type(error).__name__}") from error
    if len(body) > MAX_ANSWER_BYTES:
        raise OutboundError(f"{parts.hostname}: the answer is too long")
    return Answer(response.status, body)
