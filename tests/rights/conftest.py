"""The world of a module, and how many requests were judged."""

import pytest

from tests.rights.fixtures import bare_error_pages, count_cells, world

__all__ = ["bare_error_pages", "world"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many."""
    count_cells(terminalreporter)
