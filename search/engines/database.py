"""The database engine: the same answer from PostgreSQL alone.

Up to `EXACT_UP_TO` matches one statement finds, scores, counts and facets everything. Beyond that the first page comes from
`engines.frequent`, which looks only at what can still win, and the totals from the first 3,000 matches, marked as such.
"""

from typing import Any

import orjson
from django.db import connection, transaction

from search import weights
from search.engines import frequent
from search.engines.base import NOTHING, TRAITS, WITH_TRAITS, Answer, Hit, Question
from search.engines.conditions import Sql, after, code_conditions, column_conditions, joined, matches, one_of, order, sort_value
from search.lexicon import Lexicon
from search.parse import clause_frequency

# A sequential scan would read every wide vector; compiling costs more than running.
PLANNER = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; "
COUNTED = "type, categories, district, side, price_fen{traits} FROM search_searchdocument WHERE "
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
        if row[0] > weights.EXACT_UP_TO:
            return _beyond(question, frequent.page(question, lexicon, PLANNER), row)
        return _answer(question, row, _hits(row[1]))


def _surely_frequent(question: Question, lexicon: Lexicon) -> bool:
    """Whether the term frequencies say that more than 3,000 match, taking words as independent. Wrong guesses cost time only."""
    if question.city or question.active or question.only is not None or question.rating_min is not None or question.radius_km is not None:
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
    """Everything in one statement: count, page, facets, and whether a facet was cut short."""
    hits = Sql("SELECT id, ") + sort_value(question) + Sql(f" AS value, {_counted(question)}") + matches(question)
    page = Sql("SELECT id, value FROM hits WHERE ") + after(question) + Sql(f" ORDER BY {order(question)} LIMIT {question.page_size + 1}")
    sorted_page = order(question).replace("value", "p.value").replace("id ", "p.id ")
    shown = f"SELECT json_agg(json_build_array(p.id, p.value, d.source) ORDER BY {sorted_page})::text FROM page p JOIN search_searchdocument d USING (id)"
    return _statement(question, [("hits", hits, True), ("page", page, False)], shown)


def _totals(question: Question) -> Sql:
    """Count and facets of the first 3,001 matches, without scores."""
    return _statement(question, [("hits", Sql(f"SELECT {_counted(question)}") + matches(question), True)], "SELECT NULL")


def _statement(question: Question, parts: list[tuple[str, Sql, bool]], shown: str) -> Sql:
    """A facet in which something is chosen is counted without its own choice, over rows of its own."""
    for name in sorted(question.active):
        parts.append((f"without_{name}", Sql(f"SELECT {_counted(question)}") + matches(question, name), True))
    limit = weights.EXACT_UP_TO + 1
    named = [Sql(f"{name} AS MATERIALIZED (") + rows + Sql(f" LIMIT {limit})" if capped else ")") for name, rows, capped in parts]
    facets = ", ".join(f"'{name}', ({_facet(name, question)})" for name in question.facets)
    cut = " OR ".join([f"(SELECT count(*) FROM {name}) = {limit}" for name, _, capped in parts if capped])
    tail = f" SELECT (SELECT count(*) FROM hits), ({shown}), json_build_object({facets})::text, {cut}, "
    return Sql("WITH ") + joined(named, ", ") + Sql(tail) + _placed(question)


def _placed(question: Question) -> Sql:
    """What an editor put first, of what is public and under the filters; its words are not asked."""
    if not question.placed:
        return Sql("NULL")
    where = joined([Sql("NOT deleted"), one_of(question.placed), *column_conditions(question), *code_conditions(question)], " AND ")
    return Sql("(SELECT json_agg(source)::text FROM search_searchdocument WHERE ") + where + Sql(")")


def _counted(question: Question) -> str:
    return COUNTED.format(traits=", traits" if question.chosen.get("type") == WITH_TRAITS else "")


def _facet(name: str, question: Question) -> str:
    rows = f"without_{name}" if name in question.active else "hits"
    if name in TRAITS:
        counted = f"SELECT substr(t, 3) AS v, count(*) AS c FROM {rows}, unnest(traits) AS t WHERE left(t, 2) = '{TRAITS[name]}:' GROUP BY 1"
        return f"SELECT json_object_agg(v, c) FROM ({counted}) f"
    return f"SELECT json_object_agg(v, c) FROM (SELECT {_facet_value(name)} AS v, count(*) AS c FROM {rows} GROUP BY 1) f WHERE v <> ''"


def _facet_value(name: str) -> str:
    if name != "price":
        return FACET_COLUMNS[name]
    bounds = ",".join(str(low) for low, _ in weights.PRICE_BANDS)
    return f"(width_bucket(price_fen, ARRAY[{bounds}]::bigint[]) - 1)::text"


def _hits(shown: str | None) -> list[Hit]:
    return [Hit(orjson.loads(source), value, number) for number, value, source in orjson.loads(shown or "[]")]


def _beyond(question: Question, hits: list[Hit], row: tuple[Any, ...] | None = None) -> Answer:
    row = row or _run(_totals(question))
    return _answer(question, row, hits)


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _by_band(counted: tuple[str, int]) -> tuple[int, str]:
    return int(counted[0]), ""


FACET_ORDER = {"price": _by_band}


def _answer(question: Question, row: tuple[Any, ...], hits: list[Hit]) -> Answer:
    count, _, facets, cut, placed = row
    counts = {name: sorted((values or {}).items(), key=FACET_ORDER.get(name, _most_first)) for name, values in orjson.loads(facets).items()}
    most = weights.EXACT_UP_TO
    return Answer(min(count, most), count <= most, hits[: question.page_size], len(hits) > question.page_size, counts, cut, _renders(placed))


def _renders(placed: str | None) -> dict[str, dict[str, Any]]:
    return {render["key"]: render for render in map(orjson.loads, orjson.loads(placed or "[]"))}
