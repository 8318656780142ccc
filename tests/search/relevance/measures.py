"""nDCG@10, P@10 and recall over judged queries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean

TOP = 10
JUDGED = Path(__file__).parent / "judged.txt"


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and what it is meant to find."""

    kind: str
    query: str
    wanted: frozenset[str]
    also: frozenset[str]
    conditions: Mapping[str, str]

    def gain(self, listing: Mapping[str, object]) -> int:
        """2 for what is wanted, 1 for what is half as good, 0 for the rest."""
        if not all(holds(name, value, listing) for name, value in self.conditions.items()):
            return 0
        return 2 if listing["category"] in self.wanted else int(listing["category"] in self.also)


def holds(name: str, value: str, listing: Mapping[str, object]) -> bool:
    """Whether a condition holds for a listing."""
    if name == "most":
        price = listing.get("price_yuan") or listing.get("budget_max_yuan") or listing.get("budget_min_yuan")
        return price is not None and float(str(price)) <= float(value)
    return listing[name] == value


def judged() -> Iterator[Judged]:
    """The lines of judged.txt."""
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, query, *rest = [part.strip() for part in line.split("|")]
            codes = rest[0].split() if rest else []
            also = frozenset(code.removeprefix("also:") for code in codes if code.startswith("also:"))
            conditions = dict(pair.split(":") for pair in rest[1].split()) if len(rest) > 1 else {}
            yield Judged(kind, query, frozenset(codes) - {f"also:{code}" for code in also}, also, conditions)


def ndcg(gains: Sequence[int], possible: Sequence[int]) -> float:
    """Of the first ten."""
    best = _dcg(sorted(possible, reverse=True)[:TOP])
    return _dcg(gains[:TOP]) / best if best else 1.0


def _dcg(gains: Sequence[int]) -> float:
    return sum((2**gain - 1) / log2(place + 2) for place, gain in enumerate(gains))


@dataclass(frozen=True, slots=True)
class Measured:
    """One query's figures; `count` is how many were found."""

    query: str
    ndcg: float
    precision: float
    recall: float
    count: int


def measure(one: Judged, found: Sequence[int], count: int, listings: Mapping[int, Mapping[str, object]]) -> Measured:
    """Figures of one query. P@10 counts among as many as there could be; recall is of the first fifty."""
    possible = {number: gain for number, listing in listings.items() if (gain := one.gain(listing))}
    gains = [possible.get(number, 0) for number in found]
    most = min(TOP, len(possible))
    precision = sum(gain > 0 for gain in gains[:most]) / most if most else float(not found)
    wanted = {number for number, gain in possible.items() if gain == 2}
    recall = len(wanted & set(found)) / min(len(wanted), 50) if wanted else 1.0
    return Measured(one.query, ndcg(gains, list(possible.values())) if most else float(not found), precision, recall, count)


def by_class(measured: Mapping[str, Sequence[Measured]]) -> dict[str, tuple[float, float, float]]:
    """Class → nDCG@10, P@10, recall@50, each the mean over its queries."""
    figures: tuple[Callable[[Measured], float], ...] = (lambda one: one.ndcg, lambda one: one.precision, lambda one: one.recall)
    return {kind: tuple(mean(map(figure, ones)) for figure in figures) for kind, ones in measured.items()}  # type: ignore[misc]
