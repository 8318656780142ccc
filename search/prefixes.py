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


def marked(text: str, said: str) -> tuple[str, str, str]:
    """A suggestion cut into what stands before, what was typed (in Chinese, pinyin or initials), and what comes after."""
    wanted, plain = "".join(runs(normalise(said))), normalise(text)
    at = plain.find(wanted) if len(plain) == len(text) else -1
    if wanted and at >= 0:
        return text[:at], text[at : at + len(wanted)], text[at + len(wanted) :]
    length = _letters(text, wanted) if wanted.isascii() and is_han(text[:1] or "a") else 0
    return "", text[:length], text[length:]


def _letters(text: str, wanted: str) -> int:
    """How many signs at the beginning of a text the letters stand for: its initials, or its sound."""
    run = next(runs(text), "")
    if not wanted or initials(run).startswith(wanted):
        return len(wanted)
    said = ""
    for number, sound in enumerate(pinyin(run), start=1):
        said += sound
        if said.startswith(wanted):
            return number
        if not wanted.startswith(said):
            return 0
    return 0
