"""The arithmetic of availability against a set of minutes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from marketplace.workers.intervals import common, covers, merged, without

STRETCHES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def minutes(stretches: list[tuple[int, int]]) -> set[int]:
    return {minute for start, end in stretches for minute in range(start, end)}


def is_tidy(stretches: list[tuple[int, int]]) -> bool:
    """Sorted, disjoint, none empty."""
    return all(start < end for start, end in stretches) and all(one[1] <= other[0] for one, other in pairwise(stretches))


@given(STRETCHES)
def test_merged_is_the_union(stretches):
    assert minutes(merged(stretches)) == minutes(stretches)
    assert is_tidy(merged(stretches))


@given(STRETCHES, STRETCHES)
def test_without_is_the_difference(left, right):
    found = without(merged(left), merged(right))
    assert minutes(found) == minutes(left) - minutes(right)
    assert is_tidy(found)


@given(STRETCHES, STRETCHES)
def test_common_is_the_intersection(left, right):
    found = common(merged(left), merged(right))
    assert minutes(found) == minutes(left) & minutes(right)
    assert is_tidy(found)


@given(STRETCHES, st.integers(0, 60), st.integers(1, 20))
def test_covers_asks_for_one_stretch(stretches, start, length):
    assert covers(merged(stretches), start, start + length) == (set(range(start, start + length)) <= minutes(stretches))
