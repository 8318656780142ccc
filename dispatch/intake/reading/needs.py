"""What somebody wants, when, where, read out of one line."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.intake.reading.plain import NUMBER, number, plain
from dispatch.intake.reading.times import When, read_when
from dispatch.intake.reading.vocabulary import Vocabulary

AMOUNT = re.compile(rf"(?<![\d.])({NUMBER})\s?(?:平方米|平米|平方|m2|平|台|套|扇|件|间|盏)(?![\d])")
NAME = re.compile(r"(?:我?姓|我是|叫)?([一-鿿]{1,2})(女士|先生|小姐|阿姨|大爷|大妈|老师|奶奶|爷爷|太太)")
PHONES = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# What people say around it.
FILLERS = re.compile(
    r"你好|您好|请问|麻烦|谢谢|我想|想要|想约|预约|预订|预定|请帮我|帮我|帮忙|需要|找一位|找一个|找个|找人|来一位|来一个|一次|一位|一下|上门|服务|地址是|地址|地点|家在|住在|可以吗|行吗|有空吗|有人吗|订单"
)
EDGES = re.compile(r"^(?:[\s,.\-/#]|约|订|请|要|在|到|来|做|的|是|个|吧|吗|呢)+|[\s,.\-/#]+$|(?:\s(?:约|订|请|要|在|到|来|做|的|是|个|吧|吗|呢|好))+$")
SHORTEST, LONGEST = 4, 120


@dataclass(frozen=True, slots=True)
class Need:
    """What is said; what is not said is empty."""

    service_types: tuple[int, ...] = ()
    what: str = ""
    when: When = field(default_factory=When)
    district: str = ""
    address: str = ""
    amount: int | None = None
    name: str = ""

    @property
    def missing(self) -> list[str]:
        """What still has to be said, in the words of the reply."""
        return [
            word
            for word, there in (("什么服务", self.service_types), ("什么时间", self.when.is_said), ("哪个区", self.district), ("门牌地址", self.address))
            if not there
        ]

    @property
    def says_something(self) -> bool:
        """Whether any of it was understood beyond a text that could be an address."""
        return bool(self.service_types or self.when.is_said or self.district)


def read_need(text: str, *, now: datetime, vocabulary: Vocabulary) -> Need:
    """What a text says. Never fails: what is not understood is not there."""
    rest = PHONES.sub(" ", plain(text))
    when, rest = read_when(rest, now)
    what, service_types, rest = _service(rest, vocabulary)
    amounts = AMOUNT.findall(rest)
    rest = AMOUNT.sub(" ", rest)
    names = NAME.findall(rest)
    name = "".join(names[-1])[-4:] if names else ""
    rest = NAME.sub(" ", rest) if names else rest
    district, address = _place(rest, vocabulary)
    amount = number(amounts[-1]) if amounts else None
    return Need(service_types, what, when, district, address, amount if amount and 1 <= amount <= 1000 else None, name)


def _service(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[int, ...], str]:
    for word in vocabulary.longest_words:
        at = text.rfind(word.text)
        if at >= 0:
            return word.text, word.service_types, f"{text[:at]} {text[at + len(word.text) :]}"
    return "", (), text


def _place(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The district's code and the address without it."""
    tidy = re.sub(r"\s+", " ", FILLERS.sub(" ", text)).strip()
    hits = [(tidy.find(place.text), -len(place.text), place) for place in vocabulary.longest_places if place.text in tidy]
    code = ""
    if hits:
        at, _, place = min(hits, key=lambda hit: hit[:2])
        code, tidy = place.code, f"{tidy[:at]} {tidy[at + len(place.text) :]}"
    address = re.sub(r"(?<=[一-鿿\d])\s(?=[\d一-鿿])", "", re.sub(r"\s+", " ", _trimmed(tidy)))
    return code, address[:LONGEST] if len(address) >= SHORTEST else ""


def _trimmed(text: str) -> str:
    before = None
    while before != text:
        before, text = text, EDGES.sub("", text).strip()
    return text
