"""From a public thing to a row of the projection: tokens, quality, what a result shows."""

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import cos, floor, radians, sin
from typing import Any

import orjson

from core import cities
from core.money import Money
from search import weights
from search.analysis import BODY, FIELDS, HEAD, Tokens, document_tokens, vector
from search.weights import EARTH_KM

CITY = ":m="
# 180° and 360° in 2³² steps; both are exact in binary.
GRID_LAT, GRID_LNG = 180 / 2**32, 360 / 2**32


@dataclass(frozen=True, slots=True)
class Suggested:
    """A phrase that this document puts into type-ahead."""

    kind: str
    text: str
    url: str
    weight: int = 0
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A public thing as its source hands it over. Names are texts to find, codes are filters. Never give a home's exact place.

    `traits`: what only some types have, as "k:code" (`engines.base.TRAITS` says which letter is what).

    `city`: the code of a city, empty for the main one, `*` for all; None: the one that the district is in. `rating` is the average that
    is shown; `standing` is what lists are sorted and narrowed by: the same, pulled to the average of all where few have said it (SRC-04).
    `credit`: by how many points of a hundred whoever offers it stands above (or below) what is usual (CRE-03); `grade`: the one that is public.
    """

    type: str
    object_id: int
    title: str
    url: str
    external_id: str = ""
    tags: tuple[str, ...] = ()
    body: str = ""
    category: str = ""
    categories: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    district: str = ""
    district_name: str = ""
    side: str = ""
    city: str | None = None
    price_fen: int | None = None
    unit: str = ""
    rating: float | None = None
    rating_count: int = 0
    standing: float | None = None
    credit: int = 0
    grade: str = ""
    completeness: float = 0.0
    published_at: datetime | None = None
    expires_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None
    summary: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    suggested: Suggested | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What is written for a document; `columns` are those of SearchDocument in the order of `COLUMNS`."""

    type: str
    object_id: int
    columns: tuple[Any, ...]
    content_hash: str
    suggested: Suggested | None


COLUMNS = (
    "type",
    "object_id",
    "external_id",
    "title",
    "url",
    "categories",
    "traits",
    "district",
    "side",
    "price_fen",
    "rating",
    "published_at",
    "expires_at",
    "lat",
    "lng",
    "quality",
    "head",
    "match",
    "source",
    "index_body",
    "content_hash",
)


def quality(document: Document, now: datetime) -> int:
    """Thousandths, 500…1000: count-aware rating and credit, completeness and freshness below the ceiling of its type."""
    prior = weights.PRIOR_COUNT * weights.PRIOR_MEAN
    mean = (prior + (document.rating or 0) * document.rating_count) / (weights.PRIOR_COUNT + document.rating_count)
    liked = min(max((mean - 3) / 2 + weights.CREDIT_SHIFT * document.credit / 100, 0.0), 1.0)
    days = (now - document.published_at).days if document.published_at else 10_000
    fresh = next((value for limit, value in weights.FRESH_STEPS if days < limit), 0.0)
    complete = min(max(document.completeness, 0.0), 1.0)
    share = weights.RATING_PART * liked + weights.COMPLETE_PART * complete + weights.FRESH_PART * fresh
    ceiling = weights.TYPE_CEILING.get(document.type, weights.QUALITY_MAX)
    return weights.QUALITY_MIN + round((ceiling - weights.QUALITY_MIN) * share)


def on_grid(lat: float | None, lng: float | None) -> tuple[float, float] | tuple[None, None]:
    """A place on the grid (finer than a centimetre) that Elasticsearch stores, so that both engines measure the same distances."""
    if lat is None or lng is None:
        return None, None
    return floor(min(lat, 89.99999) / GRID_LAT) * GRID_LAT, floor(min(lng, 179.99999) / GRID_LNG) * GRID_LNG


def on_globe(lat: float, lng: float) -> tuple[float, float, float]:
    """A place in kilometres from the middle of the earth, to the tenth of a metre: distances are then one subtraction each way."""
    across, up = cos(radians(lat)), sin(radians(lat))
    east = radians(lng)
    return round(EARTH_KM * across * cos(east), 4), round(EARTH_KM * across * sin(east), 4), round(EARTH_KM * up, 4)


def filter_tokens(document: Document) -> list[str]:
    """The filters as lexemes, so that one index answers words and filters together."""
    pairs = [("t", document.type), ("d", document.district), ("s", document.side), *(("c", code) for code in document.categories)]
    pairs += tuple(trait.split(":", 1) for trait in document.traits)  # type: ignore[misc]
    return [f":{kind}={value}" for kind, value in (*pairs, ("m", city_of(document))) if value]


