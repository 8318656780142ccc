"""Notices of the board: published, not past their end, by somebody in good standing. That rule is `Bulletin.objects.public`."""

from collections.abc import Sequence

from cms.bulletins.models import Bulletin
from core import cities, clock
from search.documents import Document
from search.sources import Source, register

SUMMARY = 90
CALLED = ("公告", "便民公告", "通知")


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public now. One query."""
    return [_document(row) for row in Bulletin.objects.public(clock.now()).with_names().select_related("enterprise__district").filter(pk__in=ids)]


def public_ids(after: int, limit: int) -> list[int]:
    """Public notices by keyset."""
    return list(Bulletin.objects.public(clock.now()).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_districts(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Notices for these districts, by keyset."""
    return list(Bulletin.objects.filter(district_id__in=ids, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def _document(row: Bulletin) -> Document:
    place = row.district
    names = [str(row.get_kind_display()), *([place.name, place.short] if place else []), row.sender, *CALLED]
    return Document(
        type="bulletin",
        object_id=row.pk,
        city=cities.code_of(row.district, row.enterprise.district if row.enterprise else None),
        title=row.title,
        url=row.get_absolute_url(),
        tags=tuple(dict.fromkeys(names)),
        body=row.text,
        district=place.code if place else "",
        district_name=place.name if place else "",
        completeness=1.0 if len(row.text) >= 60 else 0.5,
        published_at=row.published_at,
        expires_at=row.expires_at,
        lat=place.lat if place else None,
        lng=place.lng if place else None,
        summary=row.text[:SUMMARY],
        shown={"kind_name": str(row.get_kind_display()), "sender": row.sender, "art": "notice"},
    )


register(Source("bulletin", public_rows, public_ids))
