"""The nightly count of words and somebody's rebuilding at the same moment: both end well, and the twin without the lock does not."""

from unittest.mock import patch

import pytest

from search.services import frequencies
from tests.races.harness import must_show, race

pytestmark = pytest.mark.slow
# The window between emptying and filling, wide open.
SLOWLY = "SELECT coalesce(max(version), 0), pg_sleep(0.2) FROM search_searchdocument"


def counting():
    """Two at once."""
    with patch.object(frequencies, "NEWEST", SLOWLY):
        return race(lambda _number: frequencies.rebuild(), contenders=2)


def test_two_counts_at_once_both_end_well(fresh_db: str) -> None:
    outcomes = counting()
    assert [one.value for one in outcomes.succeeded] == [frequencies.rebuild()] * 2


def test_twin_without_the_lock_writes_the_same_rows_twice(fresh_db: str) -> None:
    with patch.object(frequencies, "ALONE", "SELECT 1"):
        shown = must_show(counting, lambda outcomes: any(one.error == "IntegrityError" for one in outcomes.failed))
    assert len(shown.succeeded) == 1
