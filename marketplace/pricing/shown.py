"""A price beside its guidance, as cards and pages draw it (`components/guide.html`)."""

from datetime import date
from typing import Any

from core.language import said
from core.money import Money
from core.templatetags.ui import grouped
from marketplace.catalog.queries import Catalogue
from marketplace.pricing.states import Mark

# Where the band of the range lies in the drawing, and how far the pin may go (viewBox 0–200).
LEFT, RIGHT, FIRST, LAST = 61.5, 138.5, 4.0, 196.0


def span(low_yuan: str, high_yuan: str) -> str:
    """10–15, or 80 where both ends are the same."""
    low, high = grouped(Money.parse(low_yuan)), grouped(Money.parse(high_yuan))
    return low if low == high else f"{low}–{high}"


def with_span(item: dict[str, Any]) -> dict[str, Any]:
    """A range of `queries.ranges` with `span` and its day."""
    return {**item, "span": span(item["low_yuan"], item["high_yuan"]), "since": date.fromisoformat(item["since"])}


def drawn(guidance: dict[str, Any] | None, price_yuan: str | None) -> dict[str, Any] | None:
    """What the drawing needs: the sentence, the tone, where the pin stands; None where there is no guidance."""
    if guidance is None or price_yuan is None:
        return None
    low, high, price = (Money.parse(text).fen for text in (guidance["low_yuan"], guidance["high_yuan"], price_yuan))
    mark = Mark(guidance["mark"])
    return {
        "says": said(mark.label) + _share(mark, low, high, price),
        "tone": "ok" if mark == Mark.WITHIN else "warn",
        "at": f"{_place(low, high, price):.1f}",
        "span": span(guidance["low_yuan"], guidance["high_yuan"]),
        "unit": guidance["unit"],
        "since": date.fromisoformat(guidance["since"]),
    }


def _share(mark: Mark, low: int, high: int, price: int) -> str:
    """By how many hundredths it lies outside, never "0%"."""
    if mark == Mark.WITHIN:
        return ""
    edge, distance = (high, price - high) if mark == Mark.ABOVE else (low, low - price)
    return f" {max(1, (distance * 200 + edge) // (2 * edge))}%"


def _place(low: int, high: int, price: int) -> float:
    if low <= price <= high and low == high:
        return (LEFT + RIGHT) / 2
    width = max(high - low, high // 10, 1)
    return min(LAST, max(FIRST, LEFT + (RIGHT - LEFT) * (price - low) / width))


def bases_of(rows: list[dict[str, Any]]) -> list[str]:
    """What the ranges rest on, each once."""
    return list(dict.fromkeys(row["basis"] for row in rows if row["basis"]))


def by_category(items: list[dict[str, Any]], tree: Catalogue) -> list[dict[str, Any]]:
    """The ranges under their top categories, in the order of the catalogue."""
    by_service: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        by_service.setdefault(item["service_type"], []).append(with_span(item))
    found = []
    for top in tree.tops:
        rows = [row for node in (top, *top.children) for service in node.services for row in by_service.get(service.code, ())]
        found += [{"top": top, "rows": rows, "bases": bases_of(rows)}] if rows else []
    return found
