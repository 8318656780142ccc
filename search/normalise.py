"""One writing for every text: width, case, traditional → simplified; and where words can begin and end.

Both sides — what is indexed and what is asked — go through `normalise`, so a wrong but consistent simplification still matches.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import opencc

from core.texts import CONTROL

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
RUNS = re.compile(rf"[{HAN}]+|[a-z0-9]+")


@lru_cache(maxsize=1)
def simplified_table() -> dict[int, str]:
    """Traditional character → its first simplified form, read once from OpenCC's table."""
    file = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {ord(pair[0]): pair[1].split()[0] for pair in pairs if len(pair[0]) == 1}


def normalise(text: str) -> str:
    """Full width → half, upper → lower, traditional → simplified. Idempotent."""
    return unicodedata.normalize("NFKC", text).casefold().translate(simplified_table())


def has_control(text: str) -> bool:
    """Whether a text holds characters that nobody types (tab and line breaks are allowed)."""
    return CONTROL.search(text) is not None


def runs(normalised: str) -> Iterator[str]:
    """The stretches of Chinese characters, and those of letters and digits, in order."""
    return (found.group() for found in RUNS.finditer(normalised))


def is_han(run: str) -> bool:
    """Whether a run is Chinese (a run is either wholly Chinese or wholly letters and digits)."""
    return not run[0].isascii()