def city_of(document: Document) -> str:
    """Whose it is where there are several cities: a city's code, `*` for all, nothing for the main one."""
    if not cities.several():
        return ""
    if document.city is not None:
        return document.city
    found = cities.of_district(document.district)
    return found.code if found is not None else ""


def quoted(lexeme: str) -> str:
    """A lexeme inside a tsvector or tsquery literal."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def everything(tokens: Tokens) -> list[str]:
    """Each token that stands in any field; the whole title is asked only by place."""
    return sorted({token for name in (*HEAD[1:], BODY) for token in tokens.of(name) if token[0] != "="})


def graded(document: Document) -> dict[str, str]:
    """The grade, where there is one: nothing is said of who is not graded yet."""
    return {"credit": document.grade} if document.grade else {}


def shown(document: Document) -> dict[str, Any]:
    """What a result shows."""
    return {
        "type": document.type,
        "id": document.object_id,
        "external_id": document.external_id or None,
        "title": document.title,
        "url": document.url,
        "category": document.category or None,
        "district": document.district_name or None,
        "side": document.side or None,
        "price_yuan": None if document.price_fen is None else Money(document.price_fen).yuan,
        "unit": document.unit or None,
        "rating": document.rating,
        "rating_count": document.rating_count,
        **graded(document),
        "summary": document.summary,
        "published_at": document.published_at.isoformat() if document.published_at else None,
        **document.shown,
    }


def rendered(document: Document) -> dict[str, Any]:
    """What an engine answers with for a hit: `shown` as it leaves the server, already JSON, and what only the presenter looks at."""
    return {
        "key": f"{document.type}:{document.object_id}",
        "title": document.title,
        "tags": list(document.tags),
        **graded(document),
        "place": None if document.lat is None or document.lng is None else on_globe(document.lat, document.lng),
        "shown": orjson.dumps(shown(document)).decode(),
    }


def row_of(document: Document, now: datetime, words: Set[str]) -> Row:
    """The row of a document at a time. About 0.3 ms, nearly all of it tokens."""
    lat, lng = on_grid(document.lat, document.lng)
    # Whole seconds: Elasticsearch keeps milliseconds, and both engines must see the same ties.
    published = document.published_at.replace(microsecond=0) if document.published_at else None
    document = replace(document, lat=lat, lng=lng, published_at=published)
    tokens = document_tokens(document.title, document.tags, document.body, words)
    score = quality(document, now)
    source = orjson.dumps(rendered(document)).decode()
    body = _index_body(document, tokens, score, source)
    found = [f"a{token}" for token in everything(tokens)]
    codes = filter_tokens(document)
    match = " ".join([*map(quoted, found), vector(tokens, HEAD), *map(quoted, codes)])
    head = " ".join([vector(tokens, HEAD), *(quoted(code) for code in codes if code.startswith(CITY))])
    digest = hashlib.md5(body.encode() + document.url.encode(), usedforsecurity=False).hexdigest()
    values = {
        **{name: getattr(document, name) for name in COLUMNS if hasattr(document, name)},
        "rating": _sorted_by(document),
        "title": document.title[:250],
        "categories": list(document.categories),
        "traits": list(document.traits),
        "quality": score,
        "head": head,
        "match": match,
        "source": source,
        "index_body": body,
        "content_hash": digest,
    }
    suggested = replace(document.suggested, city=city_of(document)) if document.suggested else None
    return Row(document.type, document.object_id, tuple(values[name] for name in COLUMNS), digest, suggested)


def _sorted_by(document: Document) -> float | None:
    return document.rating if document.standing is None else document.standing


def _index_body(document: Document, tokens: Tokens, score: int, source: str) -> str:
    """The JSON for Elasticsearch without `n`, which the row gets from the database."""
    fields = {
        "type": document.type,
        "categories": list(document.categories),
        "traits": list(document.traits),
        "district": document.district,
        "side": document.side,
        "city": city_of(document),
        "price_fen": document.price_fen,
        "rating": _sorted_by(document),
        "published_at": int(document.published_at.timestamp()) * 1000 if document.published_at else None,
        "location": None if document.lat is None else {"lat": document.lat, "lon": document.lng},
        "quality": score,
        **{name: " ".join(sorted(tokens.of(name))) for name in FIELDS if name != BODY},
        "any": " ".join(everything(tokens)),
        "hit": orjson.Fragment(source),
    }
    return orjson.dumps({name: value for name, value in fields.items() if value not in (None, "", [])}).decode()
