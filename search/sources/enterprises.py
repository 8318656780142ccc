"""Admitted enterprises. That rule is `Enterprise.objects.public`."""

from collections.abc import Sequence

from django.utils import timezone

from cms.storefronts.queries import shown_many
from cms.storefronts.sections import Section, words
from core import clock
from marketplace.catalog.queries import catalogue
from marketplace.credit.queries import known_of
from marketplace.enterprises.models import Enterprise
from marketplace.ratings.models import Standing
from marketplace.ratings.queries.public import standings_of, star_level
from search.documents import Document, Suggested
from search.sources import Source, register, with_credit

SUMMARY = 90


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public. Six queries, and those of the catalogue after a change."""
    rows = list(Enterprise.objects.public().filter(pk__in=ids).select_related("district").prefetch_related("categories"))
    storefronts = shown_many([row.pk for row in rows])
    rated = standings_of("enterprise", [row.pk for row in rows])
    known = known_of("enterprise", [row.pk for row in rows], now=clock.now())
    found = [_document(row, storefronts.get(row.pk, []), rated.get(row.pk)) for row in rows]
    return [with_credit(one, known.get(one.object_id)) for one in found]


def public_ids(after: int, limit: int) -> list[int]:
    """Public enterprises by keyset."""
    return list(Enterprise.objects.public().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_districts(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Enterprises in these districts, by keyset."""
    return list(Enterprise.objects.filter(district_id__in=ids, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_categories(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Enterprises that work in these categories or below them, by keyset."""
    found = Enterprise.objects.filter(categories__in=ids) | Enterprise.objects.filter(categories__parent__in=ids)
    return list(found.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True).distinct()[:limit])


def _document(row: Enterprise, storefront: list[Section], rated: Standing | None) -> Document:
    tree = catalogue()
    paths = [node for category in row.categories.all() for node in tree.path_of(category.pk)]
    district = [row.district.name, row.district.short] if row.district else []
    names = [row.legal_name, row.get_honour_display(), *(node.name for node in paths), *district]
    there = [bool(row.intro), bool(row.address), row.lat is not None, row.logo_id is not None, bool(paths)]
    return Document(
        type="enterprise",
        object_id=row.pk,
        external_id=row.external_id or "",
        title=row.shown_name,
        url=row.get_absolute_url(),
        tags=tuple(dict.fromkeys(name for name in names if name)),
        body="\n".join([row.intro, row.address, words(storefront)]),
        category=paths[0].name if paths else "",
        categories=tuple(dict.fromkeys(node.code for node in paths)),
        district=row.district.code if row.district else "",
        district_name=row.district.name if row.district else "",
        rating=rated.mean if rated else None,
        rating_count=rated.count if rated else 0,
        standing=rated.score if rated else None,
        completeness=sum(there) / len(there),
        published_at=row.approved_at,
        lat=None if row.lat is None else round(row.lat, 6),
        lng=None if row.lng is None else round(row.lng, 6),
        summary=row.intro[:SUMMARY],
        shown={
            "legal_name": row.legal_name,
            "art": row.art or None,
            "honour": row.get_honour_display() or None,
            "grade": row.grade or None,
            "stars": star_level(rated) or None,
            "verified_on": timezone.localdate(row.approved_at).isoformat() if row.approved_at else None,
        },
        suggested=Suggested("enterprise", row.shown_name, row.get_absolute_url()),
    )


register(Source("enterprise", public_rows, public_ids))
