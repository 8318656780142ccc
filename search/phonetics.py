"""How Chinese sounds: pinyin of what is indexed, syllables of what is typed.

Index side: each character has its usual reading; phrases in which a character is read otherwise (重庆, 银行) override it. The
override table is cut from pypinyin once per process, because asking pypinyin for each title costs 200 µs.
Query side: letters are cut into syllables (`xian` is both xian and xi'an); this side needs no dictionary of characters.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

MAX_SYLLABLE = 6
MAX_READINGS = 4
LONGEST_PHRASE = 5


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """All syllables without tones; ü is written v."""
    return frozenset((Path(__file__).parent / "data" / "syllables.txt").read_text(encoding="ascii").split())


@lru_cache(maxsize=1)
def _readings() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    plain = lru_cache(maxsize=None)(to_normal)
    usual = {chr(code): plain(reading.split(",")[0]) for code, reading in PINYIN_DICT.items()}
    phrases = {}
    for phrase, parts in PHRASES_DICT.items():
        if 1 < len(phrase) <= LONGEST_PHRASE and len(phrase) == len(parts):
            said = tuple(plain(part[0]) for part in parts)
            if any(usual.get(letter) != sound for letter, sound in zip(phrase, said, strict=True)):
                phrases[phrase] = said
    return usual, phrases


@lru_cache(maxsize=20_000)
def pinyin(run: str) -> tuple[str, ...]:
    """The syllables of a Chinese run, one for each character; a character without reading gives ''."""
    usual, phrases = _readings()
    said = [usual.get(letter, "") for letter in run]
    start = 0
    while start < len(run) - 1:
        for length in range(min(LONGEST_PHRASE, len(run) - start), 1, -1):
            found = phrases.get(run[start : start + length])
            if found:
                said[start : start + length] = found
                start += length - 1
                break
        start += 1
    return tuple(said)


def initials(run: str) -> str:
    """First letters of the syllables: 月嫂 → ys."""
    return "".join(sound[:1] for sound in pinyin(run))


@lru_cache(maxsize=4_000)
def cut(letters: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read letters as syllables, fewest syllables first, at most `MAX_READINGS`; () when there is none."""
    if not letters.isalpha() or len(letters) > 36:
        return ()
    found = sorted(_cuts(letters, {}), key=lambda reading: (len(reading), reading))
    return tuple(found[:MAX_READINGS])


def _cuts(rest: str, known: dict[str, list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    if not rest:
        return [()]
    if rest not in known:
        ways = [(head, *tail) for head in _heads(rest) for tail in _cuts(rest[len(head) :], known)]
        known[rest] = sorted(ways, key=len)[: MAX_READINGS * 2]
    return known[rest]


def _heads(rest: str) -> Iterator[str]:
    return (rest[:length] for length in range(min(MAX_SYLLABLE, len(rest)), 0, -1) if rest[:length] in syllables())
