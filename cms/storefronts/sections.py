"""A storefront's sections as plain values: what the page, the portal and the API show, and what the search reads.

Read from the stored JSON of the StreamField, so that no picture or block object is built for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cms.storefronts.states import STANDARD, SectionKind

CARD, LARGE = "fill-400x260", "max-1280x960"
HEADINGS = {
    SectionKind.INTRODUCTION: "这家店",
    SectionKind.GALLERY: "店里和活儿",
    SectionKind.SERVICES: "服务",
    SectionKind.FEES: "收费标准",
    SectionKind.CERTIFICATES: "资质证书",
    SectionKind.NEWS: "店里新事",
    SectionKind.CONTACT: "怎么联系",
    SectionKind.RATINGS: "家里人怎么说",
}
DAYS = ("on", "until")
# What each thing in a section is made of, so that nothing is missing from one that was stored before a field came.
PARTS: dict[str, dict[str, Any]] = {
    SectionKind.GALLERY: {"caption": "", "drawing": "", "image": None},
    SectionKind.CERTIFICATES: {"name": "", "number": "", "issuer": "", "until": None, "image": None},
    SectionKind.NEWS: {"on": None, "title": "", "text": "", "image": None},
}


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `items`: the single things in it, each with its `id`; days are dates, pictures numbers of images."""

    id: str
    kind: str
    heading: str
    text: str = ""
    items: tuple[dict[str, Any], ...] = field(default=())

    @property
    def label(self) -> str:
        """What this kind of section is called."""
        return str(SectionKind(self.kind).label)

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"storefronts/sections/{self.kind}.html"

    @property
    def title(self) -> str:
        """Its own heading, or the usual one."""
        return self.heading or HEADINGS[SectionKind(self.kind)]


def stored(body: Any) -> list[dict[str, Any]]:
    """The sections of a StreamField as they are stored: type, value, id."""
    return [dict(one) for one in body.get_prep_value()] if body else []


def read(raw: Iterable[Mapping[str, Any]]) -> list[Section]:
    """Stored sections as values; one of a kind that is not known (any more) is left out."""
    return [_section(one) for one in raw if one.get("type") in SectionKind.values]


def standard() -> list[Section]:
    """What a storefront shows that nobody has arranged."""
    return [Section(id=kind.value, kind=kind.value, heading="") for kind in STANDARD]


def _section(one: Mapping[str, Any]) -> Section:
    value = one.get("value") or {}
    return Section(
        id=str(one.get("id") or ""),
        kind=one["type"],
        heading=value.get("heading") or "",
        text=value.get("text") or "",
        items=tuple(_items(one["type"], value.get("items") or ())),
    )


def _items(kind: str, found: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in found:
        value = {**PARTS[kind], **one.get("value", {})}
        yield {"id": str(one.get("id") or ""), **{name: _day(inner) if name in DAYS else inner for name, inner in value.items()}}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def image_ids(sections: Iterable[Section]) -> set[int]:
    """The pictures that these sections show."""
    return {item["image"] for section in sections for item in section.items if item.get("image")}


def words(sections: Iterable[Section]) -> str:
    """Everything that an enterprise has written, for the search."""
    found = []
    for section in sections:
        found += [section.heading, section.text]
        found += [item.get(name) or "" for item in section.items for name in ("caption", "name", "issuer", "title", "text")]
    return "\n".join(text for text in found if text)
