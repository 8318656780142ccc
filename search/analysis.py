"""The one tokeniser: what is written into both indexes.

A text becomes a set of tokens; order and frequency do not count, so both engines can hold the same set.

| token | example | why |
|---|---|---|
| single character | 月 | a query of one character |
| two neighbours (bigram) | 月嫂 | the floor of recall: no dictionary can cut a word wrongly |
| letters and digits | 24, midea | as written |
| `=` whole text | =家电维修 | the title, or the name of a category, exactly |
| `~` sound, one and two neighbours | ~yue, ~yuesao | pinyin; title and tags only |
| `^` initials of a word | ^ys | names, tags and dictionary words in the title |

The four fields are tiers (`search.weights`): exact title, title, category names and tags, body.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import pairwise

from search.normalise import is_han, normalise, runs
from search.phonetics import initials, pinyin

EXACT, TITLE, TAGS, BODY = "exact", "title", "tags", "body"
FIELDS = (EXACT, TITLE, TAGS, BODY)
HEAD = (EXACT, TITLE, TAGS)
# In PostgreSQL all fields share one vector; the first letter of a lexeme says which field it stands in.
PREFIX = {EXACT: "e", TITLE: "t", TAGS: "g", BODY: "b"}
MAX_TITLE, MAX_TAGS, MAX_BODY = 120, 400, 6000
MAX_WORD = 40
LONGEST_NAME = 8
NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a document by field."""

    exact: frozenset[str]
    title: frozenset[str]
    tags: frozenset[str]
    body: frozenset[str]

    def of(self, field: str) -> frozenset[str]:
        """The tokens of one field."""
        return getattr(self, field)


def pieces(run: str) -> list[str]:
    """The plain tokens of one run: singles and bigrams of Chinese, the word itself otherwise."""
    if not is_han(run):
        return [run[:MAX_WORD]]
    return [*run, *bigrams(run)]


def bigrams(run: str) -> list[str]:
    """月嫂师 → 月嫂, 嫂师."""
    return [run[index : index + 2] for index in range(len(run) - 1)]


def plain_tokens(normalised: str) -> set[str]:
    """All plain tokens of a text."""
    return {piece for run in runs(normalised) for piece in pieces(run)}


def whole(normalised: str) -> str:
    """The token for a text as a whole; punctuation and spaces do not count. '' for a text without words."""
    joined = "".join(runs(normalised))
    return f"={joined[:MAX_TITLE]}" if joined else ""


def sounds(normalised: str) -> set[str]:
    """Pinyin tokens: single syllables and pairs of neighbours."""
    found: set[str] = set()
    for run in runs(normalised):
        if is_han(run):
            said = pinyin(run)
            found.update(f"~{sound}" for sound in said if sound)
            found.update(f"~{left}{right}" for left, right in pairwise(said) if left and right)
    return found


def name_initials(normalised: str) -> set[str]:
    """Initials of a short name as a whole: 家电维修 → ^jdwx."""
    return {f"^{initials(run)}" for run in runs(normalised) if is_han(run) and 2 <= len(run) <= LONGEST_NAME}


def words_in(normalised: str, words: Set[str]) -> set[str]:
    """The dictionary words that stand anywhere in a text."""
    if not words:
        return set()
    found = set()
    for run in runs(normalised):
        for start in range(len(run)):
            for length in range(2, min(LONGEST_NAME, len(run) - start) + 1):
                if run[start : start + length] in words:
                    found.add(run[start : start + length])
    return found


def document_tokens(title: str, tags: Iterable[str], body: str, words: Set[str] = NO_WORDS) -> Tokens:
    """The tokens of a document. `words`: dictionary words (normalised), whose initials in the title are found too."""
    title = normalise(title)[:MAX_TITLE]
    names = [normalise(name)[:MAX_TITLE] for name in tags if name.strip()]
    in_title = plain_tokens(title) | sounds(title) | name_initials(title)
    in_title |= {f"^{initials(word)}" for word in words_in(title, words) if is_han(word)}
    in_tags: set[str] = set()
    for name in names:
        in_tags |= plain_tokens(name) | sounds(name) | name_initials(name) | {whole(name)}
        if len(in_tags) > MAX_TAGS:
            break
    return Tokens(
        exact=frozenset({whole(title)} - {""}),
        title=frozenset(in_title),
        tags=frozenset(in_tags - {""}),
        body=frozenset(plain_tokens(normalise(body)[:MAX_BODY])),
    )


def vector(tokens: Tokens, fields: Iterable[str]) -> str:
    """A tsvector literal of these fields. Tokens hold no quote and no backslash, so nothing needs escaping."""
    return " ".join(f"'{PREFIX[field]}{token}'" for field in fields for token in sorted(tokens.of(field)))
