"""From query parameters to a checked question. The API and the page take the same parameters; nothing is silently ignored.

The lexicon answers whether a category or district exists, so a check costs no SQL.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils import timezone

from core import cities, clock
from core.api import decode_cursor, encode_cursor
from core.errors import Invalid
from core.money import Money
from search import weights
from search.engines.base import DISTANCE, NEWEST, PRICE, PRICE_DESC, RELEVANCE, SORTS, TRAITS, WITH_TRAITS, Hit, Question
from search.free import FARTHEST_DAYS
from search.lexicon import Lexicon
from search.models.promoted import MOST_SHOWN
from search.normalise import has_control
from search.parse import Query, parse
from search.promotions import called
from search.relax import LEVELS
from search.sources import SOURCES
from search.understand import REQUEST, understand

MAX_QUERY = 200
MAX_PAGE, PAGE = 50, 20
MAX_RADIUS_KM = 100.0
MAX_PRICE_FEN = 10**11
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,17})?", re.ASCII)
STALE = "这一页的位置已失效，请从第一页看起。"
LARGEST = {RELEVANCE: 1e8, DISTANCE: 1e8, "rating": 100.0}


class Parameters(Protocol):
    """A QueryDict, as far as it is used."""

    def getlist(self, name: str) -> list[str]:
        """All values of a name."""

    def __iter__(self) -> Any: ...


class Wrong(ValueError):
    """A value that cannot be taken, with the sentence for its field."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request: the question, and its parameters in normal form (codes, not names) for links. `level`: how far its cursor relaxed it."""

    question: Question
    values: Mapping[str, str]
    level: int = 0


def _text(value: str, lexicon: Lexicon) -> str:
    if has_control(value):
        raise Wrong("里面有看不见的控制字符。")
    if len(value) > MAX_QUERY:
        raise Wrong(f"太长了，最多 {MAX_QUERY} 个字。")
    return value.strip()


def _one_of(choices: Iterable[str]) -> Callable[[str, Lexicon], str]:
    allowed = tuple(choices)

    def check(value: str, lexicon: Lexicon) -> str:
        if value not in allowed:
            raise Wrong(f"只能是 {'、'.join(allowed)} 之一。")
        return value

    return check


def _type(value: str, lexicon: Lexicon) -> str:
    return _one_of(sorted(SOURCES))(value, lexicon)


def _place(kind: str, name: str) -> Callable[[str, Lexicon], str]:
    def check(value: str, lexicon: Lexicon) -> str:
        code = lexicon.code_of(kind, value)
        if code is None:
            raise Wrong(f"没有这个{name}。")
        return code

    return check


def _number(low: float, high: float, *, open_below: bool = False) -> Callable[[str, Lexicon], float]:
    def check(value: str, lexicon: Lexicon) -> float:
        if not NUMBER.fullmatch(value):
            raise Wrong("要写成数字。")
        number = float(value)
        if not low <= number <= high or (open_below and number == low):
            raise Wrong(f"要在 {low:g} 到 {high:g} 之间。")
        return number

    return check


def _price(value: str, lexicon: Lexicon) -> int:
    try:
        fen = Money.parse(value).fen
    except ValueError as error:
        raise Wrong("金额按元写，最多两位小数。") from error
    if not 0 <= fen <= MAX_PRICE_FEN:
        raise Wrong("金额不对。")
    return fen


def _page_size(value: str, lexicon: Lexicon) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 4 or not 1 <= int(value) <= MAX_PAGE:
        raise Wrong(f"要在 1 到 {MAX_PAGE} 之间。")
    return int(value)


def _day(value: str, lexicon: Lexicon) -> date:
    try:
        found = date.fromisoformat(value)
    except ValueError as error:
        raise Wrong("日期写成 2026-11-25 这样。") from error
    today = timezone.localdate(clock.now())
    if not today <= found <= today + timedelta(days=FARTHEST_DAYS):
        raise Wrong(f"只能找今天起 {FARTHEST_DAYS} 天里的。")
    return found


def _cursor(value: str, lexicon: Lexicon) -> str:
    if len(value) > 500:
        raise Wrong(STALE)
    return value


CHECKS: dict[str, Callable[[str, Lexicon], Any]] = {
    "q": _text,
    "type": _type,
    "category": _place("category", "分类"),
    "district": _place("district", "区"),
    "city": _text,
    "lat": _number(-90, 90),
    "lng": _number(-180, 180),
    "radius_km": _number(0, MAX_RADIUS_KM, open_below=True),
    "price_min": _price,
    "price_max": _price,
    "rating_min": _number(0, 5),
    "available_on": _day,
    "skill": _place("skill", "服务项目"),
    "certificate": _place("certificate", "证书"),
    "experience": _one_of(map(str, weights.EXPERIENCE)),
    "side": _one_of(("offer", "request")),
    "sort": _one_of(SORTS),
    "guess": _one_of(("off",)),
    "page_size": _page_size,
    "cursor": _cursor,
}
# How many addresses a process remembers with what they ask, and the longest of them.
MOST_READ, LONGEST_READ = 1_000, 400
FACET_NAMES = ("type", "category", "district", "side", *TRAITS)


def asked(params: Parameters, lexicon: Lexicon, *, blank: bool = False) -> Asked:
    """Check parameters. `blank`: an empty value means none, as a form sends it. Raises Invalid naming every wrong field. No SQL."""
    with cities.asked(params.getlist("city")):
        given, problems = _checked(params, lexicon, blank=blank)
        problems |= _together(given, problems)
        if problems:
            raise Invalid(fields={name: [text] for name, text in problems.items()})
        question, level = _question(given, lexicon)
    return Asked(question, {name: _said(name, value) for name, value in given.items() if name != "cursor"}, level)


