"""Questions and courtesies between the words of a query, which say nothing of what is looked for."""

from collections.abc import Collection, Iterator


def without_filler(stretch: str, fillers: Collection[str]) -> list[str]:
    """What is left of a stretch between words; the longest filler first."""
    return [part for part in _cut(stretch, fillers) if part]


def _cut(stretch: str, fillers: Collection[str]) -> Iterator[str]:
    known, longest = frozenset(fillers), max(map(len, fillers), default=0)
    start = begun = 0
    while start < len(stretch):
        length = next((n for n in range(min(longest, len(stretch) - start), 0, -1) if stretch[start : start + n] in known), 0)
        if length:
            yield stretch[begun:start]
            begun = start = start + length
        else:
            start += 1
    yield stretch[begun:]
