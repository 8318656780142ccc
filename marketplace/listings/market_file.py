"""Reads a market file: JSON lines of enterprises and listings, checked as a whole before anything is written (design §6).

Categories, districts and units stand in it by their Chinese names; everything that is wrong is said with its line number.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.money import Money
from marketplace.catalog.queries import Catalogue
from marketplace.enterprises.services import ImportedEnterprise
from marketplace.listings.constraints import MAX_PRICE_FEN
from marketplace.listings.services import ImportedListing
from marketplace.listings.states import Side

LICENCE = re.compile(r"[0-9A-Za-z]{1,18}")
ENTERPRISE_FIELDS = {"kind", "key", "name", "licence_no", "district", "address", "lat", "lng", "phone"}
LISTING_FIELDS = {"kind", "key", "side", "enterprise", "category", "title", "description", "price_yuan", "unit", "district", "lat", "lng", "tags"}
MAX_TAGS = 50


class LineError(Exception):
    """What is wrong with a line."""


@dataclass(slots=True)
class MarketFile:
    """What a file says, and what is wrong with it: (line, sentence)."""

    enterprises: list[ImportedEnterprise] = field(default_factory=list)
    listings: list[ImportedListing] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Names:
    """Ids by what the file may call them."""

    categories: dict[str, int]
    districts: dict[str, int]
    units: dict[str, int]


def read(lines: Iterable[str], *, tree: Catalogue, unit_ids: dict[str, int], known_enterprises: set[str], licences: dict[str, str]) -> MarketFile:
    """Everything that stands in the lines. `known_enterprises`: keys in the database already; `licences`: whose key holds which."""
    found, names = MarketFile(), _names(tree, unit_ids)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _read_line(found, number, line, names)
        except LineError as error:
            found.errors.append((number, str(error)))
    keys = {row.key for row in found.enterprises} | known_enterprises
    for listing in found.listings:
        if listing.enterprise is not None and listing.enterprise not in keys:
            found.errors.append((found.lines["listing", listing.key], f"enterprise：没有 key 是 {listing.enterprise!r} 的企业。"))
    for enterprise in found.enterprises:
        holder = licences.get(enterprise.licence_no)
        if holder is not None and holder != enterprise.key:
            found.errors.append((found.lines["enterprise", enterprise.key], "licence_no：这个代码已经有另一家企业在用。"))
    found.errors.sort()
    return found


def _names(tree: Catalogue, unit_ids: dict[str, int]) -> _Names:
    nodes = sorted(tree.by_id.values(), key=lambda node: node.parent_id is not None)
    return _Names(
        categories={node.name: node.id for node in nodes},
        districts={name: place.id for place in tree.districts for name in (place.short, place.name)},
        units={name: unit_ids[code] for code, label in tree.units.items() for name in (label.removeprefix("元/"), label)},
    )


def _read_line(found: MarketFile, number: int, line: str, names: _Names) -> None:
    row = _parsed(line)
    kind, key = row.get("kind"), _text(row, "key", 120)
    if kind not in ("enterprise", "listing"):
        raise LineError(f"kind：只能是 enterprise 或 listing，不是 {kind!r}。")
    if (before := found.lines.get((kind, key))) is not None:
        raise LineError(f"key：{key!r} 在第 {before} 行已经有了。")
    found.lines[kind, key] = number
    if kind == "enterprise":
        found.ignored |= set(row) - ENTERPRISE_FIELDS
        enterprise = _enterprise(row, key, names)
        if (before := found.lines.setdefault(("licence", enterprise.licence_no), number)) != number:
            raise LineError(f"licence_no：这个代码在第 {before} 行已经有了。")
        found.enterprises.append(enterprise)
    else:
        found.ignored |= set(row) - LISTING_FIELDS
        found.listings.append(_listing(row, key, names))


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line.lstrip("\ufeff"), parse_float=str, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise LineError("不是合格的 JSON。") from error
    if not isinstance(row, dict):
        raise LineError("应是一个 JSON 对象。")
    return row


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _enterprise(row: dict[str, Any], key: str, names: _Names) -> ImportedEnterprise:
    licence = _text(row, "licence_no", 40).upper()
    if not LICENCE.fullmatch(licence):
        raise LineError("licence_no：最多 18 位字母和数字。")
    return ImportedEnterprise(
        key=key,
        name=_text(row, "name", 120),
        licence_no=licence,
        district_id=_named(row, "district", names.districts),
        address=_text(row, "address", 200, empty=True),
        lat=_degrees(row, "lat", 90),
        lng=_degrees(row, "lng", 180),
        phone=_text(row, "phone", 20, empty=True),
    )


def _listing(row: dict[str, Any], key: str, names: _Names) -> ImportedListing:
    side = row.get("side")
    if side not in Side.values:
        raise LineError(f"side：只能是 offer 或 request，不是 {side!r}。")
    return ImportedListing(
        key=key,
        side=side,
        enterprise=None if row.get("enterprise") is None else _text(row, "enterprise", 120),
        category_id=_named(row, "category", names.categories),
        title=_text(row, "title", 120),
        description=_text(row, "description", 5000, empty=True),
        price_fen=_money(row),
        unit_id=_named(row, "unit", names.units),
        district_id=_named(row, "district", names.districts),
        lat=_degrees(row, "lat", 90),
        lng=_degrees(row, "lng", 180),
        tags=_tags(row),
    )


def _text(row: dict[str, Any], name: str, most: int, *, empty: bool = False) -> str:
    value = row.get(name)
    if empty and value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        raise LineError(f"{name}：应是文字。")
    value = value.strip()
    if not value and not empty:
        raise LineError(f"{name}：不能空着。")
    if len(value) > most:
        raise LineError(f"{name}：最多 {most} 个字，现在 {len(value)} 个。")
    return value


def _named(row: dict[str, Any], name: str, known: dict[str, int]) -> int:
    text = _text(row, name, 120)
    if text not in known:
        raise LineError(f"{name}：没有叫 {text!r} 的。")
    return known[text]


def _degrees(row: dict[str, Any], name: str, most: int) -> float | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise LineError(f"{name}：应是数字。")
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise LineError(f"{name}：应是数字。") from error
    if not -most <= number <= most:
        raise LineError(f"{name}：超出了范围。")
    return number


def _money(row: dict[str, Any]) -> int:
    value = row.get("price_yuan")
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise LineError('price_yuan：写成 "128.00" 这样的金额。')
    try:
        fen = Money.parse(str(value)).fen
    except ValueError as error:
        raise LineError('price_yuan：写成 "128.00" 这样的金额，最多两位小数。') from error
    if not 0 <= fen <= MAX_PRICE_FEN:
        raise LineError("price_yuan：超出了范围。")
    return fen


def _tags(row: dict[str, Any]) -> tuple[str, ...]:
    value = row.get("tags") or []
    if not isinstance(value, list) or len(value) > MAX_TAGS or any(not isinstance(tag, str) or len(tag) > 20 or "\x00" in tag for tag in value):
        raise LineError(f"tags：最多 {MAX_TAGS} 个词，每个最多 20 个字。")
    return tuple(dict.fromkeys(tag.strip() for tag in value if tag.strip()))
