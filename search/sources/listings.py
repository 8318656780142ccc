"""Listings: published, not expired, by somebody in good standing. That rule is `Listing.objects.public`."""

from collections.abc import Sequence
from typing import Any

from core import clock
from core.media.models import SiteRendition
from core.money import Money
from marketplace.catalog.queries import Catalogue, catalogue
from marketplace.credit.queries import Known, known_of
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.states import Side
from marketplace.ratings.models import Standing
from marketplace.ratings.queries.public import standings_of
from marketplace.workers.models import Worker
from search.documents import Document
from search.sources import Source, register, with_credit

CARD = "fill-400x260"
SUMMARY = 90
# A family's need and a single person's offer name a home: about 100 m is near enough to compare distances.
HOME_DIGITS, SHOP_DIGITS = 3, 6


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public now. At most ten queries, and those of the catalogue after a change."""
    rows = list(Listing.objects.public(clock.now()).with_names().filter(pk__in=ids))
    photos = _photos([row.pk for row in rows])
    tree, rated = catalogue(), standings_of("listing", [row.pk for row in rows])
    known = _credit(rows)
    return [with_credit(document_of(row, tree, photos.get(row.pk, ""), rated.get(row.pk)), known.get(row.pk)) for row in rows]


def _credit(rows: Sequence[Listing]) -> dict[int, Known]:
    """By offer, how its provider stands: the enterprise, or the worker who offers himself. Five queries at most."""
    offers, now = [row for row in rows if row.side == Side.OFFER], clock.now()
    firms = known_of("enterprise", {row.enterprise_id for row in offers if row.enterprise_id}, now=now)
    authors = {row.author_id for row in offers if row.author_id and not row.enterprise_id}
    alone = dict(Worker.objects.filter(user_id__in=authors, enterprise=None).values_list("user_id", "pk")) if authors else {}
    people = known_of("worker", alone.values(), now=now)
    found = {row.pk: firms.get(row.enterprise_id) if row.enterprise_id else people.get(alone.get(row.author_id or 0, 0)) for row in offers}
    return {number: one for number, one in found.items() if one is not None}


def public_ids(after: int, limit: int) -> list[int]:
    """Public listings by keyset."""
    return list(Listing.objects.public(clock.now()).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_enterprises(ids: Sequence[int]) -> list[int]:
    """All listings of these enterprises, public or not."""
    return list(Listing.objects.filter(enterprise_id__in=ids).values_list("pk", flat=True))


def ids_of_authors(ids: Sequence[int]) -> list[int]:
    """All listings that these people have posted for themselves."""
    return list(Listing.objects.filter(author_id__in=ids).values_list("pk", flat=True))


def ids_of_districts(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Listings in these districts, by keyset."""
    return list(Listing.objects.filter(district_id__in=ids, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_categories(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Listings in these categories or below them, by keyset."""
    found = Listing.objects.filter(category_id__in=ids) | Listing.objects.filter(category__parent_id__in=ids)
    return list(found.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def _photos(ids: Sequence[int]) -> dict[int, str]:
    """The address of the first photo of each, where its card picture has been made. Two queries at most."""
    first: dict[int, int] = {}
    for listing, image in ListingPhoto.objects.filter(listing_id__in=ids).order_by("listing_id", "position", "pk").values_list("listing_id", "image_id"):
        first.setdefault(listing, image)
    made = SiteRendition.objects.filter(filter_spec=CARD, image_id__in=first.values()).values_list("image_id", "file") if first else ()
    storage = SiteRendition._meta.get_field("file").storage
    files = {image: storage.url(file) for image, file in made}
    return {listing: files[image] for listing, image in first.items() if image in files}


def document_of(row: Listing, tree: Catalogue, photo: str, rated: Standing | None = None) -> Document:
    """The document of one public listing; `photo`: the address of its card picture, or nothing; `rated`: how it stands. No query for a row with its names."""
    path = tree.path_of(row.category_id)
    price = row.price_fen if row.side == "offer" else (row.budget_max_fen or row.budget_min_fen)
    digits = SHOP_DIGITS if row.enterprise_id else HOME_DIGITS
    return Document(
        type="listing",
        object_id=row.pk,
        external_id=row.external_id or "",
        title=row.title,
        url=row.get_absolute_url(),
        tags=_names(row, tree),
        body="\n".join([row.description, *row.included, row.place, row.wanted_time, row.get_wanted_part_display() if row.wanted_part else ""]),
        category=row.category.name,
        categories=tuple(node.code for node in path),
        district=row.district.code if row.district else "",
        district_name=row.district.name if row.district else "",
        side=row.side,
        price_fen=price,
        unit=row.unit.label if row.unit else "",
        rating=rated.mean if rated else None,
        rating_count=rated.count if rated else 0,
        standing=rated.score if rated else None,
        completeness=_completeness(row, photo),
        published_at=row.published_at,
        expires_at=row.expires_at,
        lat=None if row.lat is None else round(row.lat, digits),
        lng=None if row.lng is None else round(row.lng, digits),
        summary=row.description[:SUMMARY],
        shown=_shown(row, photo),
    )


def _names(row: Listing, tree: Catalogue) -> tuple[str, ...]:
    """Everything that is a name for it: category and what else it is called, service type, district, tags, who offers it."""
    names = [name for node in tree.path_of(row.category_id) for name in (node.name, *node.aliases)]
    if row.service_type:
        names.append(row.service_type.name)
    if row.district:
        names += [row.district.name, row.district.short]
    if row.street:
        names.append(row.street.name)
    if row.enterprise:
        names.append(row.enterprise.shown_name)
    return tuple(dict.fromkeys([*names, *row.tags]))


def _completeness(row: Listing, photo: str) -> float:
    """How much of what a reader wants to know is there."""
    there = [len(row.description) >= 60, bool(row.price_fen or row.budget_max_fen), bool(photo), bool(row.included), bool(row.tags), row.lat is not None]
    return sum(there) / len(there)


def _shown(row: Listing, photo: str) -> dict[str, Any]:
    return {
        "category_slug": row.category.slug,
        "poster": row.poster_name,
        "poster_kind": "enterprise" if row.enterprise_id else "member",
        "budget_min_yuan": None if row.budget_min_fen is None else Money(row.budget_min_fen).yuan,
        "budget_max_yuan": None if row.budget_max_fen is None else Money(row.budget_max_fen).yuan,
        "art": row.drawing,
        "photo": photo or None,
    }


register(Source("listing", public_rows, public_ids))
