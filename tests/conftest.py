"""Fixtures of the whole suite: the database on clones of a migrated template, the real services, the site in a real browser."""

import gc
import os
import shutil

import hypothesis

pytest_plugins = ["tests.fixtures.database", "tests.fixtures.services", "tests.fixtures.site", "tests.fixtures.pages", "tests.fixtures.browser"]

# A deadline would measure how busy the machine is.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Django's registries and the collected tests are never garbage; looking them through again and again took a tenth of the suite.
gc.set_threshold(500_000, 50, 100)


def pytest_collection_finish() -> None:
    """What is there by now stays: leave it out of every collection."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Remove this process's folder of files."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if os.environ.get("VAR_DIR_OF") == process:
        shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
