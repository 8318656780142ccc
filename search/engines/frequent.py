"""The first page of a frequent query without looking at all its matches.

Documents are walked in the order of an index (quality, price, …), and the walk ends as soon as nothing that follows can enter the
page. For relevance that needs an upper bound of what has not been seen. Each clause contributes its best place to the bound, unless
the documents that have it there are few: those are fetched first through the token index, and the clause then contributes its next
place. Where each is frequent but few documents have all of them in their best places, those few are fetched, and of all others one
clause at least contributes less. Where the places in title and tags are frequent, bodies need not be read at all to be sure of the
first page.

With a point of origin the search grows in rings instead. When a walk goes on for too long, everything is scored after all: slower,
never wrong.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import orjson
from django.db import connection

from search import weights
from search.engines.base import DISTANCE, NEWEST, RELEVANCE, Hit, Question
from search.engines.conditions import (
    COLUMN,
    Sql,
    after,
    code_conditions,
    column_conditions,
    floor,
    joined,
    matches,
    order,
    places,
    relevance_if_match,
    score,
    sort_value,
    within,
)
from search.lexicon import Lexicon
from search.parse import Clause

FEW = 2500
# What share of the documents a chosen code (district, type, …) is taken to hold.
CODED = 0.07
BATCHES = (300, 1000, 3000)
RINGS_KM = (1.75, 2.5, 3.5, 5.0, 9.0, 25.0)
# Read rows in index order, not through the token index.
WALKING = "SET LOCAL enable_bitmapscan = off; "
BEST_QUALITY = Sql("SELECT max(quality) FROM search_searchdocument WHERE NOT deleted")


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: where it stands in the order."""

    value: Any
    n: int


def page(question: Question, lexicon: Lexicon, planner: str) -> list[Hit]:
    """The hits of a page and one more."""
    if question.origin is not None and question.sort in (RELEVANCE, DISTANCE):
        found = _by_rings(question, lexicon, planner)
    elif question.sort == RELEVANCE:
        found = _by_quality(question, lexicon, planner)
    else:
        found = _by_column(question, planner)
    return _shown(found if found is not None else _everything(question, planner))


