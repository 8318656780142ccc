"""S4: about 150 bad inputs to every write and every list: refused cleanly or taken as text, never a 500, nothing half-written.

Each value goes into one field of an otherwise good body; fields take turns. Of addresses that share a view the first is asked. The
quick form sends each address every fortieth value and two of the impossible numbers, others to the next; NIGHTLY=1 sends all.
"""

import itertools
import os
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.architecture.addresses import ours
from tests.architecture.endpoints import Row, rows
from tests.rights.asking import JSON, Answer, ask, ask_and_look, client_of, rolled_back
from tests.rights.bodies import Body, body_of, content_type_of
from tests.rights.matrix import Cell, about, address_of, first_allowed
from tests.rights.objects import Built
from tests.rights.values import BODIES, TEXTS, VALUES
from tests.rights.world import World

pytestmark = pytest.mark.usefixtures("lean_pages")
TRACES = (b"Traceback", b"psycopg2", b"django.db", b"site-packages", b".py&quot;, line", b'.py", line')
# The application keeps what is good of a form that is not (ENT-01): that is its purpose.
KEEPS = {"enterprises:apply"}


def _view(row: Row) -> tuple[str, str]:
    """The pages of the two portals are the same views."""
    return ours()[row.name].module, row.name.rsplit(":", 1)[-1].removeprefix("enterprise-")


def writes() -> Iterator[tuple[Row, str]]:
    """One case of each view that takes a body."""
    known = set()
    for row in rows():
        for method, right in row.rights.items():
            if method == "GET" or right == "closed" or row.name not in ours() or (_view(row), method, row.query) in known:
                continue
            known.add((_view(row), method, row.query))
            yield row, method


# Every page and list that is asked without naming an object.
LISTS = [row for row in rows() if row.name in ours() and row.rights.get("GET", "closed") not in ("closed", "flow") and (not row.object or row.implicit == "id")]
LISTS.sort(key=about)
WRITES = sorted(writes(), key=lambda case: about(*case))
PARAMETERS = [
    "q",
    "cursor",
    "category",
    "district",
    "side",
    "type",
    "sort",
    "page_size",
    "page",
    "p",
    "lat",
    "lng",
    "radius_km",
    "price_min",
    "price_max",
    "rating_min",
    "available_on",
    "next",
    "phone",
    "download",
]
STAFF_PARAMETERS = [
    "q",
    "p",
    "ordering",
    "state",
    "role",
    "suspended",
    "user_name",
    "ip",
    "module",
    "function",
    "result",
    "at_from",
    "at_to",
    "district",
    "parent",
    "use",
    "export",
    "index_results",
]
CONTENT_PARAMETERS = [
    "fields",
    "limit",
    "offset",
    "type",
    "order",
    "child_of",
    "descendant_of",
    "ancestor_of",
    "search",
    "search_operator",
    "locale",
    "slug",
    "title",
    "id",
    "html_path",
    "site",
    "tags",
]


def wrong_with(answer: Answer) -> str:
    """What no answer may be or show."""
    if answer.status >= 500 or answer.error:
        return f"{answer.status} {answer.error[-700:]}"
    shown = [trace for trace in TRACES if trace in answer.body]
    return f"{answer.status} shows {shown}" if shown else ""


def is_refused(answer: Answer, row: Row) -> bool:
    """Whether the input was not taken: an error, or the page again."""
    page_again = answer.status == 200 and not row.shows and not answer.path.startswith(("/api/", "/_allauth/"))
    return answer.status >= 400 or page_again


def its_share(values: list, label: str, one_of: int = 40) -> list:
    """All of them at night, else one of so many that depends on the address: each value still goes to about ten addresses."""
    return values if os.environ.get("NIGHTLY") else values[zlib.crc32(label.encode()) % one_of :: one_of]


