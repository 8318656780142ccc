"""One request, rolled back afterwards: what came back, and what it tried to write."""

import os
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client

from core import planned
from tests.architecture import source
from tests.rights.world import World

ALLOWED, LOGIN, FORBIDDEN, NOT_FOUND, METHOD, INVALID, BROKEN = "allowed", "log-in", "403", "404", "405", "refused input", "broken"
LOGIN_PATHS, STAFF_HOME = ("/accounts/login/", "/admin/login/"), "/admin/"
JSON = "application/json"
PLANNED = re.compile(r"EXECUTE (planned_\d+)")
WRITE = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
# What the functions of the database write.
BY_FUNCTION = {"bookings_occupy(": "bookings_assignment"}
# Written by looking, refusing and counting; nobody's business is in them.
BOOKKEEPING = frozenset({"django_session", "core_counter", "audit_auditentry", "core_storedpage", "core_cache", "usersessions_usersession"})
BY_STATUS = {401: LOGIN, 403: FORBIDDEN, 404: NOT_FOUND, 405: METHOD}


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    path: str
    writes: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    error: str = ""

    @property
    def location(self) -> str:
        """Where it leads."""
        return self.headers.get("Location", "")

    @property
    def kind(self) -> str:
        """The class of the answer. A refusal of the Wagtail admin leads to its front page."""
        if self.status >= 500 or self.error:
            return BROKEN
        if 300 <= self.status < 400 and self.location.startswith(LOGIN_PATHS):
            return LOGIN
        if self.status == 302 and self.location == STAFF_HOME and self.path.startswith(STAFF_HOME):
            return FORBIDDEN
        if self.status < 400:
            return ALLOWED
        return BY_STATUS.get(self.status, INVALID)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside never happened; services may open durable transactions of their own in it."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


def client_of(world: World, role: str, **options: Any) -> Client:
    """A browser in which the person of a role is logged in; the visitor's is fresh."""
    client = Client(raise_request_exception=False, **options)
    if role in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


def ask(client: Client, method: str, path: str, data: Any = None, *, content_type: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """Send one request and note what it does."""
    options: dict[str, Any] = {"headers": headers} if headers else {}
    if content_type:
        options["content_type"] = content_type
    errors: list[str] = []

    def note(**_: Any) -> None:
        errors.append(traceback.format_exc())

    got_request_exception.connect(note)
    try:
        with noting_writes() as writes:
            response = (
                client.generic(method, path, data, **options)
                if isinstance(data, bytes)
                else getattr(client, method.lower())(path, {} if data is None else data, **options)
            )
    finally:
        got_request_exception.disconnect(note)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    return Answer(response.status_code, body, response.headers, path.split("?")[0], writes, "".join(errors))


def ask_and_look(client: Client, method: str, path: str, data: Any = None, *, content_type: str = "") -> Answer:
    """The same; where it was refused after it had begun to write, with a look at what stays of that (nothing may).

    The tables are those that its statements name. NIGHTLY=1 looks at all.
    """
    start = transaction.savepoint()
    answer = ask(client, method, path, data, content_type=content_type)
    if answer.writes and (answer.kind != ALLOWED or answer.status == 200):
        tables = business_tables() if os.environ.get("NIGHTLY") else business_tables().intersection(answer.writes)
        after = row_counts(tables)
        transaction.savepoint_rollback(start)
        before = row_counts(tables)
        answer.left = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    return answer


@cache
def all_tables() -> frozenset[str]:
    """Every model's table, without the bookkeeping."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True)) - BOOKKEEPING


@cache
def business_tables() -> frozenset[str]:
    """Our tables, without the bookkeeping."""
    owned = [model for model in apps.get_models(include_auto_created=True) if model.__module__.split(".")[0] in source.OWN]
    return frozenset({model._meta.db_table for model in owned} - BOOKKEEPING)


def row_counts(tables: Iterable[str]) -> dict[str, int]:
    """How many rows each of these tables has."""
    statement = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
    if not statement:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    """The tables of business that a block writes to, or tries to."""
    tables: list[str] = []
    known = all_tables()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        # What was planned before is sent by its name.
        planned_before = {name: statement for statement, name in planned._known.get(connection.connection, {}).items()}
        said = "; ".join([sql, *(planned_before.get(name, "") for name in PLANNED.findall(sql))])
        tables.extend(name for name in WRITE.findall(said) if name in known)
        tables.extend(table for function, table in BY_FUNCTION.items() if function in said)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield tables
