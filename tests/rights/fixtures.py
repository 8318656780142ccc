"""Fixtures of tests/rights and tests/api."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Template
from django.test.utils import _TestState

from core import context, middleware
from core.errors import DomainError
from home.menus import site_facts
from tests.rights.world import World, build_world


def _bare_error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """An error page without its layout: thousands are asked for. (tests/rights/test_errors.py looks at the real ones.)"""
    return HttpResponse(f"{error.as_problem()}", status=error.status)


@pytest.fixture(scope="module")
def lean_pages() -> Iterator[None]:
    """Thousands of pages are asked for: errors come without layout, header and footer are read once, contexts are not copied."""
    menus: dict[str, Any] = {}

    def once(request: HttpRequest) -> dict[str, Any]:
        host = request.get_host()
        if host not in menus:
            menus[host] = site_facts(request)
        return menus[host]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(middleware, "error_page", _bare_error_page)
        patch.setattr(context._known, "provider", once)
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        yield


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """People of all roles, for every test of the module. Each request is rolled back by itself (tests.rights.asking)."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]
        with around:
            made = build_world()
            yield made
            made.around.close()
            transaction.set_rollback(True)


def count_cells(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many requests were judged."""
    calls = [report for reports in terminalreporter.stats.values() for report in reports if getattr(report, "when", "") == "call"]
    if cells := sum(value for report in calls for name, value in report.user_properties if name == "cells"):
        terminalreporter.write_line(f"rights: {cells} cells")
