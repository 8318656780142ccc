"""Fixtures of the whole suite: the database on clones of a migrated template, the real services, the site in a real browser."""

import os
import shutil

pytest_plugins = ["tests.fixtures.database", "tests.fixtures.services", "tests.fixtures.site", "tests.fixtures.browser"]


def pytest_unconfigure() -> None:
    """Remove this process's folder of files."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if os.environ.get("VAR_DIR_OF") == process:
        shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
