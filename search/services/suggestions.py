"""The phrases of type-ahead and their beginnings."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.db import connection, transaction
from django.db.models import Q

from core.cities import SHARED
from core.reference import reference
from marketplace.catalog.queries import catalogue
from search.documents import Row, Suggested
from search.models import Suggestion, SuggestionPrefix
from search.prefixes import prefixes


def put_all(phrases: dict[str, Suggested]) -> None:
    """Write phrases by key and rewrite their beginnings where something changed."""
    known = {row.key: row for row in Suggestion.objects.filter(key__in=phrases)}
    for key, item in sorted(phrases.items()):
        row = known.get(key)
        if row is not None and (row.kind, row.text, row.url, row.weight, row.city) == (item.kind, item.text[:120], item.url, item.weight, item.city):
            continue
        row, _ = Suggestion.objects.update_or_create(
            key=key, defaults={"kind": item.kind, "text": item.text[:120], "url": item.url, "weight": item.weight, "city": item.city}
        )
        SuggestionPrefix.objects.filter(suggestion=row).delete()
        SuggestionPrefix.objects.bulk_create(
            [SuggestionPrefix(prefix=prefix, kind=row.kind, weight=row.weight, suggestion=row) for prefix in sorted(prefixes(row.text))]
        )


def remove(keys: Iterable[str]) -> int:
    """Take phrases away by key; returns how many rows went, beginnings included."""
    return Suggestion.objects.filter(key__in=list(keys)).delete()[0]


def replace_suggestions(kind: str, ids: Sequence[int], rows: Sequence[Row]) -> None:
    """The phrases of documents just refreshed: those of `rows` and no others for `ids`."""
    wanted = {f"{kind}:{row.object_id}": row.suggested for row in rows if row.suggested}
    keys = [f"{kind}:{number}" for number in ids]
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM search_suggestion WHERE key = ANY(%s)", [keys])
        present = {row[0] for row in cursor.fetchall()}
    if present - set(wanted):
        remove(present - set(wanted))
    if wanted:
        put_all(wanted)


def catalogue_phrases() -> dict[str, Suggested]:
    """Categories and service types as phrases: the category leads to its landing page, a service type to the search for it."""
    found = {}
    for node in catalogue().by_id.values():
        top = node.parent_id is None
        found[f"category:{node.id}"] = Suggested("service", node.name, node.url, weight=200 if top else 300, city=SHARED)
        for service in node.services:
            found[f"service_type:{service.id}"] = Suggested("service", service.name, f"/search/?q={quote(service.name)}", weight=100, city=SHARED)
    return found


@reference("search.suggestions", order=90)
def replace_catalogue() -> int:
    """Make the phrases of the catalogue what it says now; returns how many there are. Runs after the catalogue's reference data."""
    wanted = catalogue_phrases()
    with transaction.atomic():
        present = set(Suggestion.objects.filter(Q(key__startswith="category:") | Q(key__startswith="service_type:")).values_list("key", flat=True))
        remove(present - set(wanted))
        put_all(wanted)
    return len(set(wanted) - present)
