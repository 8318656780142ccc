"""The words that a text is read with, from the catalogue and the districts; how people say it besides stands in data/words.json.

Search has a finer analysis, but it stands above; what people write in an SMS is short, and the catalogue's own names and aliases do.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from core.models import District
from core.reference import read_json
from dispatch.intake.reading import Place, Vocabulary, Word, plain
from marketplace.bookings.charging import BOOKABLE, BY_AMOUNT, BY_TIME
from marketplace.catalog.models import Category, ServiceType

FILE = Path(__file__).parent.parent / "data" / "words.json"
SHORTEST = 2


@cache
def _spoken() -> list[dict[str, Any]]:
    return read_json(FILE)


def vocabulary() -> Vocabulary:
    """What services and districts are called now. Three queries."""
    types = list(ServiceType.objects.in_use().in_order().select_related("unit", "category").filter(customer_type=ServiceType.CustomerType.ANY))
    by_code = {row.code: row.pk for row in types}
    likely = {row.pk: place for place, row in enumerate(sorted(types, key=_likely))}
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for row in types:
        found[plain(row.name)][row.pk] = None
    for spoken in _spoken():
        found[plain(spoken["word"])].update({by_code[code]: None for code in spoken["service_types"] if code in by_code})
    for category in Category.objects.in_use():
        below = [row.pk for row in types if category.pk in (row.category_id, _parent(row))]
        for name in (category.name, *category.aliases):
            found[plain(name)].update(dict.fromkeys(sorted(below, key=likely.__getitem__)))
    words = tuple(Word(text, tuple(ids)) for text, ids in found.items() if ids and len(text) >= SHORTEST)
    places = [Place(plain(text), row.code) for row in District.objects.filter(active=True).order_by("position", "pk") for text in (row.name, row.short)]
    return Vocabulary(words, tuple(places), {row.pk: row.name for row in types})


def _parent(row: ServiceType) -> int | None:
    return row.category.parent_id


def _likely(row: ServiceType) -> tuple[int, int, int]:
    """What is booked by the hour is meant before what is paid by the piece, and that before what cannot be booked."""
    code = row.unit.code if row.unit else ""
    kind = 0 if code == BY_TIME else 2 if code in BY_AMOUNT else 1 if code in BOOKABLE else 3
    return kind, row.position, row.pk
