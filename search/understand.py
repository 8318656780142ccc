"""What a query says besides the thing itself: a district, a price, which side, when. All of it is shown and can be taken away.

Works on normalised text and asks nothing. What somebody chose by a filter is never overruled; a word that is all of the query is
looked for as it stands.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

from core.cities import has_district
from core.money import Money
from search.lexicon import Lexicon
from search.normalise import normalise, runs

DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
NUMBER = r"(\d{1,7}|[一二两三四五六七八九十百千万]{1,7})"
YUAN = r"(?:元|块钱|块)?(?:钱)?"
PRICES = (
    (re.compile(rf"{NUMBER}{YUAN}(?:-|到|至|~){NUMBER}(?:元|块钱|块)(?:之间|左右)?"), "between"),
    (re.compile(rf"(?:不超过|不高于|低于|少于|最多|最高){NUMBER}(?:元|块钱|块)"), "most"),
    (re.compile(rf"{NUMBER}{YUAN}(?:以内|以下|之内|封顶)"), "most"),
    (re.compile(rf"{NUMBER}(?:元|块钱|块)(?:以上|起步|起)"), "least"),
    (re.compile(rf"{NUMBER}(?:元|块钱|块)(?:左右|上下)"), "about"),
)
ABOUT = 0.2
OFFER, JOB, REQUEST = "offer", "job", "request"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a part of the text was taken for. `without`: the text when it is taken away."""

    field: str
    value: str
    label: str
    phrase: str
    without: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is left to look for, and what stood beside it. Prices in fen."""

    text: str
    conditions: tuple[Condition, ...] = ()
    price_min_fen: int | None = None
    price_max_fen: int | None = None

    def chosen(self, field: str) -> str | None:
        """The value of a condition; None when the text does not say."""
        return next((condition.value for condition in self.conditions if condition.field == field), None)


def understand(text: str, lexicon: Lexicon, given: Collection[str] = ()) -> Meaning:
    """Read a query. `given`: names of filters that somebody chose. No SQL."""
    whole = normalise(text.strip())
    left, found, low, high = whole, [], None, None
    if not {"price_min", "price_max"} & set(given):
        left, condition, low, high = _price(left)
        found += [condition] if condition else []
    for field, reader in READERS:
        if field not in given:
            left, condition = reader(left, lexicon)
            found += [condition] if condition else []
    if not any(runs(left)):
        return Meaning(whole)
    kept = tuple(Condition(one.field, one.value, one.label, one.phrase, " ".join(whole.replace(one.phrase, " ", 1).split())) for one in found)
    return Meaning(left, kept, low, high)


def number(text: str) -> int:
    """一百五十 → 150, 两千 → 2000, 300 → 300."""
    if text.isdigit():
        return int(text)
    total = section = digit = last = 0
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS[letter]
            continue
        last = UNITS[letter]
        if last == UNITS["万"]:
            total, section, digit = (total + section + digit) * last, 0, 0
        else:
            section, digit = section + (digit or 1) * last, 0
    # 一百五 is 150, not 105.
    return total + section + (digit * last // 10 if last > UNITS["十"] and digit else digit)


def _price(text: str) -> tuple[str, Condition | None, int | None, int | None]:
    for pattern, kind in PRICES:
        if match := pattern.search(text):
            values = sorted(number(part) * 100 for part in match.groups())
            low, high = _bounds(kind, values)
            said = f"{Money(low).short}–{Money(high).short} 元" if low and high else f"{Money(high).short} 元以内" if high else f"{Money(low or 0).short} 元起"
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return rest, Condition("price", "", said, match.group()), low, high
    return text, None, None, None


def _bounds(kind: str, values: list[int]) -> tuple[int | None, int | None]:
    if kind == "between":
        return values[0], values[1]
    if kind == "about":
        return round(values[0] * (1 - ABOUT)), round(values[0] * (1 + ABOUT))
    return (None, values[0]) if kind == "most" else (values[0], None)


def _district(text: str, lexicon: Lexicon) -> tuple[str, Condition | None]:
    """One district is a condition; several are words."""
    found = [(name, code) for name, code in district_names(lexicon) if name in text and has_district(code)]
    if len({code for _, code in found}) != 1:
        return text, None
    name, code = found[0]
    return text.replace(name, " ", 1), Condition("district", code, lexicon.label("district", code), name)


@lru_cache(maxsize=4)
def _names_of(names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((normalise(name), code) for name, code in names if len(name) > 1), key=lambda pair: (-len(pair[0]), pair[0])))


def district_names(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """Names and short names of districts with their codes, longest first."""
    return _names_of(tuple((name, code) for code, place in lexicon.districts.items() for name in place.names))


def _kind(text: str, lexicon: Lexicon) -> tuple[str, Condition | None]:
    for phrase in lexicon.phrases.get(JOB, ()):
        if phrase in text and phrase not in lexicon.words:
            return text.replace(phrase, " ", 1), Condition("type", "job", "招聘", phrase)
    return text, None


def _side(text: str, lexicon: Lexicon) -> tuple[str, Condition | None]:
    for phrase in lexicon.phrases.get(REQUEST, ()):
        if phrase in text:
            return text.replace(phrase, " ", 1), Condition("side", REQUEST, "求服务", phrase)
    said = _after_courtesies(text, lexicon)
    for phrase in lexicon.phrases.get(OFFER, ()):
        rest = said[len(phrase) :]
        if said.startswith(phrase) and len(rest.strip()) > 1 and not _begins_a_word(said, phrase, lexicon):
            return rest, Condition("wanted", OFFER, "提供服务的", phrase)
    return text, None


def _after_courtesies(text: str, lexicon: Lexicon) -> str:
    """Without 我想, 请问 and the like at the beginning."""
    left = text.lstrip()
    while found := next((one for one in lexicon.phrases.get("filler", ()) if left.startswith(one) and not _begins_a_word(left, one, lexicon)), ""):
        left = left[len(found) :].lstrip()
    return left


def _begins_a_word(text: str, phrase: str, lexicon: Lexicon) -> bool:
    return any(text[:length] in lexicon.words for length in range(len(phrase) + 1, len(phrase) + 7))


Reader = Callable[[str, Lexicon], tuple[str, Condition | None]]
READERS: tuple[tuple[str, Reader], ...] = (("type", _kind), ("district", _district), ("side", _side))
