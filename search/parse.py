"""From what somebody typed to weighted clauses that both engines understand.

A query is cut at punctuation and script; Chinese is cut at dictionary words, the rest into bigrams. Each piece is a *clause* with
one or more *variants* (as written, by sound, by initials, by synonym). A document matches when every required clause matches by
any variant; a clause counts once, with its best variant in its best field. A variant of several tokens matches a field when all
of them stand in it, so a dictionary word needs no token of its own and an old index understands new words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log2

from search import weights
from search.analysis import LONGEST_NAME, bigrams, pieces, whole
from search.lexicon import Lexicon
from search.normalise import is_han, normalise, runs
from search.phonetics import cut


@dataclass(frozen=True, slots=True)
class Variant:
    """Tokens that must stand together, and the points of each place where they do."""

    tokens: tuple[str, ...]
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for."""

    text: str
    variants: tuple[Variant, ...]
    required: bool = True
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `clauses` is empty for no text and for text without any word (`hopeless`)."""

    text: str
    clauses: tuple[Clause, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def hopeless(self) -> bool:
        """Something was asked, but it holds no word."""
        return bool(self.text) and not self.clauses

    @property
    def required(self) -> tuple[Clause, ...]:
        """The clauses that decide whether a document matches."""
        return tuple(clause for clause in self.clauses if clause.required)

    @property
    def best(self) -> int:
        """No document can have more relevance than this."""
        return sum(clause.weight for clause in self.clauses) * weights.BEST


def parse(text: str, lexicon: Lexicon, given: tuple[int, ...] = ()) -> Query:
    """Parse a query. `given`: clause weights of an earlier page, so that paging is not disturbed by newer term frequencies."""
    text = text.strip()
    normalised = normalise(text)
    found: dict[str, Clause] = {}
    corrected = []
    for run in runs(normalised):
        for piece, clause in _clauses(run, lexicon):
            if piece != clause.text:
                corrected.append((piece, clause.text))
            known = found.setdefault(clause.text, clause)
            if clause.required and not known.required:
                found[clause.text] = clause
    clauses = _limited(list(found.values()), lexicon)
    return Query(text, _weighted(clauses, whole(normalised), lexicon, given), tuple(corrected))


def _clauses(run: str, lexicon: Lexicon) -> list[tuple[str, Clause]]:
    if not is_han(run):
        return [(run, _latin(run))]
    found = []
    for piece, known in segments(run, lexicon.words):
        right = lexicon.typos.get(piece, piece)
        found.append((piece, _han(right, lexicon, required=known or len(piece) > 1 or piece == run)))
    return found


def segments(run: str, words: frozenset[str]) -> list[tuple[str, bool]]:
    """Cut a Chinese run: longest dictionary words first from the left, what is between them into bigrams. (piece, is a word)."""
    found: list[tuple[str, bool]] = []
    loose = start = 0
    while start < len(run):
        word = next((run[start : start + n] for n in range(min(LONGEST_NAME, len(run) - start), 1, -1) if run[start : start + n] in words), "")
        if word:
            found += _loose(run[loose:start])
            found.append((word, True))
            start += len(word)
            loose = start
        else:
            start += 1
    return found + _loose(run[loose:])


def _loose(stretch: str) -> list[tuple[str, bool]]:
    if len(stretch) < 2:
        return [(stretch, False)] if stretch else []
    return [(pair, False) for pair in bigrams(stretch)]


def _han(piece: str, lexicon: Lexicon, *, required: bool) -> Clause:
    variants = [Variant(_tokens(piece), weights.WRITTEN)]
    variants += [Variant(_tokens(other), weights.SYNONYM) for other in lexicon.synonyms.get(piece, ())]
    return Clause(piece, tuple(variants), required)


def _tokens(piece: str) -> tuple[str, ...]:
    """The fewest tokens that stand for a piece: bigrams, which imply the single characters."""
    found = [token for run in runs(piece) for token in ((bigrams(run) or [run]) if is_han(run) else pieces(run))]
    return tuple(dict.fromkeys(found))


def _latin(run: str) -> Clause:
    variants = [Variant((run,), weights.WRITTEN)]
    for reading in cut(run):
        pairs = [left + right for left, right in pairwise(reading)] or [reading[0]]
        variants.append(Variant(tuple(dict.fromkeys(f"~{sound}" for sound in pairs)), weights.SOUND))
    if run.isalpha() and 2 <= len(run) <= LONGEST_NAME:
        variants.append(Variant((f"^{run}",), weights.INITIALS))
    return Clause(run[:40], tuple(variants))


def _rarity(clause: Clause, lexicon: Lexicon) -> float:
    """Rare counts more: 1 for a word that stands everywhere, about 18 for one in 100,000."""
    return log2(1 + max(lexicon.total, 1) / max(clause_frequency(clause, lexicon), 1))


def clause_frequency(clause: Clause, lexicon: Lexicon) -> int:
    """In how many documents a clause may stand at most, as far as the lexicon knows."""
    return max(min(lexicon.frequency.get(f"a{token}", 0) for token in variant.tokens) for variant in clause.variants)


def _limited(clauses: list[Clause], lexicon: Lexicon) -> list[Clause]:
    """At most `MAX_CLAUSES - 1`: required before optional, rare before common, in the order of the query."""
    limit = weights.MAX_CLAUSES - 1
    if len(clauses) <= limit:
        return clauses
    kept = sorted(clauses, key=lambda clause: (not clause.required, -_rarity(clause, lexicon)))[:limit]
    return [clause for clause in clauses if clause in kept]


def _weighted(clauses: list[Clause], all_of_it: str, lexicon: Lexicon, given: tuple[int, ...]) -> tuple[Clause, ...]:
    if not clauses:
        return ()
    if len(given) == len(clauses):
        shares = list(given)
    else:
        rarities = [_rarity(clause, lexicon) for clause in clauses]
        shares = [max(1, round(weights.WEIGHT_SUM * rarity / sum(rarities))) for rarity in rarities]
    weighted = [replace(clause, weight=share) for clause, share in zip(clauses, shares, strict=True)]
    bonus = Clause(all_of_it[1:], (Variant((all_of_it,), weights.WHOLE),), required=False, weight=sum(shares))
    return (*weighted, bonus)
