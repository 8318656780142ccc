"""From what somebody typed to weighted clauses that both engines understand.

A query is cut at punctuation and script; Chinese is cut at dictionary words, the rest into bigrams. Each piece is a *clause* with
one or more *variants* (as written, by sound, by initials, by synonym). A document matches when every required clause matches by
any variant; a clause counts once, with its best variant in its best field. A variant of several tokens matches a field when all
of them stand in it, so a dictionary word needs no token of its own and an old index understands new words.

Where a query holds words of the trade, those are required and what stands beside them only orders the answer. Questions and
courtesies between the words are no clauses; a time is one that is welcome but not required; what stands in no document
and sounds like a dictionary word is taken for that word (`search.slips`), and said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log2

from search import weights
from search.analysis import LONGEST_NAME, bigrams, pieces, whole
from search.courtesies import without_filler
from search.lexicon import Lexicon
from search.normalise import is_han, normalise, runs
from search.phonetics import cut
from search.slips import sound_of


@dataclass(frozen=True, slots=True)
class Variant:
    """Tokens that must stand together, and the points of each place where they do."""

    tokens: tuple[str, ...]
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for. `known`: a word of the trade, or letters that stand somewhere."""

    text: str
    variants: tuple[Variant, ...]
    required: bool = True
    weight: int = 0
    known: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `clauses` is empty for no text and for text without any word (`hopeless`). `either`: one known word is enough."""

    text: str
    clauses: tuple[Clause, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    either: bool = False

    @property
    def hopeless(self) -> bool:
        """Something was asked, but it holds no word."""
        return bool(self.text) and not self.clauses

    @property
    def required(self) -> tuple[Clause, ...]:
        """The clauses that decide whether a document matches."""
        if self.either:
            return (Clause("", tuple(variant for clause in self.clauses if clause.known for variant in clause.variants)),)
        return tuple(clause for clause in self.clauses if clause.required)

    @property
    def best(self) -> int:
        """No document can have more relevance than this."""
        return sum(clause.weight for clause in self.clauses) * weights.BEST


def parse(text: str, lexicon: Lexicon, given: tuple[int, ...] = ()) -> Query:
    """Parse a query. `given`: clause weights of an earlier page, so that paging is not disturbed by newer term frequencies."""
    text = text.strip()
    normalised = normalise(text)
    pieces_found = [pair for run in runs(normalised) for pair in _clauses(run, lexicon)]
    if not any(clause.known for _, clause in pieces_found):  # a word of one sign among signs that say nothing: 出差猫没人喂
        pieces_found += [(sign, _han(sign, lexicon, required=True, known=True)) for sign in dict.fromkeys(normalised) if sign in lexicon.signs]
    if not pieces_found:  # nothing but courtesies: they are what is asked for
        plain = replace(lexicon, phrases={})
        pieces_found = [pair for run in runs(normalised) for pair in _clauses(run, plain)]
    found: dict[str, Clause] = {}
    corrected = []
    for piece, clause in pieces_found:
        if piece != clause.text:
            corrected.append((piece, clause.text))
        known = found.setdefault(clause.text, clause)
        if clause.required and not known.required:
            found[clause.text] = clause
    clauses = _deciding(_limited(list(found.values()), lexicon))
    return Query(text, weighted(clauses, whole(normalised), lexicon, given), tuple(corrected))


def _deciding(clauses: list[Clause]) -> list[Clause]:
    """Words of the trade decide what is found, and what stands beside them how it is ordered; without any, all of it decides."""
    if any(clause.known for clause in clauses):
        return [replace(clause, required=clause.known) for clause in clauses]
    if clauses and not any(clause.required for clause in clauses):
        return [replace(clause, required=True) for clause in clauses]
    return clauses


def _clauses(run: str, lexicon: Lexicon) -> list[tuple[str, Clause]]:
    if not is_han(run):
        return _latin(run, lexicon)
    found = []
    for piece, right in segments(run, lexicon):
        known, timely = right in lexicon.words, right in lexicon.times
        clause = _han(right, lexicon, known=known, required=not timely and (known or len(piece) > 1 or piece == run))
        if right not in (piece, lexicon.typos.get(piece)):  # guessed: what came in since the words were counted may say just what was typed
            clause = replace(clause, variants=(*clause.variants, Variant(_tokens(piece), weights.WRITTEN)))
        found.append((piece, clause))
    return found


def segments(run: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Cut a Chinese run: longest dictionary words first from the left, what is between them into bigrams. (piece, what was meant)."""
    found: list[tuple[str, str]] = []
    loose = start = 0
    while start < len(run):
        word = next((run[start : start + n] for n in range(min(LONGEST_NAME, len(run) - start), 1, -1) if run[start : start + n] in lexicon.cut_at), "")
        if word:
            found += _loose(run[loose:start], lexicon)
            found.append((word, lexicon.typos.get(word, word)))
            start += len(word)
            loose = start
        else:
            start += 1
    return found + _loose(run[loose:], lexicon)