def asked_at(address: str, params: Callable[[], Parameters], lexicon: Lexicon) -> Asked:
    """The same for a query string in a city, remembered with the lexicon: most of what is asked has been asked before. Raises Invalid."""
    city = cities.current()
    key = address if city is None else f"{cities.known().stamp} {city.code} {address}"
    found = lexicon.read.get(key)
    if found is None:
        found = asked(params(), lexicon)
        if len(key) <= LONGEST_READ:
            if len(lexicon.read) >= MOST_READ:
                lexicon.read.clear()
            lexicon.read[key] = found
    return found


def _checked(params: Parameters, lexicon: Lexicon, *, blank: bool) -> tuple[dict[str, Any], dict[str, str]]:
    given: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name in params:
        values = params.getlist(name)
        if name not in CHECKS:
            problems[name[:80]] = "没有这个参数。"
        elif len(values) != 1:
            problems[name] = "这个参数只能出现一次。"
        elif (values[0].strip() if blank and name != "q" else values[0]) or not (blank or name in {"q", "cursor"}):
            try:
                given[name] = CHECKS[name](values[0], lexicon)
            except Wrong as error:
                problems[name] = str(error)
    return given, problems


def _together(given: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, str]:
    """What is wrong between fields."""
    found = {}
    for one, other in (("lat", "lng"), ("lng", "lat")):
        if one in given and other not in given and other not in problems:
            found[other] = "经度和纬度要一起给。"
    if "lat" not in given:
        if "radius_km" in given:
            found["radius_km"] = "按距离找要给出经纬度。"
        if given.get("sort") == DISTANCE:
            found["sort"] = "按距离排要给出经纬度。"
    if given.get("type") != WITH_TRAITS:
        found |= {name: "只有找服务人员时能这样选。" for name in TRAITS if name in given}
    if given.get("price_min", 0) > given.get("price_max", MAX_PRICE_FEN):
        found["price_min"] = "最低价比最高价还高。"
    return found


def _question(given: Mapping[str, Any], lexicon: Lexicon) -> tuple[Question, int]:
    """The question as asked, and how far a cursor had relaxed it."""
    sort = given.get("sort", RELEVANCE)
    level, shares, after, lifted = _position(given["cursor"], sort) if given.get("cursor") else (0, (), None, ())
    meaning = understand(given.get("q", ""), lexicon, given)
    query = parse(meaning.text, lexicon, shares)
    if after is not None and shares != _shares(query):
        raise Invalid(fields={"cursor": [STALE]})
    read = {condition.field: condition.value for condition in meaning.conditions if condition.field in FACET_NAMES}
    city = cities.current()
    question = Question(
        query=query,
        city=city.code if city is not None else "",
        not_cities=tuple(other.code for other in city.others) if city is not None and city.is_main else (),
        chosen=read | {name: given[name] for name in FACET_NAMES if name in given},
        price_min_fen=given.get("price_min", meaning.price_min_fen),
        price_max_fen=given.get("price_max", meaning.price_max_fen),
        rating_min=given.get("rating_min"),
        origin=(given["lat"], given["lng"]) if "lat" in given else None,
        radius_km=given.get("radius_km"),
        sort=sort,
        page_size=given.get("page_size", PAGE),
        after=after,
        understood=meaning.conditions,
        not_side=REQUEST if meaning.chosen("wanted") else "",
        promotions=called(query, lexicon),
        lifted=lifted,
        guess="guess" not in given,
        available_on=given.get("available_on"),
    )
    return question, level


def _shares(query: Query) -> tuple[int, ...]:
    return tuple(clause.weight for clause in query.clauses[:-1])


def next_cursor(question: Question, hit: Hit, level: int, lifted: Iterable[str] = ()) -> str:
    """The position behind a hit, with the clause weights of this search and what stood first, so that the next page goes on from this one."""
    return encode_cursor(question.sort, level, _shares(question.query), hit.value, hit.n, list(lifted))


def _position(cursor: str, sort: str) -> tuple[int, tuple[int, ...], tuple[Any, int], tuple[str, ...]]:
    """The level, the weights, the place and what was lifted. Raises Invalid for anything that `next_cursor` has not made for this order."""
    made_for, level, shares, value, n, lifted = decode_cursor(cursor, 6)
    sound = made_for == sort and level in (0, *LEVELS) and _is_int(level) and isinstance(shares, list) and _is_int(n) and 0 < n < 2**63
    sound = sound and len(shares) < weights.MAX_CLAUSES and all(_is_int(share) and 0 < share <= weights.WEIGHT_SUM for share in shares)
    sound = sound and isinstance(lifted, list) and len(lifted) <= MOST_SHOWN and all(isinstance(key, str) and len(key) <= 40 for key in lifted)
    if not sound or not _is_value(sort, value):
        raise Invalid(fields={"cursor": [STALE]})
    return level, tuple(shares), (value, n), tuple(lifted)


def _is_int(value: Any) -> bool:
    return type(value) is int


def _is_value(sort: str, value: Any) -> bool:
    if sort in (PRICE, PRICE_DESC, NEWEST):
        return value is None or (_is_int(value) and abs(value) < 2**53)
    if value is None:
        return sort not in (RELEVANCE,)
    return (_is_int(value) or type(value) is float) and math.isfinite(value) and abs(value) <= LARGEST[sort]


def _said(name: str, value: Any) -> str:
    if name in ("price_min", "price_max"):
        return Money(value).yuan
    return f"{value:g}" if isinstance(value, float) and name not in ("lat", "lng") else str(value)
