"""The Elasticsearch engine: one request for hits, totals and facets; hits are shown from `_source` alone.

Only core features are used (`constant_score`, `dis_max`, `function_score` with `field_value_factor` and `exp` decay), so the same
body runs on any Elasticsearch 8 or 9. The score is the formula of `search.weights`; see there why both engines agree to the bit.
"""

from dataclasses import replace
from operator import itemgetter
from typing import Any

import orjson
from django.conf import settings

from core.cities import SHARED
from search import weights
from search.engines import lines
from search.engines.base import DISTANCE, NEWEST, NOTHING, PRICE, PRICE_DESC, RATING, RELEVANCE, TRAITS, Answer, Hit, Question
from search.engines.connection import ElasticsearchAwayError, search_seconds
from search.lexicon import Lexicon
from search.parse import Clause, Variant

NAME = "elasticsearch"
NO_CACHE = b'{"request_cache":false}'
FIELD = {"type": "type", "category": "categories", "district": "district", "side": "side"}
SORT_FIELD = {PRICE: "price_fen", PRICE_DESC: "price_fen", RATING: "rating", NEWEST: "published_at"}
# What Elasticsearch sorts by where a value is missing and `_last` is asked: what it answers, and what it wants to go on from.
LAST = {PRICE: 9223372036854775807, PRICE_DESC: -9223372036854775808, RATING: "-Infinity", NEWEST: -9223372036854775808, DISTANCE: "Infinity"}
MISSING = frozenset(LAST.values())
BANDS = [{"key": str(number), "from": low, **({"to": high} if high is not None else {})} for number, (low, high) in enumerate(weights.PRICE_BANDS)]


def read_alias() -> str:
    """The alias that searches go to."""
    return f"{settings.SEARCH_INDEX_PREFIX}-read"


def search(question: Question, lexicon: Lexicon) -> Answer:
    """Answer a question with exactly one request. Raises ElasticsearchAwayError."""
    if question.query.hopeless:
        return NOTHING
    try:
        if question.placed:
            found, first = send_both(encoded(question), orjson.dumps(placed_body(question)))
            return replace(answer_of(question, found), placed={hit["_id"]: hit["_source"]["hit"] for hit in first["hits"]["hits"]})
        return answer_of(question, send(encoded(question)))
    except KeyError as error:
        # Until the index of an earlier release has been rebuilt, which happens by itself (`search.tasks`).
        raise ElasticsearchAwayError(f"an index of another form: {error}") from error


def encoded(question: Question) -> bytes:
    """The body as it is sent; made once for a question that is asked again."""
    body = question.encoded.get(NAME)
    if body is None:
        body = question.encoded[NAME] = orjson.dumps(body_of(question))
    return body


def send(body: bytes) -> dict[str, Any]:
    """Post a search body. Raises ElasticsearchAwayError, also for an incomplete answer."""
    return _complete(_ask("_search?request_cache=false", body))


