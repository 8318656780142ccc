"""One writing for what people type: width, case, traditional characters, punctuation; and numbers in Chinese."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import opencc

LONGEST = 400
# A colon between figures is a time of day, a point between figures a decimal, a slash or hyphen between figures a date.
KEPT = re.compile(r"(?<=\d)[:./\-](?=\d)")
NOISE = re.compile(r"[^\w:./\-#]+", re.UNICODE)
SIGNED = re.compile(r"^\s*【[^】]{0,20}】")
DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})"


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional character → its first simplified form, from OpenCC's table."""
    file = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {ord(pair[0]): pair[1].split()[0] for pair in pairs if len(pair[0]) == 1}


def plain(text: str) -> str:
    """Half width, lower case, simplified, without signature; punctuation is a blank, but for what belongs to figures. At most 400 characters."""
    folded = SIGNED.sub("", unicodedata.normalize("NFKC", text[: LONGEST * 2])).casefold().translate(_simplified())
    kept = KEPT.sub(lambda found: {":": "\ue000", ".": "\ue001", "/": "\ue002", "-": "\ue003"}[found.group()], folded)
    tidy = NOISE.sub(" ", re.sub(r"[:./\-]", " ", kept).replace("\ue000", ":").replace("\ue001", ".").replace("\ue002", "/").replace("\ue003", "-"))
    return re.sub(r"\s+", " ", tidy.replace("_", " ")).strip()[:LONGEST]


def number(text: str) -> int | None:
    """The number that figures or Chinese numerals say, up to 999; None for what is none."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 5 else None
    if not text or any(one not in DIGITS and one not in "十百" for one in text):
        return None
    if not set(text) & {"十", "百"}:
        return int("".join(str(DIGITS[one]) for one in text)) if len(text) < 4 else None
    total, last = 0, None
    for one in text:
        if one in DIGITS:
            last = DIGITS[one]
        else:
            total += (1 if last is None else last) * (10 if one == "十" else 100)
            last = None
    return total + (last or 0)
