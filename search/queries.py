"""A search from question to answer: which engine, and what happens when one is away; and type-ahead."""

import logging
from dataclasses import dataclass, replace

from django.db import connection
from django.utils import timezone

from core import cities, clock, intelligence
from search.engines import database, elastic
from search.engines.base import Answer, Question
from search.engines.connection import BREAKER, ElasticsearchAwayError, configured
from search.free import free_on
from search.lexicon import GUESSING, Lexicon
from search.parse import Query
from search.prefixes import typed
from search.promotions import placed
from search.relax import relaxed, steps

logger = logging.getLogger("search")
KINDS = ("service", "enterprise", "article", "course", "worker")
PER_KIND = 4
# One look-up of an equal key for each kind; the index gives them by weight.
SUGGEST = """
SELECT s.kind, s.text, s.url FROM unnest(%s::text[]) WITH ORDINALITY AS k(kind, place)
CROSS JOIN LATERAL (SELECT p.suggestion_id, p.weight FROM search_suggestionprefix p WHERE p.prefix = %s AND p.kind = k.kind {here}
 ORDER BY p.weight DESC, p.suggestion_id LIMIT %s) AS p
JOIN search_suggestion s ON s.id = p.suggestion_id ORDER BY k.place, p.weight DESC, s.id
"""
# Asked only where there are several cities; what other cities have is skipped on the way.
HERE = "AND EXISTS (SELECT FROM search_suggestion o WHERE o.id = p.suggestion_id AND o.city {test}(%s))"


@dataclass(frozen=True, slots=True)
class Served:
    """An answer and who gave it. `degraded`: Elasticsearch should have, but did not. `level`: how far the question was relaxed.

    `placed`: what was to come first, for which word; what of it is there stands in the answer. `guessed`: the category that is shown instead of nothing.
    """

    answer: Answer
    backend: str
    degraded: bool
    level: int = 0
    placed: tuple[str, ...] = ()
    placed_for: str = ""
    guessed: str = ""

    @property
    def count(self) -> int:
        """How many were found for what was asked: none where a category is shown instead."""
        return 0 if self.guessed else self.answer.count


def search(question: Question, lexicon: Lexicon, level: int = 0, *, promoting: bool = False) -> Served:
    """Answer a question; where the whole finds nothing, the widened question (`search.relax`). `level`: that of an earlier page.

    `promoting`: with what editors put first today.
    """
    if question.available_on is not None:
        question = replace(question, only=free_on(question.available_on, now=clock.now()))
    if promoting and question.promotions:
        question = placed(question, question.promotions, timezone.localdate())
    asked = _asked(relaxed(question, level), lexicon)
    if asked.answer.count or question.after is not None or level:
        return replace(asked, level=level)
    for wider_level, wider in steps(question):
        served = _asked(wider, lexicon)
        if served.answer.count:
            return replace(served, level=wider_level)
    return _guessed(question, lexicon, asked.answer) or asked


def _guessed(question: Question, lexicon: Lexicon, nothing: Answer) -> Served | None:
    """The category that may have been meant, where staff have switched that on and the searcher has not said no. One query more.

    Its facets are those of what was asked: each number stays what a click on it would find.
    """
    if not lexicon.guesses or not question.guess or "category" in question.chosen or question.query.hopeless:
        return None
    code = intelligence.answer(GUESSING, text=question.query.text, lexicon=lexicon)
    if not code:
        return None
    chosen = {"type": "listing", **question.chosen, "category": code}
    served = _asked(replace(question, query=Query(""), chosen=chosen, placed=()), lexicon)
    return replace(served, answer=replace(served.answer, facets=nothing.facets), guessed=code) if served.answer.count else None


def _asked(question: Question, lexicon: Lexicon) -> Served:
    """Ask Elasticsearch if there is one and it answers, else the database. One request and no SQL, or SQL and no request."""
    if not configured():
        return Served(database.search(question, lexicon), database.NAME, degraded=False, placed=question.placed, placed_for=question.placed_for)
    if BREAKER.allows():
        try:
            answer = elastic.search(question, lexicon)
        except ElasticsearchAwayError as error:
            logger.warning("searching in the database: %s", error)
            BREAKER.failed()
        else:
            BREAKER.answered()
            return Served(answer, elastic.NAME, degraded=False, placed=question.placed, placed_for=question.placed_for)
    return Served(database.search(question, lexicon), database.NAME, degraded=True, placed=question.placed, placed_for=question.placed_for)


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion for what has been typed so far."""

    kind: str
    text: str
    url: str


def _here() -> tuple[str, list[list[str]]]:
    city = cities.current()
    if city is None:
        return "", []
    if city.is_main:
        return HERE.format(test="<> ALL"), [[other.code for other in city.others]]
    return HERE.format(test="= ANY"), [[city.code, cities.SHARED]]


def suggest(text: str) -> list[Offer]:
    """Suggestions that begin with what was typed, in Chinese, pinyin or initials, grouped by kind. One query."""
    prefix = typed(text)
    if not prefix:
        return []
    here, codes = _here()
    with connection.cursor() as cursor:
        cursor.execute(SUGGEST.format(here=here), [list(KINDS), prefix, *codes, PER_KIND])
        return [Offer(*row) for row in cursor.fetchall()]
