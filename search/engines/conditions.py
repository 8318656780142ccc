"""The question as SQL: one tsquery for the index, column conditions, and the score as an expression.

Words and codes stand in one tsvector, so one index answers both. `head` holds title and tags uncompressed; a required word that is
not there must, as the row matches, stand in the body, so the wide `match` column is never read to compute a score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, log, radians

from core.cities import SHARED
from search import weights
from search.analysis import PREFIX
from search.documents import CITY, quoted
from search.engines.base import DISTANCE, NEWEST, PRICE, PRICE_DESC, RATING, RELEVANCE, TRAITS, Question
from search.parse import Clause, Query

KEY = {"type": "t", "category": "c", "district": "d", "side": "s", **TRAITS}
EARTH_M = 1000 * weights.EARTH_KM
KM_PER_DEGREE = 111.195
COLUMN = {PRICE: "price_fen", PRICE_DESC: "price_fen", RATING: "rating", NEWEST: "published_at"}


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and its parameters."""

    text: str
    params: tuple = ()

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, self.params + other.params)


def joined(parts: Iterable[Sql], between: str, empty: str = "TRUE") -> Sql:
    """Pieces with something between them."""
    parts = list(parts)
    return Sql(between.join(part.text for part in parts) or empty, tuple(value for part in parts for value in part.params))


def _all_of(tokens: Iterable[str], place: str) -> str:
    return "(" + " & ".join(quoted(place + token) for token in tokens) + ")"


def clause_query(clause: Clause) -> str:
    """A tsquery: any variant, anywhere."""
    return "(" + " | ".join(_all_of(variant.tokens, "a") for variant in clause.variants) + ")"


def index_queries(question: Question, leave_out: str = "") -> list[str]:
    """The tsqueries for the index: one for each required clause and each chosen code but that of one facet.

    Separate ones, because the index skips from list to list faster than one query's tree is evaluated.
    """
    words = [clause_query(clause) for clause in question.query.required]
    here = [cities_query((question.city, SHARED))] if question.city else []
    return words + here + [quoted(f":{KEY[name]}={code}") for name, code in sorted(question.chosen.items()) if name != leave_out]


def cities_query(codes: Iterable[str]) -> str:
    """A tsquery: of one of these cities."""
    return " | ".join(quoted(f"{CITY}{code}") for code in codes)


def matches(question: Question, leave_out: str = "") -> Sql:
    """The WHERE condition in the form that the index answers."""
    found = [Sql("match @@ %s::tsquery", (text,)) for text in index_queries(question, leave_out)]
    return joined([Sql("NOT deleted"), *found, *column_conditions(question, leave_out)], " AND ")


def column_conditions(question: Question, leave_out: str = "") -> list[Sql]:
    """Conditions on columns: price, rating, side left out, city, distance."""
    parts = []
    if leave_out != "price":
        if question.price_min_fen is not None:
            parts.append(Sql("price_fen >= %s", (question.price_min_fen,)))
        if question.price_max_fen is not None:
            parts.append(Sql("price_fen <= %s", (question.price_max_fen,)))
    if question.rating_min is not None:
        parts.append(Sql("rating >= %s", (question.rating_min,)))
    if question.only is not None:
        parts.append(one_of(question.only))
    if question.not_side:
        parts.append(Sql("side <> %s", (question.not_side,)))
    if question.city:
        parts.append(Sql("head @@ %s::tsquery", (cities_query((question.city, SHARED)),)))
    if question.not_cities:
        parts.append(Sql("NOT head @@ %s::tsquery", (cities_query(question.not_cities),)))
    if question.radius_km is not None and question.origin is not None:
        parts += [within(question.origin, question.radius_km), distance(question.origin) + Sql(" <= %s", (question.radius_km * 1000,))]
    return parts


def one_of(keys: Iterable[str]) -> Sql:
    """Only these things ("listing:12")."""
    return Sql("(type, object_id) IN (SELECT split_part(k, ':', 1), split_part(k, ':', 2)::bigint FROM unnest(%s::text[]) AS k)", (list(keys),))


def code_conditions(question: Question) -> list[Sql]:
    """The chosen codes on columns: for rows that are walked, not found through the index."""
    columns = {"type": "type = %s", "district": "district = %s", "side": "side = %s", "category": "categories @> ARRAY[%s]::varchar[]"}
    traits = [Sql("traits @> ARRAY[%s]::varchar[]", (f"{TRAITS[name]}:{code}",)) for name, code in sorted(question.chosen.items()) if name in TRAITS]
    return traits + [Sql(columns[name], (code,)) for name, code in sorted(question.chosen.items()) if name in columns]


