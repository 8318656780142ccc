"""One line of a market file: a JSON object that says an enterprise or a listing (design §6).

Categories, districts and units stand in it by their Chinese names. What is not exactly as described is an error: an unknown field, a
wrong type, a control character, a price that is no amount.
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from core.money import Money
from marketplace.catalog.queries import Catalogue, Place
from marketplace.enterprises.services import ImportedEnterprise
from marketplace.listings.constraints import MAX_PRICE_FEN
from marketplace.listings.services import ImportedListing
from marketplace.listings.states import Side

LONGEST_LINE = 64 * 1024
MAX_TAGS = 50
LICENCE = re.compile(r"[0-9A-Z]{1,18}")
PHONE = re.compile(r"[0-9+()\- ]{0,20}")
# Control characters, halves of surrogate pairs, and what turns the direction of writing.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
FIELDS = {
    "enterprise": frozenset({"kind", "key", "name", "licence_no", "district", "address", "lat", "lng", "phone"}),
    "listing": frozenset({"kind", "key", "side", "enterprise", "category", "title", "description", "price_yuan", "unit", "district", "lat", "lng", "tags"}),
}
AMOUNT = '写成 "128.00" 这样的金额，最多两位小数。'
Row = ImportedEnterprise | ImportedListing


class LineError(Exception):
    """What is wrong with a field of a line; without a field, with the line itself."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


class _Decimal(str):
    """A number with a point as it stands in the file: no float takes part in money."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What the file may call categories, districts and units."""

    categories: dict[str, int]
    districts: dict[str, Place]
    units: dict[str, int]

    @classmethod
    def of(cls, tree: Catalogue, unit_ids: dict[str, int]) -> "Names":
        """A sub-category goes before a top one of the same name; a unit may be called with or without 元/."""
        nodes = sorted(tree.by_id.values(), key=lambda node: node.parent_id is not None)
        return cls(
            categories={node.name: node.id for node in nodes},
            districts={name: place for place in tree.districts for name in (place.short, place.name)},
            units={name: unit_ids[code] for code, label in tree.units.items() for name in (label.removeprefix("元/"), label)},
        )


def read_line(raw: bytes, names: Names) -> Row:
    """The row that a line says. Raises LineError."""
    line = _parsed(raw)
    kind = line.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise LineError("kind", "只能是 enterprise 或 listing。")
    if unknown := sorted(set(line) - FIELDS[kind]):
        raise LineError(unknown[0][:60], "没有这个字段。")
    return _enterprise(line, names) if kind == "enterprise" else _listing(line, names)


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise LineError("", f"这一行超过 {LONGEST_LINE // 1024} KB。")
    try:
        line = json.loads(raw.decode(), parse_float=_Decimal, parse_constant=_no_constant, object_pairs_hook=_no_repetition)
    except UnicodeDecodeError as error:
        raise LineError("", "不是 UTF-8 文字。") from error
    except (ValueError, RecursionError) as error:
        raise LineError("", "不是合格的 JSON。") from error
    if not isinstance(line, dict):
        raise LineError("", "应是一个 JSON 对象。")
    return line


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _no_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise LineError(next(name for name in names if names.count(name) > 1)[:60], "在这一行写了两次。")
    return found


def _enterprise(line: dict[str, Any], names: Names) -> ImportedEnterprise:
    licence, phone = _text(line, "licence_no", 40).upper(), _text(line, "phone", 20, empty=True)
    if not LICENCE.fullmatch(licence):
        raise LineError("licence_no", "最多 18 位，只有字母和数字。")
    if not PHONE.fullmatch(phone):
        raise LineError("phone", "只写数字、空格、括号和 + -。")
    place = names.districts[_named(line, "district", names.districts)]
    lat, lng = _point(line, place)
    return ImportedEnterprise(
        key=_text(line, "key", 120),
        name=_text(line, "name", 120),
        licence_no=licence,
        district_id=place.id,
        address=_text(line, "address", 200, empty=True),
        lat=lat,
        lng=lng,
        phone=phone,
    )


def _listing(line: dict[str, Any], names: Names) -> ImportedListing:
    side = line.get("side")
    if not isinstance(side, str) or side not in Side.values:
        raise LineError("side", "只能是 offer 或 request。")
    place = names.districts[_named(line, "district", names.districts)]
    lat, lng = _point(line, place)
    return ImportedListing(
        key=_text(line, "key", 120),
        side=side,
        enterprise=None if line.get("enterprise") is None else _text(line, "enterprise", 120),
        category_id=names.categories[_named(line, "category", names.categories)],
        title=_text(line, "title", 120),
        description=_text(line, "description", 5000, empty=True, lines=True),
        price_fen=_money(line),
        unit_id=names.units[_named(line, "unit", names.units)],
        district_id=place.id,
        lat=lat,
        lng=lng,
        tags=_tags(line),
    )


def _text(line: dict[str, Any], name: str, most: int, *, empty: bool = False, lines: bool = False) -> str:
    value = line.get(name)
    if value is None and empty:
        return ""
    if type(value) is not str:
        raise LineError(name, "应是文字。" if value is not None else "不能空着。")
    value = value.replace("\r\n", "\n").strip()
    if UNSEEN.search(value) or (not lines and ("\n" in value or "\t" in value)):
        raise LineError(name, "里面有看不见的控制字符。")
    if not value and not empty:
        raise LineError(name, "不能空着。")
    if len(value) > most:
        raise LineError(name, f"最多 {most} 个字，现在 {len(value)} 个。")
    return value


def _named(line: dict[str, Any], name: str, known: dict[str, Any]) -> str:
    text = _text(line, name, 120)
    if text not in known:
        raise LineError(name, f"没有叫 {text!r} 的。")
    return text


def _point(line: dict[str, Any], place: Place) -> tuple[float, float]:
    """Both or neither; without a point the middle of the district."""
    if line.get("lat") is None and line.get("lng") is None:
        return place.lat, place.lng
    return _degrees(line, "lat", 90), _degrees(line, "lng", 180)


def _degrees(line: dict[str, Any], name: str, most: int) -> float:
    value = line.get(name)
    if type(value) not in (int, _Decimal):
        raise LineError(name, "应是数字，经纬度要么都写，要么都不写。")
    if isinstance(value, int) and abs(value) > most:
        raise LineError(name, f"应在 -{most} 和 {most} 之间。")
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number) or not -most <= number <= most:
        raise LineError(name, f"应在 -{most} 和 {most} 之间。")
    return number


def _money(line: dict[str, Any]) -> int:
    value = line.get("price_yuan")
    if type(value) not in (int, str, _Decimal):
        raise LineError("price_yuan", AMOUNT)
    try:
        fen = Money.parse(str(value)).fen
    except ValueError as error:
        raise LineError("price_yuan", AMOUNT) from error
    if not 0 <= fen <= MAX_PRICE_FEN:
        raise LineError("price_yuan", "不能是负数，也不能超过一百亿元。")
    return fen


def _tags(line: dict[str, Any]) -> tuple[str, ...]:
    value = line.get("tags")
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_TAGS:
        raise LineError("tags", f"应是一列词，最多 {MAX_TAGS} 个。")
    return tuple(dict.fromkeys(tag for one in value if (tag := _text({"tags": one}, "tags", 20, empty=one == ""))))
