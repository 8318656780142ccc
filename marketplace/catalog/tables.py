"""Which tables of basic data can be taken out and brought in as a sheet, with their columns (PAR-02). Data, no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from core.models import District, Holiday, Region, Unit
from marketplace.catalog.models import Category

YES = {"是": True, "否": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its field, and for a field with few values how they are written. `many`: several, with ； between."""

    heading: str
    field: str
    written: Mapping[str, Any] | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `key`: the column by which a line is known again; `order`: how it is taken out."""

    name: str
    label: str
    model: type[Model]
    key: Column
    others: tuple[Column, ...]
    order: tuple[str, ...]
    hint: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, the key first."""
        return (self.key, *self.others)

    @property
    def headings(self) -> tuple[str, ...]:
        """The first line of the sheet."""
        return tuple(column.heading for column in self.columns)


CODE, NAME, ENGLISH = Column("代码", "code"), Column("名称", "name"), Column("英文名", "name_en")
ACTIVE, POSITION = Column("启用", "active", YES), Column("次序", "position")
TABLES = {
    table.name: table
    for table in (
        Table(
            "districts",
            "区",
            District,
            CODE,
            (NAME, ENGLISH, Column("简称", "short"), Column("城市", "city"), Column("纬度", "lat"), Column("经度", "lng"), POSITION, ACTIVE),
            ("position", "pk"),
            "代码是 6 位数字（GB/T 2260），经纬度是区政府所在地。停用的区不再能选，已有的内容不变。",
        ),
        Table(
            "units",
            "计价单位",
            Unit,
            CODE,
            (Column("名称", "label"), Column("英文名", "label_en"), POSITION),
            ("position", "pk"),
            "代码用小写英文，名称写成「元/小时」。",
        ),
        Table(
            "regions",
            "行政区划",
            Region,
            CODE,
            (NAME, ENGLISH, ACTIVE),
            ("code",),
            "代码的位数就是级别：2 位省、4 位市、6 位区县、9 位街道乡镇；上级要排在前面，或者已经在库里。",
        ),
        Table(
            "holidays",
            "节假日",
            Holiday,
            Column("日期", "date"),
            (NAME, Column("安排", "kind", {label: code for code, label in Holiday.KINDS})),
            ("date",),
            "一天一行，安排写「放假」或「调休上班」。按国务院办公厅的通知填。",
        ),
        Table(
            "categories",
            "服务分类",
            Category,
            CODE,
            (
                NAME,
                ENGLISH,
                Column("网址", "slug"),
                Column("上级代码", "parent"),
                Column("简介", "summary"),
                Column("别名", "aliases", many=True),
                Column("计价单位代码", "units", many=True),
                POSITION,
                ACTIVE,
            ),
            ("parent__position", "position", "pk"),
            "上级代码空着就是顶级分类；别名和计价单位代码有几个的，用「；」隔开。改网址，旧网址自动转过来。",
        ),
    )
}