def within(origin: tuple[float, float], km: float) -> Sql:
    """A box around a point that holds the circle; the poles and the date line are not on offer."""
    lat, lng = origin
    high = km / KM_PER_DEGREE * 1.01
    wide = high / max(cos(radians(min(abs(lat) + high, 89.0))), 0.01)
    return Sql("lat BETWEEN %s AND %s AND lng BETWEEN %s AND %s", (lat - high, lat + high, lng - wide, lng + wide))


def distance(origin: tuple[float, float]) -> Sql:
    """Metres from a point (haversine), as Elasticsearch computes it."""
    lat, lng = origin
    text = f"({2 * EARTH_M} * asin(least(1.0, sqrt(((1 - cos(radians(lat - %s))) + cos(radians(lat)) * cos(radians(%s)) * (1 - cos(radians(lng - %s)))) / 2))))"
    return Sql(text, (lat, lat, lng))


def decay(origin: tuple[float, float]) -> Sql:
    """1 near by, half at `DECAY_HALF_KM` beyond the offset, `NOWHERE` without a place."""
    rate = log(0.5) / (weights.DECAY_HALF_KM * 1000)
    metres = distance(origin)
    head = f"CASE WHEN lat IS NULL THEN {weights.NOWHERE} ELSE exp({rate!r} * greatest(0.0, "
    return Sql(head) + metres + Sql(f" - {weights.DECAY_OFFSET_KM * 1000})) END")


def places(clause: Clause) -> list[tuple[int, str]]:
    """(points, tsquery with the letters of the fields), best first."""
    found: dict[int, list[str]] = {}
    for variant in clause.variants:
        for place, points in variant.points.items():
            found.setdefault(points, []).append(_all_of(variant.tokens, PREFIX[place]))
    return [(points, " | ".join(queries)) for points, queries in sorted(found.items(), reverse=True)]


def clause_score(clause: Clause) -> Sql:
    """Weight × points of a row that is known to match."""
    parts = [Sql(f"WHEN head @@ %s::tsquery THEN {clause.weight * points}", (text,)) for points, text in places(clause)]
    return Sql("CASE ") + joined([*parts, Sql(f"ELSE {clause.weight * floor(clause)} END")], " ")


def floor(clause: Clause) -> int:
    """The points of a clause that stands neither in title nor tags of a matching document."""
    return weights.ANYWHERE if clause.required else 0


def relevance(query: Query) -> Sql:
    """Σ weight × points of a row that is known to match, a whole number; 1 when nothing was asked."""
    return joined([clause_score(clause) for clause in query.clauses], " + ", empty="1")


def relevance_if_match(query: Query, *, bodies: bool) -> Sql:
    """The relevance of a walked row, NULL when it does not match. `bodies`: read the wide vector of a row whose head does not do."""
    if not query.required:
        return relevance(query)
    in_head = " & ".join("(" + " | ".join(text for _, text in places(clause)) + ")" for clause in query.required)
    test = Sql("CASE WHEN head @@ %s::tsquery", (in_head,))
    if bodies:
        test += Sql(" OR match @@ %s::tsquery", (" & ".join(clause_query(clause) for clause in query.required),))
    return test + Sql(" THEN ") + relevance(query) + Sql(" END")


def score(question: Question, relevance_sql: Sql) -> Sql:
    """The score as a 32-bit number, grouped as Elasticsearch multiplies."""
    factor = Sql("quality::float8")
    if question.origin is not None:
        factor = Sql("quality::float8 * (") + decay(question.origin) + Sql(")")
    return Sql("((") + relevance_sql + Sql(")::float8 * (") + factor + Sql("))::float4")


def sort_value(question: Question) -> Sql:
    """The expression that the order goes by."""
    if question.sort == RELEVANCE:
        return score(question, relevance(question.query))
    if question.sort == DISTANCE:
        return distance(question.origin or (0.0, 0.0))
    if question.sort == NEWEST:
        return Sql("(extract(epoch FROM published_at) * 1000)::bigint")
    return Sql(COLUMN[question.sort])


def order(question: Question) -> str:
    """ORDER BY over the columns value and id."""
    return "value DESC NULLS LAST, id DESC" if question.descending else "value ASC NULLS LAST, id ASC"


def after(question: Question) -> Sql:
    """The rows behind the cursor, over the columns value and id."""
    if question.after is None:
        return Sql("TRUE")
    value, n = question.after
    sign = "<" if question.descending else ">"
    if value is None:
        return Sql(f"value IS NULL AND id {sign} %s", (n,))
    cast = {RELEVANCE: "float4", RATING: "float8", DISTANCE: "float8"}.get(question.sort, "bigint")
    return Sql(f"(value IS NULL OR value {sign} %s::{cast} OR (value = %s::{cast} AND id {sign} %s))", (value, value, n))
