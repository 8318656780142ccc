"""The database engine: the same answer from PostgreSQL alone.

Up to `EXACT_UP_TO` matches one statement finds, scores, counts and facets everything. Beyond that the first page comes from
`engines.frequent`, which looks only at what can still win, and the totals from the first 3,000 matches, marked as such.
"""

from typing import Any

import orjson
from django.db import connection, transaction

from search import weights
from search.engines import frequent
from search.engines.base import FACETS, NOTHING, Answer, Hit, Question
from search.engines.conditions import Sql, after, joined, matches, order, sort_value
from search.lexicon import Lexicon
from search.parse import clause_frequency

# A sequential scan would read every wide vector; compiling costs more than running.
PLANNER = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; "
LIMIT = weights.EXACT_UP_TO + 1
FACET_COLUMNS = {"type": "type", "category": "unnest(categories)", "district": "district", "side": "side"}
NAME = "database"


def search(question: Question, lexicon: Lexicon) -> Answer:
    """Answer a question. One statement up to 3,000 matches, two to about six beyond."""
    if question.query.hopeless:
        return NOTHING
    with transaction.atomic():
        if _surely_frequent(question, lexicon):
            found = frequent.page(question, lexicon, PLANNER)
            return _beyond(question, found)
        row = _run(_whole(question))
        count = row[0]
        if count >= LIMIT:
            return _beyond(question, frequent.page(question, lexicon, PLANNER), row)
        return _answer(question, row, _hits(row[1]), count, exact=True)


def _surely_frequent(question: Question, lexicon: Lexicon) -> bool:
    """Whether the term frequencies say that more than 3,000 match, taking words as independent. Wrong guesses cost time only."""
    if question.active or question.rating_min is not None or question.radius_km is not None:
        return False
    expected = float(lexicon.total)
    for clause in question.query.required:
        expected *= clause_frequency(clause, lexicon) / max(lexicon.total, 1)
    return expected > weights.EXACT_UP_TO * (1.2 if len(question.query.required) < 2 else 2)


def _run(statement: Sql) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(PLANNER + statement.text, statement.params)
        return cursor.fetchone()


def _whole(question: Question) -> Sql:
    """Everything in one statement."""
    hits = Sql("SELECT id, ") + sort_value(question) + Sql(" AS value, type, categories, district, side, price_fen FROM search_searchdocument WHERE ")
    page = Sql("SELECT id, value FROM hits WHERE ") + after(question) + Sql(f" ORDER BY {order(question)} LIMIT {question.page_size + 1}")
    shown = (
        Sql("SELECT json_agg(json_build_array(p.id, p.value, d.source) ORDER BY " + order(question).replace("value", "p.value").replace("id ", "p.id "))
        + Sql(") FROM page p JOIN search_searchdocument d USING (id)")
    )
    return (
        Sql("WITH hits AS MATERIALIZED (")
        + hits
        + matches(question)
        + Sql(f" LIMIT {LIMIT}), page AS (")
        + page
        + Sql(") SELECT (SELECT count(*) FROM hits), (")
        + shown
        + Sql(")::text, ")
        + _facets(question)
    )


def _totals(question: Question) -> Sql:
    """Count and facets of the first 3,001 matches, without scores."""
    hits = Sql("WITH hits AS MATERIALIZED (SELECT id, type, categories, district, side, price_fen FROM search_searchdocument WHERE ")
    return hits + matches(question) + Sql(f" LIMIT {LIMIT}) SELECT (SELECT count(*) FROM hits), NULL, ") + _facets(question)


def _facets(question: Question) -> Sql:
    """One JSON object: facet → {value: count}. A facet in which something is chosen is counted without its own choice."""
    pairs = []
    for name in FACETS:
        if name in question.active:
            rows = Sql("(SELECT type, categories, district, side, price_fen FROM search_searchdocument WHERE ") + matches(question, name) + Sql(f" LIMIT {LIMIT}) x")
        else:
            rows = Sql("hits")
        pairs.append(Sql(f"'{name}', (SELECT json_object_agg(v, c) FROM (SELECT {_facet_value(name)} AS v, count(*) AS c FROM ") + rows + Sql(" GROUP BY 1) f WHERE v <> '')"))
    return Sql("json_build_object(") + joined(pairs, ", ") + Sql(")::text")


def _facet_value(name: str) -> str:
    if name != "price":
        return FACET_COLUMNS[name]
    bounds = ",".join(str(low) for low, _ in weights.PRICE_BANDS)
    return f"(width_bucket(price_fen, ARRAY[{bounds}]::bigint[]) - 1)::text"


def _hits(shown: str | None) -> list[Hit]:
    return [Hit(orjson.loads(source), value, number) for number, value, source in orjson.loads(shown or "[]")]


def _beyond(question: Question, hits: list[Hit], row: tuple[Any, ...] | None = None) -> Answer:
    row = row or _run(_totals(question))
    return _answer(question, row, hits, min(row[0], weights.EXACT_UP_TO), exact=row[0] < LIMIT)


def _answer(question: Question, row: tuple[Any, ...], hits: list[Hit], count: int, *, exact: bool) -> Answer:
    facets = {name: sorted((values or {}).items(), key=lambda item: (-item[1], item[0])) for name, values in orjson.loads(row[2]).items()}
    return Answer(count, exact, hits[: question.page_size], len(hits) > question.page_size, facets, facets_approximate=not exact)