def send_both(body: bytes, placed: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Post a search body and that of what comes first, as one request. Raises ElasticsearchAwayError."""
    found = _ask("_msearch", b"\n".join((NO_CACHE, body, NO_CACHE, placed, b"")))
    one, other = found["responses"]
    return _complete(one), _complete(other)


def _ask(what: str, body: bytes) -> dict[str, Any]:
    try:
        return lines.ask(f"/{read_alias()}/{what}", body, seconds=search_seconds())
    except lines.NoAnswerError as error:
        raise ElasticsearchAwayError(str(error)) from error


def _complete(found: dict[str, Any]) -> dict[str, Any]:
    if "error" in found or found["timed_out"] or found["_shards"]["failed"]:
        raise ElasticsearchAwayError("incomplete answer")
    return found


def _terms(field: str, tokens: tuple[str, ...]) -> dict[str, Any]:
    terms = [{"term": {field: token}} for token in tokens]
    return terms[0] if len(terms) == 1 else {"bool": {"filter": terms}}


def _anywhere(clause: Clause) -> dict[str, Any]:
    ways = [_terms("any", variant.tokens) for variant in clause.variants]
    return ways[0] if len(ways) == 1 else {"bool": {"should": ways}}


def _scored(clause: Clause) -> dict[str, Any]:
    """The best place of the best variant counts, once."""
    places = [_place(variant, field, clause.weight * points) for variant in clause.variants for field, points in variant.points.items()]
    if clause.required:
        places.append({"constant_score": {"filter": _anywhere(clause), "boost": clause.weight * weights.ANYWHERE}})
    return places[0] if len(places) == 1 else {"dis_max": {"queries": places}}


def _place(variant: Variant, field: str, boost: int) -> dict[str, Any]:
    return {"constant_score": {"filter": _terms(field, variant.tokens), "boost": boost}}


def _relevance(question: Question) -> dict[str, Any]:
    """Everything but the facets that can be chosen: those go after the counts, into `post_filter`."""
    filters = [_anywhere(clause) for clause in question.query.required] + _plain_filters(question)
    if question.sort != RELEVANCE:
        return {"bool": {"filter": filters}} if filters else {"match_all": {}}
    scored = [_scored(clause) for clause in question.query.clauses]
    inner: dict[str, Any] = (
        {"bool": {"filter": filters, "should": scored}} if scored else {"constant_score": {"filter": {"bool": {"filter": filters}}, "boost": 1}}
    )
    return {"function_score": {"query": inner, "functions": _functions(question), "score_mode": "multiply", "boost_mode": "multiply"}}


def _functions(question: Question) -> list[dict[str, Any]]:
    functions: list[dict[str, Any]] = [{"field_value_factor": {"field": "quality"}}]
    if question.origin is not None:
        lat, lng = question.origin
        placed = {"exists": {"field": "location"}}
        curve = {"origin": {"lat": lat, "lon": lng}, "scale": f"{weights.DECAY_HALF_KM}km", "offset": f"{weights.DECAY_OFFSET_KM}km", "decay": 0.5}
        functions.append({"filter": placed, "exp": {"location": curve}})
        functions.append({"filter": {"bool": {"must_not": placed}}, "weight": weights.NOWHERE})
    return functions


def _plain_filters(question: Question) -> list[dict[str, Any]]:
    filters: list[dict[str, Any]] = []
    if question.rating_min is not None:
        filters.append({"range": {"rating": {"gte": question.rating_min}}})
    if question.only is not None:
        filters.append({"ids": {"values": list(question.only)}})
    if question.city:
        filters.append({"terms": {"city": [question.city, SHARED]}})
    if question.not_cities:
        filters.append({"bool": {"must_not": {"terms": {"city": list(question.not_cities)}}}})
    if question.not_side:
        filters.append({"bool": {"must_not": {"term": {"side": question.not_side}}}})
    if question.radius_km is not None and question.origin is not None:
        lat, lng = question.origin
        filters.append({"geo_distance": {"distance": f"{question.radius_km}km", "location": {"lat": lat, "lon": lng}}})
    return filters


def _chosen(question: Question) -> dict[str, dict[str, Any]]:
    """Facet → filter for what is chosen in it."""
    filters: dict[str, dict[str, Any]] = {
        name: {"term": {"traits": f"{TRAITS[name]}:{code}"} if name in TRAITS else {FIELD[name]: code}} for name, code in question.chosen.items()
    }
    if question.by_price:
        bounds = {"gte": question.price_min_fen, "lte": question.price_max_fen}
        filters["price"] = {"range": {"price_fen": {name: value for name, value in bounds.items() if value is not None}}}
    return filters


def _facet(name: str, chosen: dict[str, dict[str, Any]]) -> dict[str, Any]:
    counted: dict[str, Any] = {"range": {"field": "price_fen", "ranges": BANDS}} if name == "price" else {"terms": _counted_terms(name)}
    others = [condition for facet, condition in chosen.items() if facet != name]
    return {"filter": {"bool": {"filter": others}}, "aggs": {"v": counted}}


def _counted_terms(name: str) -> dict[str, Any]:
    return {"field": "traits", "include": f"{TRAITS[name]}:.*", "size": 500} if name in TRAITS else {"field": FIELD[name], "size": 500}


def _sort(question: Question) -> list[dict[str, Any]]:
    direction = "desc" if question.descending else "asc"
    last = {"n": direction}
    if question.sort == RELEVANCE:
        return [{"_score": direction}, last]
    if question.sort == DISTANCE:
        lat, lng = question.origin or (0.0, 0.0)
        return [{"_geo_distance": {"location": {"lat": lat, "lon": lng}, "order": direction, "unit": "m"}}, last]
    return [{SORT_FIELD[question.sort]: {"order": direction, "missing": "_last"}}, last]


def body_of(question: Question) -> dict[str, Any]:
    """The one request."""
    chosen = _chosen(question)
    body = {
        "size": question.page_size + 1,
        "track_total_hits": weights.EXACT_UP_TO,
        "query": _relevance(question),
        "sort": _sort(question),
        "aggs": {name: _facet(name, chosen) for name in question.facets},
    }
    if chosen:
        body["post_filter"] = {"bool": {"filter": list(chosen.values())}}
    if question.after is not None:
        value, n = question.after
        body["search_after"] = [LAST[question.sort] if value is None else value, n]
    return body


def placed_body(question: Question) -> dict[str, Any]:
    """What an editor put first, of what is there and under the filters; its words are not asked."""
    filters = [{"ids": {"values": list(question.placed)}}, *_plain_filters(question), *_chosen(question).values()]
    return {"size": len(question.placed), "track_total_hits": False, "query": {"bool": {"filter": filters}}}


def answer_of(question: Question, found: dict[str, Any]) -> Answer:
    """The parsed answer as ours."""
    total = found["hits"]["total"]
    hits = [Hit._make((hit["_source"]["hit"], *hit["sort"])) for hit in found["hits"]["hits"]]
    more = len(hits) > question.page_size
    if more:
        del hits[question.page_size :]
    if hits and hits[-1].value in MISSING:
        hits[-1] = hits[-1]._replace(value=None)
    facets = {name: _counts(found["aggregations"][name]["v"]["buckets"]) for name in question.facets}
    facets |= {name: [(code[2:], count) for code, count in facets[name]] for name in TRAITS if name in facets}
    return Answer(total["value"], total["relation"] == "eq", hits, more, facets)


KEY_AND_COUNT = itemgetter("key", "doc_count")


def _counts(buckets: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """As Elasticsearch orders terms: most first, then by key. Ranges come in their own order, the empty ones too."""
    if buckets and "from" in buckets[0]:
        return [(bucket["key"], bucket["doc_count"]) for bucket in buckets if bucket["doc_count"]]
    return list(map(KEY_AND_COUNT, buckets))
