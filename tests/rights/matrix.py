"""Endpoint × role × relation × method: which cells there are, and what members/permissions.toml says of each.

The decision is made from the table's scopes and from what tests/rights/objects.py claims about the object, not from the code that is
under test.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.access import ALL, Actor, scopes, table
from tests.architecture.addresses import ours
from tests.architecture.endpoints import CLOSED, Row, rows
from tests.rights.asking import ALLOWED, FORBIDDEN, INVALID, LOGIN, NOT_FOUND, Answer, ask_and_look, client_of, rolled_back
from tests.rights.bodies import body_of, content_type_of
from tests.rights.objects import FOREIGN, HIDDEN, MISSING, OWN, SHOWN, TENANT, Built, build, missing
from tests.rights.world import ROLES, World

ELSEWHERE = "led elsewhere"
BACK_OFFICE = ("enter", "back_office")
EVERYBODYS = frozenset("po")


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: this case, as this role, about an object in this relation."""

    row: Row
    method: str
    role: str
    relation: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method, self.row.label, "as", self.role, self.relation)))


def cells_of(row: Row, method: str, roles: tuple[str, ...] = ROLES) -> Iterator[Cell]:
    """Every cell of a case."""
    for role in roles:
        yield from (Cell(row, method, role, relation) for relation in _relations(row, method))


def roles_asked(row: Row, method: str, world: World) -> tuple[str, ...]:
    """All 19 in the nightly form. Else one of each group of roles that the table treats alike here, another one for each case; where an
    address before has asked for the same, those who may and one of those who may not.

    (Code asks for rights, never for roles: tests/rights/test_roles.py.)
    """
    if os.environ.get("NIGHTLY"):
        return ROLES
    groups: dict[Any, list[str]] = {}
    for role in ROLES:
        groups.setdefault(_treated(row, method, role, world), []).append(role)
    turn = zlib.crc32(f"{method} {row.label}".encode())
    asking = tuple(group[turn % len(group)] for group in groups.values())
    if (row.label, method) in _firsts():
        return asking
    resource, _, verb = row.rights[method].partition(".")
    able = tuple(role for role in asking if resource in table() and _any_of(world.actors[role], verb, resource))
    others = tuple(role for role in asking if role not in able)
    return (*able, others[turn % len(others)]) if able and others else asking


def _asks_for(row: Row, method: str) -> tuple[str, ...]:
    """What decides who gets through: the object, the right, and by which door one comes."""
    return row.object or row.label, row.rights[method], row.reads, row.within, row.beyond, row.implicit, str(is_staff_screen(row)), str(method == "GET")


