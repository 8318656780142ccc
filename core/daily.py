"""What is counted by the day without knowing who it was: one row for each key and day, one statement for each count."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model


def count_once(model: type[Model], figure: str, *, day: date, **key: Any) -> None:
    """One more in the row of this key and day; `key` and `day` are columns of a unique constraint of the model."""
    columns = {**key, "day": day}
    names = ", ".join(columns)
    statement = (
        f"INSERT INTO {model._meta.db_table} AS counted ({names}, {figure}) VALUES ({', '.join(['%s'] * len(columns))}, 1)"  # noqa: S608 (names of ours)
        f" ON CONFLICT ({names}) DO UPDATE SET {figure} = counted.{figure} + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(columns.values()))
