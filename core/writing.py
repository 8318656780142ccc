"""Rows of several tables, written in one round trip.

    writing = Writing()
    writing.change(quote, state="accepted", answered_at=now)
    moved(order, "book", writing, actor=actor, now=now)
    writing.add(told(ORDER_ACCEPTED, key=…, …))
    writing.send()

What a verb writes is known before the first row is: the order, its history, its audit row, its event. Each as a statement of its own costs
a round trip and a walk through the ORM. Here the statements are put together once for each table and sent as one text, in the order in
which they were given, in the caller's transaction: all of them or none. Whoever needs the key of a row before it is written takes it from
the sequence, in the statement that reads, and gives it to the row.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

from core import planned

PLAIN = frozenset({str, int, float, bool, type(None)})
# Dates and times are not among them: they may be set on saving.
TAKES_PLAIN = frozenset(
    {models.BigAutoField, models.CharField, models.SlugField, models.TextField, models.IntegerField, models.BigIntegerField, models.SmallIntegerField}
    | {models.PositiveSmallIntegerField, models.PositiveIntegerField, models.BooleanField, models.FloatField, models.ForeignKey, models.OneToOneField}
)


class Writing:
    """What is to be written, in order."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._statements: list[str] = []
        self._values: list[Any] = []

    def add(self, *rows: Model) -> None:
        """New rows; those of one table after another become one INSERT. A row without a key gets it from the database, and is not told."""
        for (model, names), batch in groupby(rows, key=lambda row: (type(row), _written(row))):
            into, place, fields = _into(model, names)
            places = []
            for row in batch:
                places.append(place)
                self._values += _prepared(row, fields, new=True)
                row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
            self._statements.append(f"{into} {', '.join(places)}")

    def change(self, row: Model, **values: Any) -> None:
        """Set these fields of a row that the caller has locked, here and in the database."""
        statement, fields = _update(type(row), tuple(values))
        for name, value in values.items():
            setattr(row, name, value)
        self._statements.append(statement)
        self._values += [*_prepared(row, fields, new=False), row.pk]

    def run(self, statement: str, *values: Any) -> None:
        """A statement by hand, with %s for its values."""
        self._statements.append(statement)
        self._values += values

    def send(self) -> int:
        """Write it all; how many rows the last statement wrote. One round trip. Raises RuntimeError outside a transaction, and IntegrityError."""
        if not connection.in_atomic_block:
            raise RuntimeError("rows that belong together are written inside a transaction")
        statements, values = self._statements, self._values
        self._statements, self._values = [], []
        if not statements:
            return 0
        with connection.cursor() as cursor:
            planned.write(cursor, statements, values)
            return cursor.rowcount


def _written(row: Model) -> tuple[str, ...]:
    """The fields of a new row that say something; the others are the database's own."""
    given, own = row.__dict__, (row._meta.pk.attname if row._meta.pk and row.pk is None else "")
    return tuple(name for name in _columns(type(row)) if name != own and not isinstance(given.get(name), DatabaseDefault))


def _prepared(row: Model, fields: tuple[Any, ...], *, new: bool) -> list[Any]:
    """The values as the driver takes them. Plain values of most kinds of field are what stands in the row: those are not asked."""
    given, database = row.__dict__, connections[DEFAULT_DB_ALIAS]
    return [value if type(value := given.get(plain, row)) in PLAIN else field.get_db_prep_save(field.pre_save(row, new), database) for field, plain in fields]


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if not field.generated)


@cache
def _into(model: type[Model], names: tuple[str, ...]) -> tuple[str, str, tuple[Any, ...]]:
    table, fields = model._meta.db_table, _fields(model, names)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{table}" ({columns}) VALUES', f"({', '.join(map(_place, fields))})", _told(fields)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    table, fields = model._meta.db_table, _fields(model, names)
    [key] = _fields(model, ("pk",))
    said = ", ".join(f'"{field.column}" = {_place(field)}' for field in fields)
    return f'UPDATE "{table}" SET {said} WHERE "{key.column}" = %s', _told(fields)  # noqa: S608 - names of columns


def _fields(model: type[Model], names: tuple[str, ...]) -> tuple[Any, ...]:
    """The fields of these names, all of which lie in the table of the model itself."""
    fields: list[Any] = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
    if any(field.model is not model._meta.concrete_model for field in fields):
        raise TypeError(f"{model.__name__} keeps some of {names} in another table")
    return tuple(fields)


def _told(fields: Iterable[Any]) -> tuple[tuple[Any, str], ...]:
    """Each field, and the name under which a plain value of it stands in the row: '' where the field must be asked."""
    return tuple((field, field.attname if type(field) in TAKES_PLAIN else "") for field in fields)


def _place(field: Any) -> str:
    """How a value stands in a statement; an array says of what it is."""
    placeholder = getattr(field, "get_placeholder", None)
    return placeholder(None, None, connection) if placeholder else "%s"