def spoilt(body: Body, *, is_json: bool) -> Iterator[tuple[str, Any, str]]:
    """The good body with one field replaced, over and over; then bodies that are none. Label, data, content type."""
    fields = itertools.cycle([name for name, value in body.items() if not hasattr(value, "read")] or ["note"])
    for label, value in {**TEXTS, **(VALUES if is_json else {})}.items():
        field = next(fields)
        yield f"{label} in {field}", {**body, field: value}, JSON if is_json else ""
    for label, (content, kind) in BODIES.items():
        yield label, content, kind


@pytest.mark.parametrize(("row", "method"), WRITES, ids=[f"{method} {row.label}" for row, method in WRITES])
def test_bad_input_to_a_write_is_refused_cleanly(row: Row, method: str, world: World, record_property):
    found = (Cell(row, method, "visitor"), None) if row.rights[method] == "flow" else first_allowed(row, method, world)
    assert found is not None
    cell, built = found
    with rolled_back():
        path = address_of(row, built.args if built else {})
        body = body_of(row.label, method, world, cell.role, built)
        is_json = content_type_of(path, method, body) == JSON
        problems, asked = [], 0
        for label, data, kind in its_share(list(spoilt(body, is_json=is_json)), f"{method} {row.label}"):
            asked += 1
            answer = _asked(world, cell.role, method, path, data, kind)
            if wrong := wrong_with(answer):
                problems.append(f"{label}: {wrong}")
            elif is_refused(answer, row) and answer.left and row.name not in KEEPS:
                problems.append(f"{label}: refused with {answer.status} but left {answer.left}")
    record_property("cells", asked)
    assert not problems, "\n".join(problems)


def _asked(world: World, role: str, method: str, path: str, data: Any, kind: str) -> Answer:
    with rolled_back():
        return ask_and_look(client_of(world, role), method, path, data, content_type=kind)


@pytest.mark.parametrize("row", LISTS, ids=[row.label for row in LISTS])
def test_bad_parameters_of_a_list_are_refused_cleanly(row: Row, world: World, record_property):
    staff = ours()[row.name].route.startswith("admin/")
    content = row.name.startswith("content-api")
    names = itertools.cycle(STAFF_PARAMETERS if staff else CONTENT_PARAMETERS if content else PARAMETERS)
    found = first_allowed(row, "GET", world)
    assert found is not None
    cell, built = found
    with rolled_back():
        path = address_of(row, built.args if built else {}).split("?")[0]
        queries = [f"{path}?{urlencode({name: value[:6000]})}" for value, name in zip(TEXTS.values(), names, strict=False)]
        malformed = [f"{path}?q=%ff%fe&q=%00", f"{path}?{'&'.join(f'a{number}=1' for number in range(3000))}", f"{path}?q[]=1&q[a]=2", f"{path}?cursor=%C0%80"]
        queries = its_share(queries, row.label) + its_share(malformed, row.label, 4)
        problems = []
        for address in queries:
            with rolled_back():
                answer = ask(client_of(world, cell.role), "GET", address)
            if wrong := wrong_with(answer):
                problems.append(f"{address[:160]}: {wrong}")
    record_property("cells", len(queries))
    assert not problems, "\n".join(problems)


NUMBERED = [row for row in rows() if row.name in ours() and row.object and "<int:" in ours()[row.name].route and "GET" in row.rights]
NUMBERED.sort(key=about)
HUGE = [0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 2**64, 10**40]


@pytest.mark.parametrize("row", NUMBERED, ids=[row.label for row in NUMBERED])
def test_a_number_that_no_row_can_have_is_simply_not_there(row: Row, world: World):
    found = first_allowed(row, "GET", world)
    if found is None:
        assert row.rights["GET"] == "closed"
        return
    cell, built = found
    assert isinstance(built, Built)
    with rolled_back():
        kinds = {}
        for number in its_share(HUGE, row.label, 4):
            address = address_of(row, {name: number if isinstance(value, int) else value for name, value in built.args.items()})
            with rolled_back():
                answer = ask(client_of(world, cell.role), "GET", address)
            kinds[number] = (answer.status, answer.error[-400:])
    assert {number: found for number, found in kinds.items() if found[0] not in (404, 400)} == {}


def test_the_values_are_many():
    assert len(TEXTS) + len(VALUES) + len(BODIES) >= 145
