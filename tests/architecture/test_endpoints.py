"""Every address has a row in endpoints.toml, every row an address; behind every other address stands a known library (S1, S6)."""

import os
import subprocess
import sys

from core.access import table
from settings.parts.paths import BASE_DIR
from tests.architecture import endpoints
from tests.architecture.addresses import addresses, ours

# `inspect` is an address of a screen only where the screen has switched it on; `copy` is switched off for all.
SWITCHED = {"inspect"}
PRODUCTION = "from tests.architecture.addresses import addresses; import django; django.setup(); print(*sorted({a.name for a in addresses() if a.is_ours}))"


def test_every_address_has_a_row_and_every_row_an_address():
    listed, there = set(endpoints.declared_methods()), set(ours())
    assert sorted(there - listed) == [], "without a row in tests/architecture/endpoints.toml"
    gone = {name for name in listed - there if name.rsplit(":", 1)[-1] not in SWITCHED}
    assert sorted(gone) == [], "rows without an address"


def test_every_address_of_ours_has_a_name():
    assert [address.route for address in addresses() if address.is_ours and not address.name] == []


def test_rows_name_rights_that_exist():
    known, unknown = table(), []
    for row in endpoints.rows():
        for right in row.rights.values():
            resource, _, verb = right.partition(".")
            granted = any(one in verbs for verbs in known.get(resource, {}).values() for one in verb.split("|"))
            if right not in (*endpoints.KINDS, endpoints.CLOSED) and not granted:
                unknown.append(f"{row.label}: {right}")
    assert unknown == []


def test_behind_every_other_address_stands_a_known_library():
    doors, unknown = endpoints.doors(), []
    for address in addresses():
        allowed = [modules for beginning, modules in doors.items() if address.route.startswith(beginning)]
        if not address.is_ours and not any(address.module.startswith(module) for modules in allowed for module in modules):
            unknown.append(f"{address.route} → {address.module}")
    assert unknown == []


def test_no_door_is_listed_that_leads_nowhere():
    routes = [address.route for address in addresses()]
    assert [beginning for beginning in endpoints.doors() if not any(route.startswith(beginning) for route in routes)] == []


def test_what_belongs_to_the_demo_is_not_there_without_it():
    environment = {**os.environ, "DEMO": "0", "SIMULATORS": "0", "DJANGO_SETTINGS_MODULE": "settings.production", "SECRET_KEY": "x" * 50}
    shown = subprocess.run([sys.executable, "-c", PRODUCTION], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    of_demo = {row.name for row in endpoints.rows() if row.demo}
    there = set(shown.stdout.split())
    assert of_demo & there == set()
    assert set(ours()) - there == of_demo
