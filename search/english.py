"""What is typed into the search box of an English page, in the words that things are called by here.

Listings and articles are Chinese, so an English query is put into Chinese before it is read: by the English names of categories,
services and districts, and by `data/english.txt` for what people say instead. The longest phrase wins; small words are dropped;
what nobody knows stays as it was typed, so names and pinyin are found as before. A query with Chinese in it is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from search.reference import lines

WORD = re.compile("[a-z0-9]+")
PRICE = re.compile(r"\b(?:under|below|less than|up to|at most|max)\s*¥?\s*(\d{1,7})(?:\s*(?:yuan|rmb|cny|kuai))?\b")
LONGEST = 5
Key = tuple[str, ...]


def in_chinese(text: str, names: Mapping[str, str]) -> str:
    """The query in Chinese as far as its words are known. `names`: English by Chinese, as the pages say it. No SQL."""
    if not text.isascii():
        return text
    plain = PRICE.sub(lambda found: f" {found[1]}元以内 ", text.lower())
    known = {**_names(names), **_said()}
    found = list(_worded(plain.split(), known))
    return " ".join(found) if not all(map(str.isascii, found)) else text


def _worded(parts: Iterable[str], known: Mapping[Key, str]) -> Iterator[str]:
    """Phrase by phrase, the longest first."""
    small = _small()
    words = [(part, stem) for part, stem in ((part, _stem(part)) for part in parts) if stem not in small]
    at = 0
    while at < len(words):
        stems = tuple(stem for _, stem in words[at : at + LONGEST])
        length = next((n for n in range(len(stems), 0, -1) if stems[:n] in known), 0)
        yield known[stems[:length]] if length else words[at][0]
        at += length or 1


def _stem(word: str) -> str:
    """Plural and singular are one word, and so are air-con and aircon."""
    word = "".join(WORD.findall(word.removesuffix("'s"))) or word
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _key(phrase: str) -> Key:
    small, stems = _small(), (_stem(part) for part in phrase.lower().split())
    return tuple(stem for stem in stems if stem not in small)


def _lines() -> Iterator[tuple[list[str], str]]:
    for line in lines("english.txt"):
        phrases, _, chinese = line.partition(">")
        yield [phrase.strip() for phrase in phrases.split(",")], chinese.strip()


@cache
def _small() -> frozenset[str]:
    """Words that say nothing of what is looked for."""
    return frozenset(_stem(word) for words, chinese in _lines() for word in words if not chinese)


@cache
def _said() -> dict[Key, str]:
    return {_key(phrase): chinese for phrases, chinese in _lines() for phrase in phrases if chinese}


def _names(names: Mapping[str, str]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for chinese, english in names.items():
        if 0 < len(key := _key(english)) <= LONGEST:
            found.setdefault(key, chinese)
    return found
