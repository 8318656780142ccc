"""The world of a module, and how many requests were judged."""

import pytest

from tests.rights.fixtures import count_cells, lean_pages, world

__all__ = ["lean_pages", "world"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many."""
    count_cells(terminalreporter)
