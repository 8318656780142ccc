"""What is stored about a person, slice by slice, for the person's own copy (个人信息保护法 45). Slices register in `AppConfig.ready`.

The copy itself is plain data with names for machines; `tables` say how a page shows it to people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

Show = Callable[[Any], str]
NOTHING = "没有"


def plain(value: Any) -> str:
    """A stored value as people read it: moments in local time, yes and no in Chinese."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    at = value if isinstance(value, datetime) else parse_datetime(value) if isinstance(value, str) and value[4:5] == "-" else None
    if at is not None:
        at = timezone.localtime(at) if timezone.is_aware(at) else at
        return f"{at.year} 年 {at.month} 月 {at.day} 日 {at:%H:%M}"
    return f"{value.year} 年 {value.month} 月 {value.day} 日" if isinstance(value, date) else str(value)


def words(*tables: Mapping[Any, Any] | list[tuple[Any, Any]]) -> Show:
    """A `show` that says a code in words; a code without words is said as `plain` says it."""
    known = {key: str(text) for table in tables for key, text in dict(table).items()}
    return lambda value: known.get(value) or plain(value)


CHANNELS = words({"web": "网页", "api": "手机应用", "admin": "后台", "job": "系统", "demo": "演示数据", "phone": "电话"})


@dataclass(frozen=True, slots=True)
class Column:
    """A stored name, what people call it, and how its values are said; `code` for what nobody reads as words (a licence number)."""

    name: str
    label: str
    show: Show = plain
    code: bool = False

    def cell(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The value as the page shows it."""
        return {"text": self.show(row.get(self.name)), "code": self.code}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: its heading, the part of the slice's data that it shows ("" for all of it), its columns."""

    label: str
    part: str
    columns: tuple[Column, ...]

    def rows(self, data: Any) -> list[list[dict[str, Any]]]:
        """The cells, row by row; one thing (not a list) is one row."""
        found = data[self.part] if self.part else data
        return [[column.cell(row) for column in self.columns] for row in (found if isinstance(found, list) else [found])]


@dataclass(frozen=True, slots=True)
class Source:
    """One slice's part of the copy: its label, the function that gives plain data for a user id, and how a page shows them."""

    name: str
    label: str
    read: Callable[[int], Any]
    tables: tuple[Table, ...] = field(default=())


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a part; the same name again replaces it."""
    _SOURCES[source.name] = source


def sources() -> list[Source]:
    """All parts, in order of their names."""
    return [_SOURCES[name] for name in sorted(_SOURCES)]


def collect(user_id: int) -> dict[str, Any]:
    """Everything that is stored about a person."""
    return {source.name: source.read(user_id) for source in sources()}


def shown(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The copy as tables with headings; a table about one thing has `facts` (label and value), one about many has `rows`."""
    found = []
    for source in sorted(sources(), key=lambda one: one.name != "members"):
        for table in source.tables:
            data = stored[source.name][table.part] if table.part else stored[source.name]
            rows, headings = table.rows(stored[source.name]), [column.label for column in table.columns]
            single = not isinstance(data, list)
            found.append({"label": table.label, "headings": headings, "rows": rows, "facts": list(zip(headings, rows[0], strict=True)) if single else None})
    return found