def _loose(stretch: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """A stretch without words: courtesies taken out, a slip of a word kept whole, the rest in bigrams."""
    return [piece for part in without_filler(stretch, lexicon.courtesies) for piece in _with_slip(part, lexicon)]


def _with_slip(part: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Where one piece was meant to be a word. Of a stretch that stands nowhere otherwise nothing is guessed: it may be no slip at all."""
    for length in range(min(LONGEST_NAME, len(part)), 1, -1):
        for start in range(len(part) - length + 1):
            piece = part[start : start + length]
            before, after = _pairs(part[:start]), _pairs(part[start + length :])
            others = [pair for pair, _ in (*before, *after) if len(pair) > 1]
            right = _meant(piece, lexicon)
            if length == 2 and piece != part and sound_of(right) != sound_of(piece):
                continue  # a short slip that only sounds nearly so is believed where it stands alone
            if right != piece and (not others or any(f"a{pair}" in lexicon.frequency for pair in others)):
                return [*before, (piece, right), *after]
    return _pairs(part)


def _pairs(stretch: str) -> list[tuple[str, str]]:
    pairs = [stretch] if len(stretch) == 1 else bigrams(stretch)
    return [(pair, pair) for pair in pairs]


def _meant(piece: str, lexicon: Lexicon) -> str:
    """The dictionary word that a piece was meant to be; the piece itself where its neighbours stand together in documents."""
    if len(piece) < 2 or all(f"a{pair}" in lexicon.frequency for pair in bigrams(piece)):
        return piece
    return lexicon.slips.meant(piece, lexicon.frequency) or piece


def _han(piece: str, lexicon: Lexicon, *, required: bool, known: bool) -> Clause:
    variants = [Variant(_tokens(piece), weights.WRITTEN)]
    variants += [Variant(_tokens(other), weights.SYNONYM) for other in lexicon.synonyms.get(piece, ())]
    return Clause(piece, tuple(variants), required, known=known)


def _tokens(piece: str) -> tuple[str, ...]:
    """The fewest tokens that stand for a piece: bigrams, which imply the single characters."""
    found = [token for run in runs(piece) for token in ((bigrams(run) or [run]) if is_han(run) else pieces(run))]
    return tuple(dict.fromkeys(found))


def _latin(run: str, lexicon: Lexicon) -> list[tuple[str, Clause]]:
    """Letters and digits: as written, by sound, as initials; letters that stand nowhere may be a slip of the finger."""
    clause = _spoken(run, lexicon)
    if clause.known or not run.isalpha() or not lexicon.total:
        return [(run[:40], clause)]
    word = lexicon.slips.spelt(run, lexicon.frequency)
    return [(run, _han(word, lexicon, required=True, known=True))] if word else [(run[:40], clause)]


def _spoken(run: str, lexicon: Lexicon) -> Clause:
    variants = [Variant((run,), weights.WRITTEN)]
    for reading in cut(run):
        pairs = [left + right for left, right in pairwise(reading)] or [reading[0]]
        variants.append(Variant(tuple(dict.fromkeys(f"~{sound}" for sound in pairs)), weights.SOUND))
    if run.isalpha() and 2 <= len(run) <= LONGEST_NAME:
        variants.append(Variant((f"^{run}",), weights.INITIALS))
    clause = Clause(run[:40], tuple(variants))
    return replace(clause, known=clause_frequency(clause, lexicon) > 0)


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


def weighted(clauses: list[Clause], all_of_it: str, lexicon: Lexicon, given: tuple[int, ...]) -> tuple[Clause, ...]:
    """The clauses with their shares, and behind them the bonus for a title that is the whole query."""
    if not clauses:
        return ()
    if len(given) == len(clauses):
        shares = list(given)
    else:
        rarities = [_rarity(clause, lexicon) for clause in clauses]
        shares = [max(1, round(weights.WEIGHT_SUM * rarity / sum(rarities))) for rarity in rarities]
    shared = [replace(clause, weight=share) for clause, share in zip(clauses, shares, strict=True)]
    bonus = Clause(all_of_it[1:], (Variant((all_of_it,), weights.WHOLE),), required=False, weight=sum(shares))
    return (*shared, bonus)
