"""A statement that PostgreSQL plans once a connection: of a short answer from many tables, planning is nine tenths.

`ask(cursor, statement, parameters)` is `cursor.execute` for such a statement: the first time on a connection it is prepared in the same
round trip, from then on only its name and the values are sent. After five times the server keeps a plan that knows no values, unless
it looks dearer: right for statements that find their rows by keys or stop at a limit. That plan is made at once and goes through the
indexes, however few rows there are: else one that is made while a table is small would go on reading all of it until statistics come.
Prepared statements outlive a transaction, whatever becomes of it, and end with the connection; the server makes the plan anew when
tables or their statistics change.
Behind a pooler that lends a connection for one transaction only, switch it off (PREPARE_STATEMENTS=0).
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

PLACE = re.compile(r"%\((\w+)\)s|%%")
PLANNED = ("INSERT ", "SELECT ", "UPDATE ")
THROUGH_INDEXES = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan"
AS_USUAL = "RESET enable_seqscan; RESET plan_cache_mode"
# So many on one connection; what comes after them is sent as it is.
MOST = 400
_known: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
# Never the same name twice: what was prepared stays even when the statement behind it failed.
_numbers = count(1)


@lru_cache(maxsize=512)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2 … (escaped for the driver), and the names of its parameters in that order."""
    names: dict[str, int] = {}

    def number(found: re.Match) -> str:
        return f"${names.setdefault(found[1], len(names) + 1)}" if found[1] else "%%"

    return PLACE.sub(number, statement), tuple(names)


def ask(cursor: Any, statement: str, parameters: Mapping[str, Any], *, before: str = "") -> None:
    """Execute a SELECT with named parameters; the answer is fetched from the cursor. One round trip.

    `before`: a statement that is sent ahead in the same text, a lock: what is asked then has a snapshot younger than the lock.
    """
    raw = cursor.db.connection
    ahead = f"{before}; " if before else ""
    if not settings.PREPARE_STATEMENTS or raw is None:
        cursor.execute(ahead + statement, parameters)
        return
    known = _known.setdefault(raw, {})
    name = known.get(statement)
    if name is not None:
        names = _numbered(statement)[1]
        cursor.execute(ahead + _call(name, names), parameters)
        return
    text, names = _numbered(statement)
    name = f"planned_{next(_numbers)}"
    cursor.execute(f"{_learned(name, text, len(names))}; {ahead}{_call(name, names)}", parameters)
    known[statement] = name


def write(cursor: Any, statements: Sequence[str], values: Sequence[Any]) -> None:
    """Execute several statements with %s for their values as one text. One round trip.

    Each is planned once a connection.
    """
    raw = cursor.db.connection
    known = _known.setdefault(raw, {}) if settings.PREPARE_STATEMENTS and raw is not None else None
    fresh: dict[str, str] = {}
    said = []
    for statement in statements:
        if known is None or len(known) > MOST or not statement.startswith(PLANNED):
            said.append(statement)
            continue
        name = known.get(statement) or fresh.get(statement)
        if name is None:
            name = fresh[statement] = f"planned_{next(_numbers)}"
            said.append(_learned(name, _positional(statement), statement.count("%s")))
        said.append(_call_with(name, statement.count("%s")))
    cursor.execute("; ".join(said), values)
    if known is not None:
        known.update(fresh)


def _learned(name: str, text: str, values: int) -> str:
    """What prepares a statement, and makes its plan without values, through the indexes."""
    nothing = f"({', '.join(['NULL'] * values)})" if values else ""
    return f"{THROUGH_INDEXES}; PREPARE {name} AS {text}; EXPLAIN EXECUTE {name}{nothing}; {AS_USUAL}"


def _positional(statement: str) -> str:
    """The statement with $1, $2 … for each %s in turn."""
    places = count(1)
    return re.sub("%s", lambda _: f"${next(places)}", statement)


@lru_cache(maxsize=2 * MOST)
def _call_with(name: str, values: int) -> str:
    return f"EXECUTE {name}({', '.join(['%s'] * values)})"


def _call(name: str, names: tuple[str, ...]) -> str:
    """What asks a prepared statement."""
    return f"EXECUTE {name}({', '.join(f'%({each})s' for each in names)})" if names else f"EXECUTE {name}"
