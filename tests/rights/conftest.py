"""The world of a module: built once, everything rolled back at its end."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.rights.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """People of all roles, for every test of the module. Each request is rolled back by itself (tests.rights.asking)."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]
        with around:
            yield build_world()
            transaction.set_rollback(True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cells were asked."""
    properties = [pair for reports in terminalreporter.stats.values() for report in reports for pair in getattr(report, "user_properties", [])]
    if cells := sum(value for name, value in properties if name == "cells"):
        terminalreporter.write_line(f"rights: {cells} cells")
