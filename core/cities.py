"""Which city a request is for. See docs/concepts/cities.md.

A city is a site with a division of the reference data; the default site is the main city, to which everything belongs that is in no
other. With one city all of this is silent: `current()` is None and `inside()` adds nothing to a query. The cities are kept by the
process; `home` reads them (`provide`).
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.http import HttpRequest
from django.http.request import split_domain_port

from core.errors import Invalid, NotFound
from core.models import District

# Where people work, and what is the same for all or must come without the database: no city is chosen there.
WORKPLACES = (
    "/admin/",
    "/my/",
    "/enterprise/",
    "/worker/",
    "/accounts/",
    "/static/",
    "/media/",
    "/private/",
    "/healthz/",
    "/fragments/",
    "/simulators/",
    "/hooks/",
    "/demo/",
    "/api/schema/",
    "/api/docs/",
)
SHARED = "*"


@dataclass(frozen=True, slots=True)
class City:
    """A city. `code`: the beginning of its districts' codes, empty for the main one. `trees`: paths of its front pages, one a language.

    `own`: paths of what in its tree is not for other cities, `lent`: of what below them is. `others`: what other cities have.
    """

    code: str
    name: str
    hostname: str
    address: str
    site_id: int
    port: int = 80
    trees: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    others: tuple["City", ...] = ()

    @property
    def is_main(self) -> bool:
        """Whether it is the main one."""
        return not self.code

    def has(self, district_code: str) -> bool:
        """Whether a district (empty: none) is in it."""
        return district_code.startswith(self.code) if self.code else not any(district_code.startswith(other.code) for other in self.others)

    def condition(self, name: str, instead: str = "") -> Q:
        """That the district which the field `name` names is in it; where it names none, the one of the field `instead`."""
        codes = (self.code,) if self.code else tuple(other.code for other in self.others)
        within = Q()
        for code in codes:
            within |= Q(code__startswith=code)
        districts = District.objects.filter(within)
        found = Q(**{f"{name}__in": districts})
        if instead:
            found |= Q(**{name: None, f"{instead}__in": districts})
        return found if self.code else ~found

    def sql(self, column: str) -> tuple[str, list[str]]:
        """The same in SQL with one parameter %(city)s."""
        within = f"{column} IN (SELECT id FROM core_district WHERE code LIKE ANY(%(city)s))"  # noqa: S608 (a column of ours)
        if self.code:
            return within, [f"{self.code}%"]
        return f"({column} IS NULL OR NOT {within})", [f"{other.code}%" for other in self.others]

    def shows_page(self, path: str) -> bool:
        """Whether a page is its own or shared."""
        return not any(_below(path, other.trees if other.code else other.own) and not _below(path, other.lent) for other in self.others) and not (
            self.code and any(path in other.trees for other in self.others)
        )

    def pages(self) -> Q:
        """The same for a query of pages."""
        found = Q()
        for other in self.others:
            found &= ~(_starting(other.trees if other.code else other.own) & ~_starting(other.lent)) & ~Q(path__in=other.trees)
        return found


def _below(path: str, places: tuple[str, ...]) -> bool:
    return path.startswith(places) if places else False


def _starting(places: tuple[str, ...]) -> Q:
    found = Q(pk__in=())
    for place in places:
        found |= Q(path__startswith=place)
    return found


@dataclass(frozen=True, slots=True)
class Cities:
    """All cities, the main one first; empty where there is one. `stamp` differs when anything about them does."""

    all: tuple[City, ...] = ()
    stamp: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stamp", hashlib.sha256(repr(self.all).encode()).hexdigest()[:16] if self.all else "")


@dataclass(slots=True)
class _Kept:
    provider: Callable[[], list[City]] | None = None
    cities: Cities | None = None
    read_at: float = 0.0


_kept = _Kept()
_current: ContextVar[City | None] = ContextVar("city", default=None)


def provide(provider: Callable[[], list[City]]) -> None:
    """Name the function that reads the cities, the main one first (called by `home` when it is ready)."""
    _kept.provider = provider


def known() -> Cities:
    """All cities. One query when the process has not read them for `CITY_SECONDS` (0: never again)."""
    age, seconds = time.monotonic() - _kept.read_at, getattr(settings, "CITY_SECONDS", 30)
    if _kept.provider is not None and (_kept.cities is None or (seconds and age > seconds)):
        try:
            found = _kept.provider()
        except DatabaseError:
            return _kept.cities or Cities()
        named = [replace(city, others=tuple(other for other in found if other is not city)) for city in found]
        keep(Cities(tuple(named) if len(named) > 1 else ()))
    return _kept.cities or Cities()


def keep(cities: Cities | None) -> None:
    """Take these for the cities; None: read them anew at the next question."""
    _kept.cities, _kept.read_at = cities, time.monotonic()


def several() -> bool:
    """Whether there is more than one."""
    return bool(known().all)


def main() -> City | None:
    """The main city, None where there is one."""
    found = known().all
    return found[0] if found else None


def of_host(host: str) -> City | None:
    """The city of a host with or without port, the main one for a host that no site has."""
    found = known().all
    if not found:
        return None
    name, port = split_domain_port(host)
    same = [city for city in found if city.hostname == name]
    return next((city for city in same if str(city.port) == port), same[0] if same else found[0])


def of_district(code: str) -> City | None:
    """The city that a district is in, the main one for none."""
    found = known().all
    return next((city for city in found[1:] if city.has(code)), found[0]) if found else None


def of_page(path: str) -> City | None:
    """Whose own a page is; None for what is shared."""
    for city in known().all:
        if _below(path, city.trees if city.code else city.own) and not _below(path, city.lent):
            return city
    return None


def named(text: str) -> City:
    """A city by code or name. Raises Invalid."""
    found = next((city for city in known().all if text in (city.code, city.name, f"{city.name}市") and text), None)
    if found is None:
        raise Invalid(fields={"city": ["没有这个城市。"]})
    return found


def current() -> City | None:
    """The city that is asked for; None where there is one, and where people work."""
    return _current.get()


@contextmanager
def chosen(city: City | None) -> Iterator[None]:
    """Inside it `current()` is this; None: all cities."""
    token = _current.set(city)
    try:
        yield
    finally:
        _current.reset(token)


def choose(city: City) -> None:
    """Take another city for what is left of this request; `CityMiddleware` ends it."""
    _current.set(city)


def inside(name: str = "district", *, instead: str = "") -> Q:
    """The condition that a row is in the current city; empty without one."""
    city = current()
    return city.condition(name, instead) if city is not None else Q()


def code_of(*districts: District | None) -> str:
    """The code of the city that the first district there is lies in; empty for the main one."""
    found = of_district(next((district.code for district in districts if district is not None), ""))
    return found.code if found is not None else ""


def is_here(district: District | None) -> bool:
    """Whether a district (None: none) is in the current city; true without one."""
    city = current()
    return city is None or city.has(district.code if district is not None else "")


def has_district(code: str) -> bool:
    """Whether a district by its code is in the current city; true without one."""
    city = current()
    return city is None or city.has(code)


@contextmanager
def asked(texts: list[str]) -> Iterator[None]:
    """Inside it the city is the one that a caller named, by code or name; without a name nothing changes. Raises Invalid."""
    wanted = [text for text in texts if text]
    with chosen(named(wanted[0]) if wanted else current()):
        yield


class Elsewhere(NotFound):
    """It is public in another city: its page leads there, for a program it is not here."""

    def __init__(self, city: City) -> None:
        self.city = city
        super().__init__()


def lead_home(district_codes: Callable[[], Any]) -> None:
    """Raises Elsewhere when a thing that was not found here is public in another city. `district_codes`: asks for its district's code. One query."""
    if current() is None:
        return
    with chosen(None):
        found = list(district_codes()[:1])
        city = of_district(found[0] or "") if found else None
    if city is not None:
        raise Elsewhere(city)


def of_request(request: HttpRequest) -> City | None:
    """The city of the requested host."""
    return of_host(request.get_host())
