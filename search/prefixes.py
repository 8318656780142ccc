"""The beginnings under which a phrase is found while somebody types."""

from search.analysis import whole
from search.normalise import is_han, normalise, runs
from search.phonetics import initials, pinyin

MAX_PREFIX = 16


def typed(text: str) -> str:
    """What was typed, as a key."""
    return whole(normalise(text))[1 : MAX_PREFIX + 1]


def prefixes(text: str) -> set[str]:
    """Every beginning of a phrase as somebody may type it: 月, 月嫂; y, yu … yuesao; ys."""
    joined = whole(normalise(text))[1:]
    ways = {joined}
    said = [pinyin(run) if is_han(run) else (run,) for run in runs(normalise(text))]
    ways.add("".join(sound for part in said for sound in part))
    ways.add("".join(initials(run) if is_han(run) else run for run in runs(normalise(text))))
    return {way[:length] for way in ways for length in range(1, min(len(way), MAX_PREFIX) + 1)}
