"""Covers for programs: the addresses of the sizes that are made, without making any."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from wagtail.images.models import Filter

from cms.articles.states import COVER_SIZES
from core.media.models import SiteImage, SiteRendition

FOCUS = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
SIZE = ("filter_spec", "focal_point_key", "file", "width", "height")
Made = tuple[str, str, str, int, int]


@lru_cache(maxsize=1024)
def _key(spec: str, focus: tuple[int | None, ...]) -> str:
    return Filter(spec=spec).get_cache_key(SiteImage(**dict(zip(FOCUS, focus, strict=True))))


def sizes_of(image: SiteImage) -> dict[str, Any]:
    """Size → address, width, height and description; None for one that is not made. One query unless the picture brings `sizes_said`."""
    said: dict[str, Any] | None = getattr(image, "sizes_said", None)
    return sizes_from(image, image.renditions.values_list(*SIZE)) if said is None else said


def sizes_from(image: SiteImage, made: Iterable[Made]) -> dict[str, Any]:
    """The same from what is made: spec, key of the focal point, file, width, height."""
    known = {(spec, key): (file, width, height) for spec, key, file, width, height in made}
    focus = tuple(getattr(image, name) for name in FOCUS)
    found = {name: known.get((spec, _key(spec, focus))) for name, spec in COVER_SIZES.items()}
    return {name: _said(*one, image.title) if one else None for name, one in found.items()}


def _said(file: str, width: int, height: int, alt: str) -> dict[str, Any]:
    storage = SiteRendition._meta.get_field("file").storage  # type: ignore[union-attr]
    return {"url": storage.url(file), "width": width, "height": height, "alt": alt}
