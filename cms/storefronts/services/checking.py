"""What the parts of a storefront must be: short plain text, no way round the platform, pictures where there must be one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cms.storefronts.blocks import HEADING, LINE, LONG, TEXT
from cms.storefronts.states import SectionKind
from core.contacts import NO_CONTACTS, has_contact
from core.drawings import SCENES
from core.errors import Invalid

Problems = dict[str, list[str]]
NUMBER = 40
# Field → most characters, whether it must be said; by kind of section.
TEXTS: Mapping[str, Mapping[str, tuple[int, bool]]] = {
    SectionKind.GALLERY: {"caption": (LINE, True)},
    SectionKind.CERTIFICATES: {"name": (LINE, True), "number": (NUMBER, False), "issuer": (LINE, False)},
    SectionKind.NEWS: {"title": (LINE, True), "text": (TEXT, False)},
}
# A certificate's number looks like a telephone number and is none.
NO_WORDS = {"number"}
MISSING = {"caption": "说一句画面里是什么，看不见图的人也能知道。", "name": "请填证书的名称。", "title": "请填标题。"}


def checked_section(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Heading and text of a section, trimmed. Raises Invalid."""
    values, problems = {}, Problems()
    for name, most in (("heading", HEADING), ("text", LONG)):
        if name in fields:
            values[name] = _text(name, fields[name], most, problems)
    if problems:
        raise Invalid(fields=problems)
    return values


def checked_item(kind: str, fields: Mapping[str, Any], *, has_file: bool) -> dict[str, Any]:
    """The fields of a picture, a certificate or a piece of news. Raises Invalid."""
    problems = Problems()
    values: dict[str, Any] = {}
    for name, (most, needed) in TEXTS[kind].items():
        values[name] = _text(name, fields.get(name), most, problems)
        if needed and not values[name] and name not in problems:
            problems[name] = [MISSING[name]]
    if kind == SectionKind.GALLERY:
        values["drawing"] = str(fields.get("drawing") or "")
        if not has_file and values["drawing"] not in dict(SCENES):
            problems["file"] = ["请选一张照片，或者下面的一张插画。"]
    if kind == SectionKind.CERTIFICATES:
        values["until"] = _day(fields.get("until"))
    if kind == SectionKind.NEWS:
        values["on"] = _day(fields.get("on"))
        if values["on"] is None:
            problems["on"] = ["请填日期。"]
    if problems:
        raise Invalid(fields=problems)
    return values


def _text(name: str, given: Any, most: int, problems: Problems) -> str:
    text = str(given or "").strip()
    if len(text) > most:
        problems[name] = [f"最多 {most} 个字。"]
    elif "\x00" in text:
        problems[name] = ["有读不懂的字符。"]
    elif name not in NO_WORDS and has_contact(text):
        problems[name] = [NO_CONTACTS]
    return text


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