def _rows(planner: str, statement: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(planner + statement.text, statement.params)
        return cursor.fetchall()


def _key(question: Question, found: Found) -> tuple[Any, int]:
    return (-found.value, -found.n) if question.descending else (found.value, found.n)


def _best(question: Question, found: Iterable[Found]) -> list[Found]:
    """Behind the cursor, in order, without doubles."""
    start = _key(question, Found(*question.after)) if question.after else None
    ordered = sorted({item.n: item for item in found}.values(), key=lambda item: _key(question, item))
    return [item for item in ordered if start is None or _key(question, item) > start]


@dataclass(frozen=True, slots=True)
class Bound:
    """The best relevance of documents that were not fetched: of any, and of those with a word outside title and tags."""

    any: int
    bodies: int


def _by_quality(question: Question, lexicon: Lexicon, planner: str) -> list[Found] | None:
    """Walk by quality until the page is sure: first by title and tags alone, then with bodies."""
    pool, bound = _best_places(question, lexicon, planner)
    if bound.bodies < bound.any:
        found = _walk_by_quality(question, planner, pool, bound, bodies=False)
        if found is not None:
            return found
    return _walk_by_quality(question, planner, pool, bound, bodies=True)


def _walk_by_quality(question: Question, planner: str, pool: list[Found], bound: Bound, *, bodies: bool) -> list[Found] | None:
    wanted, pool, unread = question.page_size + 1, list(pool), -1.0
    for rows, all_seen in _walk(question, "quality", planner, bodies=bodies):
        if not bodies:
            unread = max(unread, float(bound.bodies * rows[0][1]))
        pool += [Found(float(points * quality), n) for n, quality, points, fits in rows if fits and points is not None]
        last_n, limit = rows[-1][0], -1.0 if all_seen else float(bound.any * rows[-1][1])
        sure = [item for item in _best(question, pool) if item.value > unread and (item.value > limit or (item.value == limit and item.n >= last_n))]
        if len(sure) >= wanted or (all_seen and bodies):
            return sure[:wanted]
    return None


def _best_places(question: Question, lexicon: Lexicon, planner: str) -> tuple[list[Found], Bound]:
    """Fetch the documents that have a clause in a place where few have it; returns them and what bounds all others."""
    clauses = question.query.clauses[::-1]
    queries, best, left = [], [], FEW
    for clause in clauses:
        reached = floor(clause)
        for points, text in places(clause):
            size = _at_most(text, lexicon)
            if size > left:
                reached = points
                break
            left -= size
            queries.append(text)
        best.append(reached)
    together = [clause for clause, points in zip(clauses, best, strict=True) if clause.required and points == places(clause)[0][0]]
    if few_have_all := _few_have_all(question, together, lexicon):
        queries.append(" & ".join(f"({places(clause)[0][1]})" for clause in together))
    rows, counted = _scored(question, Sql("match @@ %s::tsquery", (" | ".join(queries),)), planner) if queries else ([], 0)
    if counted >= 2 * FEW:
        rows, best, few_have_all = [], [places(clause)[0][0] for clause in clauses], False
    total = sum(clause.weight * points for clause, points in zip(clauses, best, strict=True)) if clauses else 1
    if few_have_all:
        total -= min(clause.weight * (places(clause)[0][0] - _next_place(clause)) for clause in together)
    spread = [clause.weight * (points - floor(clause)) for clause, points in zip(clauses, best, strict=True) if clause.required]
    return rows, Bound(total, total - min(spread, default=0))


def _few_have_all(question: Question, clauses: list[Clause], lexicon: Lexicon) -> bool:
    """Whether few documents are likely to have all of these in their best places (a guess: the fetch is limited)."""
    guess = float(lexicon.total)
    for clause in clauses:
        guess *= min(1.0, _at_most(places(clause)[0][1], lexicon) / max(lexicon.total, 1))
    return bool(clauses) and guess * CODED ** len(question.chosen) <= FEW


def _next_place(clause: Clause) -> int:
    """The points of a clause that stands in its second best place."""
    return ([points for points, _ in places(clause)] + [floor(clause)])[1]


def _at_most(text: str, lexicon: Lexicon) -> int:
    """How many documents fulfil a tsquery of `places` at most, by the term frequencies."""
    ways = [re.findall(r"'([^']+)'", way) for way in text.split(" | ")]
    return sum(min(lexicon.frequency.get(lexeme, 0) for lexeme in way) for way in ways)


def _scored(question: Question, condition: Sql, planner: str) -> tuple[list[Found], int]:
    """Score the matches that fulfil one more condition: the best behind the cursor, and how many were looked at (2 × FEW and no more)."""
    where = joined([matches(question), condition], " AND ")
    inner = Sql("SELECT id, ") + sort_value(question) + Sql(" AS value FROM search_searchdocument WHERE ") + where + Sql(f" LIMIT {2 * FEW}")
    counted = Sql("WITH hits AS MATERIALIZED (") + inner + Sql(") SELECT NULL::bigint, count(*)::float4 FROM hits UNION ALL (")
    first, *rows = _rows(planner, counted + _first_of_hits(question) + Sql(")"))
    return [Found(value, n) for n, value in rows], int(first[1])


def _first_of_hits(question: Question) -> Sql:
    """Of the rows `hits` with id and value those that may stand on the page."""
    return Sql("SELECT id, value FROM hits WHERE ") + after(question) + Sql(f" ORDER BY {order(question)} LIMIT {question.page_size + 1}")


def _walk(question: Question, column: str, planner: str, start: Sql | None = None, *, bodies: bool = True) -> Iterator[tuple[list[tuple[Any, ...]], bool]]:
    """Rows in the order of an index: (id, value, relevance or None, whether the filters hold), and whether these are the last.

    Ends after `BATCHES`, even if more rows follow.
    """
    fits = joined([*column_conditions(question), *code_conditions(question)], " AND ")
    columns = joined([Sql(column), relevance_if_match(question.query, bodies=bodies), fits], ", ")
    direction, sign = ("DESC", "<") if question.descending else ("ASC", ">")
    position = start or Sql("TRUE")
    for size in BATCHES:
        where = Sql(f" FROM search_searchdocument WHERE NOT deleted AND {column} IS NOT NULL AND ") + position
        rows = _rows(planner + WALKING, Sql("SELECT id, ") + columns + where + Sql(f" ORDER BY {column} {direction}, id {direction} LIMIT {size}"))
        if rows:
            yield rows, len(rows) < size
        if len(rows) < size:
            return
        position = Sql(f"({column}, id) {sign} (%s, %s)", (rows[-1][1], rows[-1][0]))


def _by_column(question: Question, planner: str) -> list[Found] | None:
    """Walk by price, rating or date; documents without a value come last and are left to the full sort."""
    column, wanted = COLUMN[question.sort], question.page_size + 1
    start = None
    if question.after is not None:
        value, n = question.after
        if value is None:
            return None
        given = "to_timestamp(%s / 1000.0)" if question.sort == NEWEST else "%s"
        start = Sql(f"({column}, id) {'<' if question.descending else '>'} ({given}, %s)", (value, n))
    pool: list[Found] = []
    for rows, _ in _walk(question, column, planner, start):
        pool += [Found(milliseconds(value), n) for n, value, points, fits in rows if fits and points is not None]
        if len(pool) >= wanted:
            return pool[:wanted]
    return None


def milliseconds(value: Any) -> Any:
    """A time as Elasticsearch sorts it; other values as they are."""
    return int(value.timestamp()) * 1000 if isinstance(value, datetime) else value


def _by_rings(question: Question, lexicon: Lexicon, planner: str) -> list[Found] | None:
    """Score everything within a growing distance until nothing farther can enter the page."""
    if question.sort == DISTANCE:
        return _rings(question, planner, [], Bound(0, 0), bodies=True)
    pool, bound = _best_places(question, lexicon, planner)
    if bound.bodies < bound.any:
        found = _rings(question, planner, pool, bound, bodies=False)
        if found is not None:
            return found
    return _rings(question, planner, pool, bound, bodies=True)


def _rings(question: Question, planner: str, pool: list[Found], bound: Bound, *, bodies: bool) -> list[Found] | None:
    wanted = question.page_size + 1
    [(highest,)] = _rows(planner, BEST_QUALITY)
    unread, pool = -1.0 if bodies else float(bound.bodies * (highest or 0)), list(pool)
    for inner, km in pairwise((0.0, *RINGS_KM)):
        pool += _in_ring(question, inner, km, planner, bodies=bodies)
        found = _best(question, pool)
        sure = [item for item in found if item.value > unread and _beats_farther(question, item, km, bound.any * (highest or 0))]
        if len(sure) >= wanted:
            return sure[:wanted]
    return None


def _in_ring(question: Question, inner: float, km: float, planner: str, *, bodies: bool) -> list[Found]:
    """The best matches between two boxes around the point, found by place and tested row by row; `bodies` as in `relevance_if_match`."""
    origin = question.origin or (0.0, 0.0)
    where = [Sql("NOT deleted"), within(origin, km), *column_conditions(question), *code_conditions(question)]
    if inner:
        where.append(Sql("NOT (") + within(origin, inner) + Sql(")"))
    # OFFSET 0: relevance is reckoned once a row, and what does not match is left before distances are.
    columns = Sql("SELECT id, quality, lat, lng, ") + relevance_if_match(question.query, bodies=bodies) + Sql(" AS relevant FROM search_searchdocument WHERE ")
    value = score(question, Sql("relevant")) if question.sort == RELEVANCE else sort_value(question)
    rows = Sql("SELECT id, ") + value + Sql(" AS value FROM (") + columns + joined(where, " AND ") + Sql(" OFFSET 0) r WHERE relevant IS NOT NULL")
    return [Found(value, n) for n, value in _rows(planner, Sql("WITH hits AS MATERIALIZED (") + rows + Sql(") ") + _first_of_hits(question))]


def _beats_farther(question: Question, item: Found, km: float, bound: int) -> bool:
    """Whether nothing beyond a distance can be as good; `bound`: the best relevance × quality there may be."""
    if question.sort == DISTANCE:
        return item.value < km * 1000
    beyond = max(0.5 ** (max(km - weights.DECAY_OFFSET_KM, 0) / weights.DECAY_HALF_KM), weights.NOWHERE)
    return item.value > bound * beyond


def _everything(question: Question, planner: str) -> list[Found]:
    """Score all matches. Linear in their number."""
    hits = Sql("WITH hits AS MATERIALIZED (SELECT id, ") + sort_value(question) + Sql(" AS value FROM search_searchdocument WHERE ") + matches(question)
    return [Found(value, n) for n, value in _rows(planner, hits + Sql(") ") + _first_of_hits(question))]


def _shown(found: list[Found]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, source FROM search_searchdocument WHERE id = ANY(%s)", [[item.n for item in found]])
        sources = dict(cursor.fetchall())
    return [Hit(orjson.loads(sources[item.n]), item.value, item.n) for item in found if item.n in sources]
