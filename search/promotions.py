"""Which promotion a query calls: that of its word, or of a word that means the same (`PromotedTerm`).

A promotion speaks where the query asks for its word and for nothing else of the trade: 金牌月嫂 calls what stands for 月嫂, 月嫂保姆
does not. All of it is decided in memory with the words of the lexicon; the engines only fetch what is named, under the same filters.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from search.engines.base import RELEVANCE, Question
from search.lexicon import Lexicon, Promotion
from search.normalise import is_han
from search.parse import Query, parse
from search.phonetics import pinyin

Reach = tuple[frozenset[str], ...]


def called(query: Query, lexicon: Lexicon) -> tuple[Promotion, ...]:
    """The promotions that a query calls, those of the very word first, then the newer ones. No query."""
    texts = {clause.text for clause in query.clauses[:-1]}
    if not texts or not lexicon.promotions:
        return ()
    if not lexicon.called:
        lexicon.called.update(_table(lexicon))
    needed = {clause.text for clause in query.clauses[:-1] if clause.required}
    found: dict[Promotion, int] = {}
    for text in texts:
        for number, promotion, reach in lexicon.called.get(text, ()):
            if all(not part.isdisjoint(texts) for part in reach) and needed <= frozenset().union(*reach):
                found[promotion] = number
    return tuple(sorted(found, key=lambda one: (one.word != query.text and one.word not in texts, -found[one])))


def placed(question: Question, promotions: Iterable[Promotion], today: date) -> Question:
    """The question with what is to come first today: only on its first page and in the usual order; who sorts by price gets just that."""
    if question.after is not None or question.sort != RELEVANCE:
        return question
    one = next((promotion for promotion in promotions if promotion.starts_on <= today <= promotion.ends_on), None)
    return question if one is None else question.placing(one.shown, one.word)


def reached(promotion: Promotion, lexicon: Lexicon) -> list[str]:
    """The other words that a promotion speaks for, to show."""
    alike = _alike(promotion.word, lexicon.synonyms, _found_by(lexicon.synonyms), lexicon.named) if promotion.widely else set()
    return sorted(alike - {promotion.word})


def _table(lexicon: Lexicon) -> dict[str, list[tuple[int, Promotion, Reach]]]:
    """The first word of each promotion, in every form that calls it."""
    found: dict[str, list[tuple[int, Promotion, Reach]]] = {}
    found_by = _found_by(lexicon.synonyms)
    for number, promotion in enumerate(lexicon.promotions):
        words = [clause.text for clause in parse(promotion.word, lexicon).clauses[:-1]]
        reach = tuple(_forms(word, promotion, lexicon, found_by) for word in words)
        for text in reach[0] if reach else ():
            found.setdefault(text, []).append((number, promotion, reach))
    return found


def _forms(word: str, promotion: Promotion, lexicon: Lexicon, found_by: Mapping[str, set[str]]) -> frozenset[str]:
    if not promotion.widely:
        return frozenset({word})
    alike = {word} | _alike(word, lexicon.synonyms, found_by, lexicon.named)
    return frozenset((*alike, *_sounds(alike)))


def _sounds(words: Iterable[str]) -> Iterator[str]:
    return ("".join(pinyin(word)) for word in words if is_han(word))


def _found_by(synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word, others in synonyms.items():
        for other in others:
            found.setdefault(other, set()).add(word)
    return found


def _alike(word: str, synonyms: Mapping[str, tuple[str, ...]], found_by: Mapping[str, set[str]], named: frozenset[str]) -> set[str]:
    """What finds the word or is found by it. A service does not speak for its whole category."""
    wider = {other for other in synonyms.get(word, ()) if not (word in named and other in named)}
    return wider | found_by.get(word, set())
