"""Wagtail's own search (page explorer, choosers, image and document lists) over our tokens.

PostgreSQL's parser takes a Chinese sentence for one word, so the stock backend finds none. Here the index and the query go through
`search.analysis` and reach the database as literals. Rights and drafts stay Wagtail's: it filters the queryset before it searches.
Pinyin and initials of titles are found too.
"""

from itertools import pairwise
from typing import Any

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_content_type_pk
from psycopg2.extras import execute_values

from search.analysis import MAX_BODY, bigrams, name_initials, plain_tokens, sounds
from search.documents import quoted
from search.normalise import is_han, normalise, runs
from search.phonetics import cut

NOTHING = "'='"
# Longer texts are not indexed by sound.
SHORT = 255
_COLUMNS = ("title", "title_norm", "autocomplete", "body", "title_text", "body_text")
UPSERT = f"""
INSERT INTO {postgres.IndexEntry._meta.db_table} (content_type_id, object_id, title, autocomplete, body, title_norm, title_text, body_text) VALUES %s
ON CONFLICT (content_type_id, object_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
"""  # noqa: S608 - only names


class LiteralQuery(SearchQuery):
    """A tsquery as a literal: nothing in it is parsed or stemmed."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.text = text
        self.config = None

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[str]]:  # type: ignore[override]
        """The literal with a cast."""
        return "%s::tsquery", [self.text]


class ObjectIndexer(postgres.ObjectIndexer):
    """Reads the fields of an object; each token keeps the weight of the field it comes from."""

    def as_vector(self, texts: Any, for_autocomplete: bool = False) -> str:
        """The tokens of all texts as one tsvector literal; the best weight of a token wins."""
        found: dict[str, str] = {}
        for text, weight in texts:
            normalised = normalise(text)[:MAX_BODY]
            tokens = plain_tokens(normalised)
            if len(normalised) <= SHORT:
                tokens |= sounds(normalised) | name_initials(normalised)
            for token in tokens:
                found[token] = min(weight, found.get(token, weight))
        return " ".join(f"{quoted(token)}:1{weight}" for token, weight in sorted(found.items()))


def tsquery(text: str, *, prefix: bool, either: bool = False) -> str:
    """Every piece of the text must be there (`either`: one of them); letters are also read as pinyin and initials."""
    pieces = []
    for run in runs(normalise(text)):
        if is_han(run):
            pieces += [quoted(token) for token in bigrams(run) or [run]]
            continue
        ways = [quoted(run) + (":*" if prefix else ""), quoted(f"^{run}")]
        ways += [" & ".join(quoted(f"~{sound}") for sound in _pairs(reading)) for reading in cut(run)]
        pieces.append(" | ".join(f"({way})" for way in ways))
    return (" | " if either else " & ").join(f"({piece})" for piece in pieces) or NOTHING


def _pairs(reading: tuple[str, ...]) -> list[str]:
    return [left + right for left, right in pairwise(reading)] or list(reading)


class LiteralQueries:
    """Builds literal queries, and always asks the index (the stock compiler parses the columns when fields are named)."""

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> SearchQuery:
        """The query of one node; And, Or and Not are combined by the stock compiler."""
        if not isinstance(query, (PlainText, Phrase)):
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]
        either = isinstance(query, PlainText) and query.operator == "or"
        text = tsquery(query.query_string, prefix=self.LAST_TERM_IS_PREFIX, either=either)  # type: ignore[attr-defined]
        return LiteralQuery(f"!({text})" if invert else text)

    def get_search_vectors(self, search_query: Any) -> Any:
        """The index, whatever fields were named."""
        return self.get_index_vectors(search_query)  # type: ignore[attr-defined]


class QueryCompiler(LiteralQueries, postgres.PostgresSearchQueryCompiler):
    """Search."""


class AutocompleteQueryCompiler(LiteralQueries, postgres.PostgresAutocompleteQueryCompiler):
    """Search while typing: the last letters may be the beginning of a word."""


class Index(postgres.PostgresIndex):
    """The stock index with our tokens, and without its upkeep of title lengths, which reads the whole index at every save."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Nothing: all titles count alike."""

    def add_items(self, model: Any, objs: Any) -> None:
        """Insert or replace the entries of these objects."""
        kind = get_content_type_pk(model)
        found = [ObjectIndexer(obj, self.backend) for obj in objs] if model.get_search_fields() else []
        if not found:
            return
        rows = [(kind, one.id, one.title, one.autocomplete, one.body, one.title_text, one.body_text) for one in found]
        with self.write_connection.cursor() as cursor:
            execute_values(cursor.cursor, UPSERT, rows, template="(%s, %s, %s::tsvector, %s::tsvector, %s::tsvector, 1.0, %s, %s)")


class SearchBackend(postgres.PostgresSearchBackend):
    """Name it in WAGTAILSEARCH_BACKENDS as `search.wagtail_backend`."""

    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
