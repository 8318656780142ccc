"""Guidance prices as a table: each line looked up in the catalogue (`core.sheets` reads and writes the table itself)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import sheets
from core.models import District, Unit
from core.money import Money
from core.sheets import LineErrors
from marketplace.catalog.models import ServiceType
from marketplace.pricing.models import GuidancePrice

COLUMNS = ("项目代码", "服务项目", "单位", "区", "生效日期", "最低价", "最高价", "依据")
NEEDED = (("生效日期",), ("最低价",), ("最高价",), ("项目代码", "服务项目"))
CITY = ("", "全市", "全城")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, looked up. `unit`: as written, else the service's own."""

    number: int
    service_type: ServiceType
    unit: Unit | None
    district: District | None
    starts_on: date
    low_fen: int
    high_fen: int
    basis: str


def read_lines(content: bytes) -> tuple[list[Line], LineErrors]:
    """The lines that can be read, and what is wrong with the others. Three queries. Raises Invalid for what is no such table."""
    known, errors, lines = _Known(), LineErrors(), []
    for number, cells in sheets.read(content, COLUMNS, needed=NEEDED):
        line = _line(number, cells, known, errors)
        lines += [line] if line else []
    _only_once(lines, errors)
    return lines, errors


class _Known:
    """The catalogue by everything that a table may call it."""

    def __init__(self) -> None:
        services = list(ServiceType.objects.in_use().select_related("unit"))
        self.codes = {row.code: row for row in services}
        self.names: dict[str, list[ServiceType]] = {}
        for row in services:
            self.names.setdefault(row.name, []).append(row)
        self.units = {name: row for row in Unit.objects.all() for name in (row.code, row.label.removeprefix("元/"), row.label)}
        self.districts = {name: row for row in District.objects.filter(active=True) for name in (row.code, row.name, row.short)}

    def service(self, cells: dict[str, str]) -> ServiceType:
        """By code, else by a name that only one has. Raises ValueError with the sentence."""
        code, name = cells.get("项目代码", ""), cells.get("服务项目", "")
        if code:
            if code not in self.codes:
                raise ValueError(f"没有代码是「{code[:40]}」的服务项目。")
            return self.codes[code]
        found = self.names.get(name, [])
        if len(found) != 1:
            raise ValueError(f"叫「{name[:40]}」的服务项目不止一个，写上项目代码。" if found else f"没有「{name[:40]}」这个服务项目。")
        return found[0]

    def unit(self, cells: dict[str, str]) -> Unit | None:
        """As written; None for an empty cell. Raises ValueError with the sentence."""
        text = cells.get("单位", "")
        if text and text not in self.units:
            raise ValueError(f"没有「{text[:40]}」这个单位。")
        return self.units.get(text)

    def district(self, cells: dict[str, str]) -> District | None:
        """As written; None for the whole city. Raises ValueError with the sentence."""
        text = cells.get("区", "")
        if text not in CITY and text not in self.districts:
            raise ValueError(f"没有「{text[:40]}」这个区；全市就空着。")
        return self.districts.get(text)


def _line(number: int, cells: dict[str, str], known: _Known, errors: LineErrors) -> Line | None:
    """One line; None when anything cannot be read, everything that cannot is named."""
    readers: dict[str, Callable[[], Any]] = {
        "service_type": lambda: known.service(cells),
        "unit": lambda: known.unit(cells),
        "district": lambda: known.district(cells),
        "starts_on": lambda: _day(cells.get("生效日期", "")),
        "low_fen": lambda: _fen("最低价", cells),
        "high_fen": lambda: _fen("最高价", cells),
    }
    values: dict[str, Any] = {}
    for name, read in readers.items():
        try:
            values[name] = read()
        except ValueError as error:
            errors.add(number, str(error))
    if len(values) < len(readers):
        return None
    values["unit"] = values["unit"] or values["service_type"].unit
    return Line(number, basis=cells.get("依据", ""), **values)


def _day(text: str) -> date:
    try:
        return sheets.day(text)
    except ValueError:
        raise ValueError(f"生效日期「{text[:20]}」读不懂，写成 2027-01-01。") from None


def _fen(name: str, cells: dict[str, str]) -> int:
    text = cells.get(name, "").replace(",", "").replace("，", "")
    try:
        return Money.parse(text).fen
    except ValueError:
        raise ValueError(f"{name}「{text[:20]}」读不懂，写数字，最多两位小数，单位是元。") from None


def _only_once(lines: list[Line], errors: LineErrors) -> None:
    first: dict[tuple, int] = {}
    for line in lines:
        key = (line.service_type.pk, line.unit and line.unit.pk, line.district and line.district.pk, line.starts_on)
        if key in first:
            errors.add(line.number, f"和第 {first[key]} 行是同一个项目、单位、区、日期。")
        first.setdefault(key, line.number)


def written(rows: Iterable[GuidancePrice]) -> bytes:
    """The table of these ranges."""
    return sheets.written(COLUMNS, (_cells(row) for row in rows))


def _cells(row: GuidancePrice) -> list[Any]:
    place = row.district.name if row.district else "全市"
    low, high = Money(row.low_fen).yuan, Money(row.high_fen).yuan
    return [row.service_type.code, row.service_type.name, row.unit.label, place, row.starts_on, low, high, row.basis]
