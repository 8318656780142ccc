"""What a process knows by heart, so that a search needs no SQL: term frequencies, dictionary words, names of categories and districts.

A snapshot is loaded at first use and again, in a thread of its own, when it is older than `SEARCH_LEXICON_SECONDS`; a request never
waits for that. All processes may differ for that long; a cursor therefore carries the clause weights of its first page.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import cities, clock, intelligence
from marketplace.catalog.queries import catalogue
from marketplace.workers.models import PaperKind
from search import vocabulary
from search.models import Phrase, PromotedTerm, SynonymSet, TermFrequency, TypoPair
from search.normalise import normalise
from search.slips import Slips, slips_of
from search.vocabulary import Place

GUESSING = "search.intent"


@dataclass(frozen=True, slots=True)
class Promotion:
    """What an editor puts first for a word: "listing:12", in order, from a day to a day, both included. `widely`: for what means the same too."""

    word: str
    widely: bool
    shown: tuple[str, ...]
    starts_on: date
    ends_on: date


class Heads(dict[str, bytes]):
    """Value of a facet → the JSON of its entry up to the count, which is all that differs from search to search; ready to be sent."""

    @classmethod
    def of(cls, entries: Mapping[str, Mapping[str, Any]]) -> "Heads":
        """From entries without a count."""
        return cls({value: orjson.dumps(entry)[:-1] + b',"count":' for value, entry in entries.items()})

    def __missing__(self, value: str) -> bytes:
        return Heads.of({value: {"value": value, "label": value}})[value]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A snapshot. `frequency` lacks rare tokens: what is not in it counts as rare. `named`: services. `phrases`: kind → normalised, longest first."""

    total: int = 0
    frequency: Mapping[str, int] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typos: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slips: Slips = field(default_factory=Slips)
    categories: Mapping[str, Place] = field(default_factory=dict)
    districts: Mapping[str, Place] = field(default_factory=dict)
    # What workers do and which certificates they have, by code.
    skills: Mapping[str, Place] = field(default_factory=dict)
    certificates: Mapping[str, Place] = field(default_factory=dict)
    promotions: tuple[Promotion, ...] = ()
    # Whether staff have switched on that the category is guessed where nothing is found.
    guesses: bool = False
    heads: Mapping[str, Heads] = field(init=False, repr=False)
    times: frozenset[str] = field(init=False, repr=False)
    cut_at: frozenset[str] = field(init=False, repr=False)
    signs: frozenset[str] = frozenset()
    courtesies: frozenset[str] = field(init=False, repr=False)
    # What addresses ask, read with these words. Filled by `search.params`.
    read: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    # Which promotions a word may call. Filled by `search.promotions`.
    called: dict[str, list[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """What a facet says of each category and district, but for the count; where queries are cut."""
        tops = {code: {"value": code, "label": place.name, "parent": place.parent or None} for code, place in self.categories.items()}
        places = {code: {"value": code, "label": place.name} for code, place in self.districts.items()}
        named = {kind: {code: {"value": code, "label": place.name} for code, place in self._places(kind).items()} for kind in ("skill", "certificate")}
        object.__setattr__(self, "heads", {"category": Heads.of(tops), "district": Heads.of(places), **{kind: Heads.of(rows) for kind, rows in named.items()}})
        times = frozenset(self.phrases.get("time", ())) - self.words
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "courtesies", frozenset((*self.phrases.get("filler", ()), *self.phrases.get("offer", ()))))
        object.__setattr__(self, "cut_at", self.words | times | frozenset(self.typos))

    def code_of(self, kind: str, given: str) -> str | None:
        """The code for a code, a name or a short name that somebody gave; None when it is unknown."""
        places = self._places(kind)
        if given in places:
            return given if kind != "district" or cities.has_district(given) else None
        return next((code for code, place in places.items() if given in place.names and (kind != "district" or cities.has_district(code))), None)

    def _places(self, kind: str) -> Mapping[str, Place]:
        return {"category": self.categories, "skill": self.skills, "certificate": self.certificates}.get(kind, self.districts)

    def label(self, kind: str, code: str) -> str:
        """The name to show for a code."""
        places = self._places(kind)
        return places[code].name if code in places else code


_lock = threading.Lock()
_current: Lexicon | None = None
_loaded_at = 0.0


def current() -> Lexicon:
    """The snapshot of this process. No SQL but the first time."""
    if _current is None:
        return reload()
    seconds = getattr(settings, "SEARCH_LEXICON_SECONDS", 30)
    if seconds and time.monotonic() - _loaded_at > seconds and _lock.acquire(blocking=False):
        threading.Thread(target=_reload_beside, name="search-lexicon", daemon=True).start()
    return _current


def reload() -> Lexicon:
    """Load a new snapshot now. Eight queries, and those of the catalogue when it has changed."""
    global _current, _loaded_at
    frequency = dict(TermFrequency.objects.values_list("token", "documents"))
    with cities.chosen(None):
        tree = catalogue()
    names = {normalise(name) for name in vocabulary.words(tree)}
    synonyms, typos = _synonyms(vocabulary.services(tree)), _typos()
    words = frozenset(word for word in {*names, *synonyms, *typos.values()} if len(word) > 1)
    _current = Lexicon(
        total=frequency.pop("", 0),
        frequency=frequency,
        words=words,
        named=frozenset(names),
        signs=frozenset(name for name in {*names, *synonyms} if len(name) == 1),
        synonyms=synonyms,
        phrases=_phrases(),
        slips=_slips(words),
        typos=typos,
        categories=vocabulary.categories(tree),
        districts=vocabulary.districts(tree),
        skills=vocabulary.skills(tree),
        certificates=_certificates(),
        promotions=_promotions(),
        guesses=intelligence.is_on(GUESSING, now=clock.now()),
    )
    _loaded_at = time.monotonic()
    return _current


def forget() -> None:
    """Drop the snapshot; the next search loads it."""
    global _current
    _current = None


def _synonyms(services: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Word → what it finds too: its targets, or without targets the other words of its set; a service type its category."""
    found: dict[str, list[str]] = {normalise(name): [normalise(category)] for name, category in services}
    for words, targets in SynonymSet.objects.filter(active=True).order_by("pk").values_list("words", "targets"):
        names, others = [normalise(word) for word in words], [normalise(word) for word in targets]
        for word in names:
            found.setdefault(word, []).extend(other for other in others or names if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def _certificates() -> dict[str, Place]:
    rows = PaperKind.objects.filter(active=True, public=True, group=PaperKind.SKILL).order_by("position", "pk")
    return {code: Place(name, (name,)) for code, name in rows.values_list("code", "name")}


def _typos() -> dict[str, str]:
    return {normalise(wrong): normalise(right) for wrong, right in TypoPair.objects.filter(active=True).values_list("wrong", "right")}


def _phrases() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for kind, text in Phrase.objects.filter(active=True).values_list("kind", "text"):
        found.setdefault(kind, []).append(normalise(text))
    return {kind: tuple(sorted(set(texts), key=lambda text: (-len(text), text))) for kind, texts in found.items()}


def _promotions() -> tuple[Promotion, ...]:
    """Those that have not ended; which of them hold today is asked by each search."""
    rows = PromotedTerm.objects.filter(active=True, ends_on__gte=timezone.localdate()).order_by("pk")
    found = rows.values_list("word", "widely", "shown", "starts_on", "ends_on")
    return tuple(Promotion(normalise(word), widely, tuple(shown), starts_on, ends_on) for word, widely, shown, starts_on, ends_on in found)


@lru_cache(maxsize=2)
def _slips(words: frozenset[str]) -> Slips:
    return slips_of(words)


def _reload_beside() -> None:
    try:
        reload()
    finally:
        connection.close()
        _lock.release()
