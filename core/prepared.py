"""A queryset compiled once and asked many times: building and compiling a large one costs more than all the rest of a short answer.

Values that differ from one time to the next are stand-ins while it is built (`NOW`, `NUMBER`, `TEXT`) and given when it is asked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from core import planned

NOW = datetime(2222, 2, 22, 22, 22, 22, 222222, tzinfo=UTC)
NUMBER = 2_147_222_222
TEXT = "StandIn2222"


class Prepared:
    """The statement, and how its columns become rows."""

    def __init__(self, rows: QuerySet, *, by_key: bool = False) -> None:
        """`by_key`: it finds its rows by keys, so one plan is right for all values (`core.planned`)."""
        self.by_key = by_key
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql(with_col_aliases=False)
        self.params: tuple[Any, ...] = tuple(params)
        info: Any = compiler.klass_info
        if info.get("related_klass_infos"):
            raise TypeError("rows with select_related cannot be prepared")
        self.model: type[Model] = info["model"]
        select: Any = compiler.select
        fields: Sequence[int] = info["select_fields"]
        self.columns = slice(fields[0], fields[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.columns]]
        self.annotations = dict(compiler.annotation_col_map or {})
        self.compiler, self.converters = compiler, compiler.get_converters([column[0] for column in select])

    def rows(self, *, now: datetime, number: int | None = None, text: str | None = None) -> list[Any]:
        """Ask it with these values. One query."""
        given = {NOW: now, NUMBER: number, TEXT: text}
        values = [given.get(param, param) if isinstance(param, (datetime, int, str)) else param for param in self.params]
        with connection.cursor() as cursor:
            if self.by_key:
                planned.write(cursor, [self.sql], values)
            else:
                cursor.execute(self.sql, values)
            found = cursor.fetchall()
        made = []
        for row in self.compiler.apply_converters(found, self.converters) if self.converters else found:
            one = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
            for name, place in self.annotations.items():
                setattr(one, name, row[place])
            made.append(one)
        return made
