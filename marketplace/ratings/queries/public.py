"""Ratings as everybody sees them: a page of them with how somebody stands. No member's name, no door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from core import cities
from core.errors import NotFound
from core.media.models import SiteRendition
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.ratings.models import Photo, Rating, Standing
from marketplace.ratings.models.ratings import LARGE, SMALL
from marketplace.ratings.states import Subject
from marketplace.workers.models import Worker

PAGE_SIZE = 10
BIGGEST = 2**63 - 1
ON_A_PAGE = 3
# Fewer say little: the average is not shown with a star.
ENOUGH = 5
# By half stars: 2 is one star, 10 are five.
LEVELS = {2: "一星", 3: "一星半", 4: "二星", 5: "二星半", 6: "三星", 7: "三星半", 8: "四星", 9: "四星半", 10: "五星"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A rating with the addresses of its photos."""

    row: Rating
    photos: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, the latest first; `next` is the id to go on from."""

    standing: Standing | None
    items: list[Shown]
    next: int | None


def standing_of(kind: str, number: int) -> Standing | None:
    """How somebody stands; nothing for who was never rated. One query."""
    return Standing.objects.filter(kind=kind, number=number, count__gt=0).first()


def standings_of(kind: str, numbers: Iterable[int]) -> dict[int, Standing]:
    """How many of a kind stand, by id. One query."""
    return {row.number: row for row in Standing.objects.filter(kind=kind, number__in=list(numbers), count__gt=0)}


def public_page(kind: str, number: int, *, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """A page of what was said about somebody. Four queries at most, however many there are. Raises NotFound for an unknown kind."""
    if kind not in Subject.values:
        raise NotFound
    standing = standing_of(kind, number)
    if standing is None:
        return Page(None, [], None)
    rows = Rating.objects.public().about(kind, number).with_names()
    found = list((rows.filter(pk__lt=before) if before is not None else rows).order_by("-pk")[: size + 1])
    page = found[:size]
    return Page(standing, shown(page), page[-1].pk if len(found) > size else None)


def lead_home(kind: str, number: int, now: datetime) -> None:
    """Raises Elsewhere when somebody who is not to be seen here is public in another city. One query at most."""
    found = {
        Subject.ENTERPRISE: Enterprise.objects.public,
        Subject.LISTING: lambda: Listing.objects.public(now),
        Subject.WORKER: Worker.objects.public,
    }[Subject(kind)]
    cities.lead_home(lambda: found().filter(pk=min(number, BIGGEST)).values_list("district__code", flat=True))


def summary_of(kind: str, number: int) -> dict[str, Any]:
    """What `ratings/parts/short.html` (beside a name) and `ratings/parts/section.html` (a card) show of somebody on his page.

    One query for who was never rated, four at most.
    """
    page = public_page(kind, number, size=ON_A_PAGE)
    found = bars(page.standing) if page.standing else []
    return {
        "kind": kind,
        "number": number,
        "standing": page.standing,
        "items": page.items,
        "more": page.next,
        "bars": found,
        "enough": ENOUGH,
        "level": star_level(page.standing),
    }


def star_level(standing: Standing | None) -> str:
    """The star level (星级): the score, which is pulled to the average of all where few have said it, to the nearest half star; "" with fewer than `ENOUGH`."""
    return LEVELS[int(standing.score * 2 + 0.5)] if standing is not None and standing.count >= ENOUGH else ""


def chosen(numbers: Sequence[int]) -> list[Shown]:
    """Those of these that are public, in this order. Three queries at most."""
    rows = {row.pk: row for row in Rating.objects.public().with_names().filter(pk__in=numbers)}
    return shown([rows[number] for number in numbers if number in rows])


def public_one(number: int) -> Shown:
    """One public rating. Raises NotFound."""
    row = Rating.objects.public().with_names().filter(pk=number).first()
    if row is None:
        raise NotFound
    return shown([row])[0]


def shown(rows: Sequence[Rating]) -> list[Shown]:
    """With the addresses of their photos. Two queries at most."""
    photos = photos_of([row.pk for row in rows])
    return [Shown(row, photos.get(row.pk, [])) for row in rows]


def photos_of(numbers: Sequence[int]) -> Mapping[int, list[dict[str, str]]]:
    """The photos of many ratings in order: id, small and large. Two queries at most."""
    rows = list(Photo.objects.filter(rating_id__in=numbers).order_by("rating_id", "position", "pk").values_list("rating_id", "pk", "image_id"))
    files: dict[int, dict[str, str]] = {}
    if rows:
        made = SiteRendition.objects.filter(image_id__in=[image for _, _, image in rows], filter_spec__in=[SMALL, LARGE])
        for image, spec, file in made.values_list("image_id", "filter_spec", "file"):
            files.setdefault(image, {})[spec] = f"{settings.MEDIA_URL}{file}"
    found: dict[int, list[dict[str, str]]] = {}
    for rating, photo, image in rows:
        if image in files:
            found.setdefault(rating, []).append({"id": str(photo), "small": files[image].get(SMALL, ""), "large": files[image].get(LARGE, "")})
    return found


def bars(standing: Standing) -> list[dict[str, Any]]:
    """The histogram as it is drawn: stars, how many, share in hundredths."""
    return [{"star": star, "count": count, "share": round(100 * count / standing.count)} for star, count in standing.histogram]
