"""Whether one document answers a question: the rule of the engines (`search.parse`), for a few documents and many questions at once."""

from dataclasses import dataclass
from typing import Any

import orjson

from core.cities import SHARED
from search.engines.base import TRAITS, Question
from search.presenter import distance_from


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as it was sent to the index: all its tokens, and what filters look at."""

    tokens: frozenset[str]
    fields: dict[str, Any]

    @classmethod
    def of(cls, index_body: str) -> "Indexed":
        """From `SearchDocument.index_body`."""
        fields = orjson.loads(index_body)
        return cls(frozenset(fields.get("any", "").split()), fields)


def matches(question: Question, document: Indexed) -> bool:
    """Whether the document is among all that the question finds. No query."""
    if question.query.hopeless or not _chosen(question, document.fields):
        return False
    clauses = question.query.required
    return all(any(document.tokens.issuperset(variant.tokens) for variant in clause.variants) for clause in clauses)


def _chosen(question: Question, fields: dict[str, Any]) -> bool:
    for name, code in question.chosen.items():
        if name in TRAITS:
            if f"{TRAITS[name]}:{code}" not in fields.get("traits", []):
                return False
        elif code not in (fields.get("categories", []) if name == "category" else [fields.get(name)]):
            return False
    city = fields.get("city", "")
    if (question.city and city not in (question.city, SHARED)) or city in question.not_cities:
        return False
    if question.not_side and fields.get("side") == question.not_side:
        return False
    if question.rating_min is not None and (fields.get("rating") is None or fields["rating"] < question.rating_min):
        return False
    return _in_price(question, fields.get("price_fen")) and _near(question, fields["hit"]["place"])


def _in_price(question: Question, price: int | None) -> bool:
    if not question.by_price:
        return True
    low, high = question.price_min_fen, question.price_max_fen
    return price is not None and (low is None or price >= low) and (high is None or price <= high)


def _near(question: Question, place: list[float] | None) -> bool:
    measure = distance_from(question.origin)
    return question.radius_km is None or measure is None or (place is not None and measure(place) <= question.radius_km)
