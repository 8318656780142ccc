"""S3: Schemathesis over every operation of the OpenAPI document, as nobody, member, enterprise and staff: no server error, answers as declared.

The quick form asks a few examples with a fixed seed, as nobody and one of the others; NIGHTLY=1 asks a hundred of each as all four.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as options
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis import checks as known

from core import clock
from members.models import Membership
from notifications.models import Notice
from settings.wsgi import application
from tests.marketplace.factories import make_enquiry, make_listing
from tests.rights.asking import rolled_back
from tests.rights.world import World, enterprise_row

NIGHTLY = bool(os.environ.get("NIGHTLY"))
EXAMPLES = 100 if NIGHTLY else 4
ROLES = ("visitor", "family", "enterprise_owner", "publisher")
TOKEN = "a" * 32
SCHEMA = schemathesis.openapi.from_wsgi("/api/schema/?format=json", app=application)
OPERATIONS: dict[str, APIOperation] = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations()}
CHECKS = (known.not_a_server_error, known.status_code_conformance, known.content_type_conformance, known.response_schema_conformance)


@dataclass(slots=True)
class Known:
    """What there is to find: ids of every kind, so that not every address leads to nothing."""

    ids: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def things(world: World) -> Iterator[Known]:
    """Listings, conversations, applications and notices of everybody who asks."""
    found = Known()
    owner = world.person("enterprise_owner")
    enterprise = world.enterprises["enterprise_owner"]
    for state in ("draft", "pending", "published", "hidden"):
        found.ids += [make_listing(state=state, author=world.person("family")).pk, make_listing(state=state, enterprise=enterprise).pk]
    public = make_listing(enterprise=enterprise, side="request")
    found.ids += [public.pk, make_enquiry(listing=public, asker=world.person("family")).pk, enterprise.pk, world.strange.pk]
    found.ids.append(
        enterprise_row(
            Membership.objects.get(user=world.colleagues["worker"]).organisation, state="submitted", applicant=world.person("family"), licence_no="x"
        ).pk
        if not enterprise
        else enterprise.pk
    )
    for user in (owner, world.person("family")):
        found.ids.append(Notice.objects.create(user=user, title="消息", created_at=clock.now()).pk)
    yield found


@pytest.fixture(scope="module", autouse=True)
def one_connection() -> Iterator[None]:
    """The application shares the connection and the transaction of the test, as Django's own test client arranges it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _cookies(world: World, role: str) -> dict[str, str]:
    session = {settings.SESSION_COOKIE_NAME: world.sessions[role]} if role in world.sessions else {}
    return {settings.CSRF_COOKIE_NAME: TOKEN, **session}


def _judge(case: Case, world: World, role: str, number: int | None) -> None:
    """Send one case and look at its answer."""
    if number is not None:
        case.path_parameters.update({name: number for name in case.path_parameters if name == "number"})
    with rolled_back():
        response = case.call(cookies=_cookies(world, role), headers={"X-CSRFToken": TOKEN})
    case.validate_response(response, checks=list(CHECKS))
    assert b"Traceback" not in response.content


def _roles_of(label: str) -> tuple[str, ...]:
    """Who asks: all at night; else nobody and one of the others, another one for each operation."""
    return ROLES if NIGHTLY else (ROLES[0], ROLES[1 + zlib.crc32(label.encode()) % (len(ROLES) - 1)])


@pytest.mark.parametrize(("label", "role"), [(label, role) for label in OPERATIONS for role in _roles_of(label)])
def test_every_operation_answers_as_it_says(label: str, role: str, world: World, things: Known, record_property):
    asked = 0
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(20261122)
        @options(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=False)
        @given(case=OPERATIONS[label].as_strategy(generation_mode=mode), number=st.sampled_from([None, *things.ids]))
        def ask(case: Case, number: int | None) -> None:
            nonlocal asked
            asked += 1
            _judge(case, world, role, number)

        try:
            ask()
        except Exception as error:
            if type(error).__name__ not in {"Unsatisfiable", "SkipTest", "Skipped"}:
                raise
    record_property("cells", asked)
    assert asked


def test_the_document_is_whole():
    raw: dict[str, Any] = SCHEMA.raw_schema
    operations = [operation for path in raw["paths"].values() for method, operation in path.items() if method in {"get", "post", "put", "patch", "delete"}]
    assert len(operations) == len(OPERATIONS) > 30
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert [operation["operationId"] for operation in operations if not operation.get("summary")] == []
