"""Arithmetic on sorted, disjoint, half-open stretches of whole minutes. Linear in what goes in."""

from collections.abc import Iterable

Stretch = tuple[int, int]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The union: sorted, disjoint, those that touch joined; empty ones left out."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(stretches: list[Stretch], closed: list[Stretch]) -> list[Stretch]:
    """What is left of `stretches` outside `closed`; both sorted and disjoint."""
    found: list[Stretch] = []
    place = 0
    for start, end in stretches:
        while place < len(closed) and closed[place][1] <= start:
            place += 1
        at = place
        while at < len(closed) and closed[at][0] < end:
            if start < closed[at][0]:
                found.append((start, closed[at][0]))
            start = max(start, closed[at][1])
            at += 1
        if start < end:
            found.append((start, end))
    return found


def common(left: list[Stretch], right: list[Stretch]) -> list[Stretch]:
    """What lies in both; both sorted and disjoint."""
    found, one, other = [], 0, 0
    while one < len(left) and other < len(right):
        start, end = max(left[one][0], right[other][0]), min(left[one][1], right[other][1])
        if start < end:
            found.append((start, end))
        if left[one][1] < right[other][1]:
            one += 1
        else:
            other += 1
    return found


def covers(stretches: list[Stretch], start: int, end: int) -> bool:
    """Whether [start, end) lies in one of them."""
    return any(a <= start and end <= b for a, b in stretches)
