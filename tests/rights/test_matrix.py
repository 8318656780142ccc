"""S1: every address as each of the 19 roles, about one's own, the own organisation's, a stranger's and a missing object (reliability S1).

On each page that may be read the forms are looked at (no token left out, none that leads elsewhere).

The quick form takes every other of the further verbs of an address, and asks everybody once for each right to a kind of object;
NIGHTLY=1 takes all.
"""

import os
import zlib
from collections.abc import Iterator

import pytest

from tests.architecture.addresses import ours
from tests.architecture.endpoints import METHODS, Row, declared_methods, rows
from tests.rights.asking import ALLOWED, FORBIDDEN, INVALID, LOGIN, METHOD, NOT_FOUND, Answer, ask, client_of, rolled_back
from tests.rights.forms import wrong_with_forms
from tests.rights.matrix import Cell, about, address_of, answered, cells_of, first_allowed, judged, kept, roles_asked, told_by_more
from tests.rights.objects import FOREIGN, MISSING
from tests.rights.world import World

pytestmark = pytest.mark.usefixtures("lean_pages")
THERE = [row for row in rows() if row.name in ours()]
CASES = [
    (row, method) for row in THERE for method in row.rights if row.case == 0 or os.environ.get("NIGHTLY") or zlib.crc32(f"{row.label} {method}".encode()) % 2
]


def _together(most: int = 8) -> Iterator[tuple[str, list[tuple[Row, str]]]]:
    """The cases about the same object, a few at a time: it is made once for all of them."""
    by_object: dict[str, list[tuple[Row, str]]] = {}
    for row, method in CASES:
        by_object.setdefault(row.object or f"{method} {row.label}", []).append((row, method))
    for name, cases in by_object.items():
        for start in range(0, len(cases), most):
            yield f"{name} {start // most + 1}" if len(cases) > most else name, cases[start : start + most]


TOGETHER = dict(_together())


@pytest.mark.parametrize("name", TOGETHER)
def test_answers_are_what_the_permission_table_says(name: str, world: World, record_property):
    answers: dict[tuple[str, str], dict[tuple[str, str], Answer]] = {}
    deviations: list[str] = []
    cells = (cell for row, method in TOGETHER[name] for cell in cells_of(row, method, roles_asked(row, method, world)) if told_by_more(cell, world))
    for cell, answer, right in answered(cells, world):
        others = answers.setdefault((cell.row.label, cell.method), {})
        if cell.method == "GET" and answer.kind == ALLOWED and not any(other.kind == ALLOWED for other in others.values()):
            deviations.append(f"{cell}: {wrong}" if (wrong := wrong_with_forms(answer)) else "")
        others[cell.role, cell.relation] = answer
        deviations.append(judged(cell, answer, right))
    for row, method in TOGETHER[name]:
        got = answers.get((row.label, method), {})
        deviations += [_told_apart(Cell(row, method, *key), answer, got.get((key[0], MISSING))) for key, answer in got.items()]
        if row.rights[method] not in ("closed", "flow") and not any(answer.kind == ALLOWED or answer.location == row.then for answer in got.values()):
            deviations.append(f"{method} {row.label}: nobody gets through, the case proves nothing")
    record_property("cells", sum(map(len, answers.values())))
    assert not any(deviations), "\n".join(text for text in deviations if text)


def _told_apart(cell: Cell, answer: Answer, other: Answer | None) -> str:
    """A stranger's object that one may not see must look exactly like one that is not there."""
    if cell.relation not in (FOREIGN, "hidden") or other is None or answer.kind not in (NOT_FOUND, LOGIN):
        return ""
    if answer.kind == LOGIN and other.kind == LOGIN:
        return ""
    same = (answer.status, answer.body) == (other.status, other.body)
    return "" if same else f"{cell}: {answer.status} differs from a missing one's {other.status}"


FIRST = {row.name: row for row in reversed(THERE)}
NAMES = sorted((name for name in declared_methods() if name in ours()), key=lambda name: (about(FIRST[name]), name))


@pytest.mark.parametrize("name", NAMES)
def test_methods_without_an_entry_do_not_exist(name: str, world: World):
    row, allowed = FIRST[name], []
    closed = {*row.rights.values()} & {"flow", "closed"}
    found = (Cell(row, "", "administrator"), None) if closed else first_allowed(row, next(iter(row.rights)), world)
    assert found is not None
    cell, built = found
    if closed and row.object:
        built = kept(world, cell.role, row.object, FOREIGN)
    with rolled_back():
        address, client = address_of(row, built.args if built else {}), client_of(world, cell.role)
        for method in METHODS:
            if method in declared_methods()[name]:
                continue
            with rolled_back():
                answer = ask(client, method, address)
            if answer.kind != METHOD and (cell.role, answer.kind) != ("visitor", LOGIN) and not (closed and answer.kind in (FORBIDDEN, LOGIN, INVALID)):
                allowed.append(f"{method} as {cell.role}: {answer.status} {answer.location} {answer.error[-300:]}")
    assert not allowed, "\n".join(allowed)
