"""What every page knows about the site: brand, hotline, menus.

A layer above (`home`) provides the facts; they are kept in the process under the content versions they were read at, so a page
costs one indexed look-up for them, and pages that do not use `site` cost nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import cities, content, language

Facts = dict[str, Any]
Provider = Callable[[HttpRequest], Facts]
SCOPES = ("pages", "settings")
# What a page shows when nobody has provided anything, or the database is away at the first request.
DEFAULTS: Facts = {"brand": "有邻", "hotline": "400-800-0000", "hotline_dial": "4008000000"}


@dataclass(slots=True)
class _Known:
    provider: Provider | None = None
    by_host: dict[str, tuple[str, Facts]] = field(default_factory=dict)
    latest: Facts = field(default_factory=lambda: dict(DEFAULTS))


_known = _Known()


def provide(provider: Provider) -> None:
    """Name the function that reads the facts (called by `home` when it is ready)."""
    _known.provider = provider


def remembered() -> Facts:
    """The facts last read by this process, for pages that must come out without the database."""
    return _known.latest


def facts(request: HttpRequest) -> Facts:
    """The facts of the requested host. One query, more only after a change."""
    if _known.provider is None:
        return _known.latest
    try:
        host = f"{request.get_host()} {language.is_english()} {cities.known().stamp}"
        fingerprint = content.version(*SCOPES)
        if connection.in_atomic_block:  # what is not committed yet may never be: show it, do not keep it
            return {**DEFAULTS, **_known.provider(request)}
        kept = _known.by_host.get(host)
        if kept is None or kept[0] != fingerprint:
            if len(_known.by_host) > 50:
                _known.by_host.clear()
            kept = _known.by_host[host] = (fingerprint, {**DEFAULTS, **_known.provider(request)})
        _known.latest = kept[1]
    except DatabaseError:
        return _known.latest
    return kept[1]


def for_error(request: HttpRequest, status: int) -> Facts:
    """The facts for an error page: fresh ones where the request could be understood and the fault is not ours, else the remembered."""
    return facts(request) if status in {401, 403, 404, 409, 422, 429} else remembered()


def forget() -> None:
    """Drop what is kept (tests that swap databases)."""
    _known.by_host.clear()
    _known.latest = dict(DEFAULTS)


def site(request: HttpRequest) -> Facts:
    """Context processor: `platform`, read only when a template uses it. (`site` is taken by allauth and Wagtail's own screens.)"""
    found = SimpleLazyObject(lambda: facts(request))
    return {"platform": found, "site": found}
