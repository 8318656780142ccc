"""What somebody meant who slipped: the dictionary word that sounds the same, or nearly so, or has two signs exchanged.

Only asked for what stands in no document as it was typed, and only words of the dictionary are offered, so a correction always leads
to something of the trade. Every correction is said in the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from search.normalise import is_han
from search.phonetics import pinyin

LENGTHS = (2, 8)
SURE_LENGTH = 4
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
FIRST = {"l": "n", "f": "h", "r": "l"}


@dataclass(frozen=True, slots=True)
class Slips:
    """Dictionary words by what a slip leaves of them."""

    sounding: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def meant(self, piece: str, rank: Mapping[str, int]) -> str:
        """The word that a Chinese piece was meant to be; '' for none. `rank`: how common words are."""
        found = self.sounding.get(sound_of(piece), ())
        if not found:
            found = tuple(word for word in self._one_sign_off(piece) if _near(piece, word))
        if not found and piece[::-1] in self.words:
            found = (piece[::-1],)
        return max(found, key=lambda word: (rank.get(word, 0), word), default="")

    def spelt(self, letters: str, rank: Mapping[str, int]) -> str:
        """The word whose pinyin is one slip of a finger away from some letters; '' for none."""
        if any("".join(pinyin(word)) == letters for word in self.spelled.get(letters, ())):
            return ""
        keys = {letters, *_one_less(letters)}
        found = {word for key in keys for word in self.spelled.get(key, ()) if one_slip(letters, "".join(pinyin(word)))}
        return max(found, key=lambda word: (rank.get(word, 0), word), default="")

    def _one_sign_off(self, piece: str) -> Iterable[str]:
        return {word for at in range(len(piece)) for word in self.masked.get(f"{piece[:at]}?{piece[at + 1 :]}", ()) if word != piece}


def slips_of(words: Iterable[str]) -> Slips:
    """The tables for these words. About 30 µs for each."""
    known = frozenset(word for word in words if LENGTHS[0] <= len(word) <= LENGTHS[1] and is_han(word) and word.isalpha())
    sounding: dict[str, list[str]] = {}
    masked: dict[str, list[str]] = {}
    spelled: dict[str, list[str]] = {}
    for word in sorted(known):
        sounding.setdefault(sound_of(word), []).append(word)
        for at in range(len(word)):
            masked.setdefault(f"{word[:at]}?{word[at + 1 :]}", []).append(word)
        letters = "".join(pinyin(word))
        for key in {letters, *_one_less(letters)}:
            spelled.setdefault(key, []).append(word)
    return Slips(_fixed(sounding), _fixed(masked), _fixed(spelled), known)


def _fixed(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(found) for key, found in table.items()}


def sound_of(word: str) -> str:
    """The syllables of a word as one key."""
    return "'".join(pinyin(word))


def _near(piece: str, word: str) -> bool:
    """One sign differs: a long word is sure, in a short one the two signs must sound alike."""
    if len(word) >= SURE_LENGTH:
        return True
    return any(one != other and alike(said, meant) for one, other, said, meant in zip(piece, word, pinyin(piece), pinyin(word), strict=True))


@lru_cache(maxsize=8_000)
def alike(one: str, other: str) -> bool:
    """Whether two syllables are easily taken for one another: zh/z, ng/n, l/n …, or one letter off after the same beginning."""
    if not one or not other:
        return False
    return _flat(one) == _flat(other) or (one[0] == other[0] and min(len(one), len(other)) > 1 and one_slip(one, other))


def _flat(syllable: str) -> str:
    for rough, plain in ALIKE:
        syllable = syllable.replace(rough, plain)
    return FIRST.get(syllable[0], syllable[0]) + syllable[1:]


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or two neighbours exchanged; not for equal texts."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right or left == right[1:]


def _one_less(letters: str) -> set[str]:
    return {letters[:at] + letters[at + 1 :] for at in range(len(letters))} if len(letters) > 3 else set()