@cache
def _firsts() -> frozenset[tuple[str, str]]:
    """Of all addresses that ask for the same, the first."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in rows():
        for method in row.rights if row.name in ours() and row.case == 0 else ():
            found.setdefault(_asks_for(row, method), (row.label, method))
    return frozenset(found.values())


def told_by_more(cell: Cell, world: World) -> bool:
    """Whether this question may be answered otherwise than its neighbours. In the quick form a role that may not enter the back office
    is asked of its screens once (the door stands before whatever lies behind), and what is not there is asked for by one role of each case.
    """
    if os.environ.get("NIGHTLY"):
        return True
    if cell.relation == MISSING and cell.row.rights[cell.method] != "public":
        asking = roles_asked(cell.row, cell.method, world)
        return cell.role == asking[zlib.crc32(f"{cell.row.label} {cell.method}".encode()) % len(asking)]
    if not is_staff_screen(cell.row) or scopes(world.actors[cell.role], *BACK_OFFICE):
        return True
    return cell.relation in ("", FOREIGN)


def _treated(row: Row, method: str, role: str, world: World) -> Any:
    """Everything about a role that may make a difference to what a case answers: the right it asks for, and the one to read."""
    actor, known = world.actors[role], table()
    resource, _, verb = row.rights[method].partition(".")
    asked = {(resource, verb), (resource, "read"), (row.reads, "read")}
    held = tuple(scopes(actor, verb, resource) for resource, verb in sorted(asked) if resource in known)
    return actor.is_authenticated, bool(scopes(actor, *BACK_OFFICE)), role in world.organisations, role in world.enterprises, held


def _relations(row: Row, method: str) -> tuple[str, ...]:
    if not row.object:
        return ("",)
    if row.rights[method] == "public":
        return (SHOWN, HIDDEN, MISSING)
    return (OWN, TENANT, FOREIGN) if row.implicit else (OWN, TENANT, FOREIGN, MISSING)


def address_of(row: Row, args: dict[str, Any]) -> str:
    """The path of a case for an object."""
    in_query = row.implicit == "id"
    path = reverse(row.name, kwargs={**row.args, **({} if in_query or row.implicit else args)})
    query = urlencode({"id": args["pk"]}) if in_query else row.query
    return f"{path}?{query}" if query else path


# ---- what should come back ------------------------------------------------------------------------------------------------------


def expected(cell: Cell, actor: Actor, built: Built | None) -> frozenset[str]:
    """The classes of answer that the table allows."""
    right, row = cell.row.rights[cell.method], cell.row
    if right == "public":
        return frozenset({ALLOWED if cell.relation in ("", SHOWN) else NOT_FOUND})
    if right == "self":
        return frozenset({ALLOWED if actor.is_authenticated else LOGIN})
    if right == "flow":
        return frozenset({ALLOWED, LOGIN, FORBIDDEN, NOT_FOUND, INVALID})
    if is_staff_screen(row) and not scopes(actor, *BACK_OFFICE):
        return frozenset({LOGIN})
    if right == CLOSED:
        return frozenset({FORBIDDEN, NOT_FOUND})
    resource, _, verb = right.partition(".")
    if cell.relation == MISSING:
        return _nothing_there(actor, staff=is_staff_screen(row))
    letters = built.letters if built is not None else None
    if letters is None:
        held = _any_of(actor, verb, resource)
        granted = bool(held - EVERYBODYS) if row.beyond else bool(held)
        return frozenset({ALLOWED if granted else FORBIDDEN if actor.is_authenticated else LOGIN})
    return _about(cell, actor, resource, verb, letters)


def _about(cell: Cell, actor: Actor, resource: str, verb: str, letters: frozenset[str]) -> frozenset[str]:
    """What the table says about one row."""
    row = cell.row
    reach = _reach(row, actor, resource, letters)
    if not actor.is_authenticated:
        return frozenset({LOGIN}) if row.implicit else frozenset({LOGIN, NOT_FOUND})
    if row.implicit in ("redirect", "new") and not letters & frozenset(row.within):
        return frozenset({ALLOWED, ELSEWHERE, *((FORBIDDEN, NOT_FOUND) if letters - {"p"} else ())})
    if row.implicit == "refused" and not letters & frozenset(row.within):
        return frozenset({INVALID, NOT_FOUND, FORBIDDEN})
    if row.beyond and not scopes(actor, "read", row.reads or resource) - EVERYBODYS:
        return _nothing_there(actor, staff=True)
    if reach is not None and letters & frozenset(row.not_own) and scopes(actor, verb, resource):
        return frozenset({FORBIDDEN})
    if _holds(actor, verb, resource, reach):
        return frozenset({ALLOWED})
    if _holds(actor, "read", row.reads or resource, reach):
        return frozenset({FORBIDDEN})
    elsewhere = {"redirect": {ELSEWHERE}, "refused": {INVALID}, "new": {ALLOWED}}.get(row.implicit, set())
    return _nothing_there(actor, staff=is_staff_screen(row)) | ({FORBIDDEN} if "p" in letters else set()) | elsewhere


def _reach(row: Row, actor: Actor, resource: str, letters: frozenset[str]) -> frozenset[str] | None:
    """The relations that count on this page; None when none does."""
    if not row.within or (row.deciders and ALL in scopes(actor, row.deciders, resource)):
        return letters
    return letters & frozenset(row.within) or None


def _holds(actor: Actor, verb: str, resource: str, reach: frozenset[str] | None) -> bool:
    held = _any_of(actor, verb, resource)
    return reach is not None and (ALL in held or bool(held & reach))


def _any_of(actor: Actor, verbs: str, resource: str) -> frozenset[str]:
    """The scopes of "create|update": of any of these verbs."""
    return frozenset().union(*(scopes(actor, verb, resource) for verb in verbs.split("|")))


def _nothing_there(actor: Actor, *, staff: bool) -> frozenset[str]:
    """What is not there and what one may not know of look the same; a staff screen may refuse before it looks."""
    if not actor.is_authenticated:
        return frozenset({LOGIN, NOT_FOUND})
    return frozenset({NOT_FOUND, FORBIDDEN} if staff else {NOT_FOUND})


def is_staff_screen(row: Row) -> bool:
    """Whether it lies below /admin/."""
    return ours()[row.name].route.startswith("admin/")


# ---- what does come back --------------------------------------------------------------------------------------------------------


def answered(cells: Iterable[Cell], world: World) -> Iterator[tuple[Cell, Answer, frozenset[str]]]:
    """The answer to each of these cells and what was expected, none where there can be no such object. Nothing stays.

    Most of the work is making the objects: one is made once for all cases that are about such a one, and where it does not depend on
    who asks, for all who do.
    """
    waiting = list(cells)
    while waiting:
        with rolled_back():
            first, role = waiting[0], Asker(waiting[0].role)
            about, wanted = first.row.object, _wanted(first)
            built = build(world, role, about, wanted) if about else None
            alike = [cell for cell in waiting if cell.row.object == about and _wanted(cell) == wanted] if about else [first]
            served = [cell for cell in alike if cell.role == first.role] if role.asked_for else alike
            done = set(map(id, served))
            waiting = [cell for cell in waiting if id(cell) not in done]
            if built is None and about:
                continue
            for cell in served:
                with rolled_back():
                    yield cell, _answer(cell, world, built), expected(cell, world.actors[cell.role], built)


class Asker(str):
    """The name of a role that knows whether somebody has looked at it (in a table of roles, or beside another one)."""

    def __new__(cls, name: str) -> "Asker":
        made = super().__new__(cls, name)
        made.asked_for = False
        return made

    asked_for: bool

    def __hash__(self) -> int:
        self.asked_for = True
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        self.asked_for = True
        return super().__eq__(other)


def _wanted(cell: Cell) -> str:
    """The relation in which the object of a cell is made."""
    if cell.relation != MISSING:
        return cell.relation
    return SHOWN if cell.row.rights[cell.method] == "public" else FOREIGN


def _answer(cell: Cell, world: World, built: Built | None) -> Answer:
    args = missing(built.args) if built and cell.relation == MISSING else built.args if built else {}
    path = address_of(cell.row, args)
    body = body_of(cell.row.label, cell.method, world, cell.role, built)
    return ask_and_look(client_of(world, cell.role), cell.method, path, body, content_type=content_type_of(path, cell.method, body))


def about(row: Row, method: str = "GET") -> tuple[str, str]:
    """What to sort cases by, so that those about the same object, asked by the same role, follow one another."""
    return row.object, row.rights.get(method, "")


def first_allowed(row: Row, method: str, world: World) -> tuple[Cell, Built | None] | None:
    """A cell in which the request would be accepted. Its object stands until another is asked for: the caller rolls back what he does to it."""
    for cell in cells_of(row, method):
        if cell.relation in (MISSING, HIDDEN) or _hopeless(cell, world.actors[cell.role]):
            continue
        if not row.object:
            found = None
        elif (found := _claimed(world, cell.role, row.object, cell.relation)) is None:
            continue
        if expected(cell, world.actors[cell.role], found) == {ALLOWED}:
            return cell, kept(world, cell.role, row.object, cell.relation) if row.object else None
    return None


# What builders claim of an object for a role in a relation; it is the same however often one is made.
_claims: dict[tuple[str, str, str], tuple[frozenset[str] | None] | None] = {}


def _claimed(world: World, role: str, name: str, relation: str) -> Built | None:
    """An object as far as the table is concerned, without making one that is known; None where there can be no such thing."""
    key = (role, name, relation)
    if key not in _claims:
        built = kept(world, role, name, relation)
        _claims[key] = (built.letters,) if built is not None else None
    found = _claims[key]
    return Built(letters=found[0]) if found is not None else None


def kept(world: World, role: str, name: str, relation: str) -> Built | None:
    """The object of a row in a relation, made once for all tests that follow one another about it: making it is most of their work."""
    key = (role, name, relation)
    if world.kept[0] != key:
        world.around.close()
        world.kept = (None, None)
        world.around.enter_context(rolled_back())
        world.kept = (key, build(world, role, name, relation))
    return world.kept[1]


def _hopeless(cell: Cell, actor: Actor) -> bool:
    """Whether the table gives this role nothing here, whatever the object; it need not be made then."""
    resource, _, verb = cell.row.rights[cell.method].partition(".")
    if is_staff_screen(cell.row) and not scopes(actor, *BACK_OFFICE):
        return True
    return resource in table() and not _any_of(actor, verb, resource)


def judged(cell: Cell, answer: Answer, right: frozenset[str]) -> str:
    """What is wrong with an answer, "" for nothing."""
    kind, reading = answer.kind, cell.method == "GET"
    if not reading and answer.status == 200 and not cell.row.shows and not answer.path.startswith(("/api/", "/_allauth/")):
        kind = INVALID  # a page that asks again
    if cell.row.then and not reading and answer.location == cell.row.then:
        kind = ALLOWED
    if kind == ALLOWED and cell.row.implicit == "redirect" and 300 <= answer.status < 400 and not answer.writes:
        kind = ELSEWHERE
    if kind not in right:
        return f"{cell}: {answer.status} {answer.location} ({kind}), should be {'/'.join(sorted(right))} {answer.error[-600:]}"
    if kind != ALLOWED and answer.left:
        return f"{cell}: refused with {answer.status} but left {answer.left}"
    silent = not answer.writes and cell.row.writes and not cell.row.implicit
    if not reading and kind == ALLOWED and silent and cell.row.rights[cell.method] not in ("flow", "self"):
        return f"{cell}: {answer.status} {answer.location} but nothing was written"
    return ""
