"""What is asked of an engine and what it answers. Both engines take the same question and give the same ids in the same order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from search.lexicon import Promotion
from search.parse import Query
from search.understand import Condition

RELEVANCE, DISTANCE, PRICE, PRICE_DESC, RATING, NEWEST = "relevance", "distance", "price", "price_desc", "rating", "newest"
SORTS = (RELEVANCE, DISTANCE, PRICE, PRICE_DESC, RATING, NEWEST)
# Largest first; ties go to the newer document. The others: smallest first, ties to the older one.
DESCENDING = frozenset({RELEVANCE, PRICE_DESC, RATING, NEWEST})
FACETS = ("type", "category", "district", "side", "price")
# What only workers have, counted and chosen only among them: the letter before the code in `Document.traits`.
TRAITS = {"skill": "k", "certificate": "p", "experience": "x"}
WITH_TRAITS = "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search, understood and checked. `chosen`: facet → code; `price` counts as a facet. Prices in fen, distances in km.

    `understood`: the conditions that were read out of the text; they stand in `chosen` and the prices too. `not_side`: what is left out.
    `promotions`: what an editor may have put first for it; `placed`: what comes first today ("listing:12", in order) and for which word;
    `lifted`: what stood first on an earlier page. `guess`: whether the category may be guessed where nothing is found. `available_on`: the day on
    which it has to be free, and `only`: what is ("worker:12"). `city`: this city's own and what is shared; `not_cities`: nothing of these
    (docs/concepts/cities.md).
    """

    query: Query
    chosen: Mapping[str, str] = field(default_factory=dict)
    price_min_fen: int | None = None
    price_max_fen: int | None = None
    rating_min: float | None = None
    origin: tuple[float, float] | None = None
    radius_km: float | None = None
    sort: str = RELEVANCE
    page_size: int = 20
    after: tuple[Any, int] | None = None
    understood: tuple[Condition, ...] = ()
    not_side: str = ""
    city: str = ""
    not_cities: tuple[str, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    placed: tuple[str, ...] = ()
    placed_for: str = ""
    lifted: tuple[str, ...] = ()
    guess: bool = True
    available_on: date | None = None
    only: tuple[str, ...] | None = None
    # As an engine sends it; a question that is changed is another one.
    encoded: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def as_chosen(self) -> "Question":
        """Without what was only read out of the text."""
        fields = {condition.field for condition in self.understood}
        low, high = (None, None) if "price" in fields else (self.price_min_fen, self.price_max_fen)
        kept = {name: code for name, code in self.chosen.items() if name not in fields}
        return replace(self, chosen=kept, understood=(), not_side="", price_min_fen=low, price_max_fen=high)

    def placing(self, keys: tuple[str, ...], word: str) -> "Question":
        """With this put first for a word; what was sent for the rest is still right."""
        made = replace(self, placed=keys, placed_for=word)
        object.__setattr__(made, "encoded", self.encoded)
        return made

    @property
    def facets(self) -> tuple[str, ...]:
        """What is counted: among workers their traits too."""
        return (*FACETS, *TRAITS) if self.chosen.get("type") == WITH_TRAITS else FACETS

    @property
    def descending(self) -> bool:
        """Whether large sort values come first."""
        return self.sort in DESCENDING

    @property
    def by_price(self) -> bool:
        """Whether a price was asked for."""
        return self.price_min_fen is not None or self.price_max_fen is not None

    @property
    def active(self) -> frozenset[str]:
        """The facets under which something is chosen."""
        return frozenset(self.chosen) | (frozenset({"price"}) if self.by_price else frozenset())


class Hit(NamedTuple):
    """One result: what is known of it (`documents.rendered`), and where it stands in the order (None: it has no value to sort by and comes last)."""

    render: dict[str, Any]
    value: Any
    n: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found. `more`: there is a next page. A facet's counts leave its own choice out: most first, then by code; prices by band.

    `placed`: what is public and under the filters of what the question places first, by key; counts and hits know nothing of it.
    """

    count: int
    count_exact: bool
    hits: list[Hit]
    more: bool
    facets: Mapping[str, list[tuple[str, int]]]
    facets_approximate: bool = False
    placed: Mapping[str, dict[str, Any]] = field(default_factory=dict)


NOTHING = Answer(0, True, [], False, {name: [] for name in FACETS})
