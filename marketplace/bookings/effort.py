"""How long a visit takes and how many hands it needs, from what the family says of its home (X-BK-08).

The work of a job is counted in minutes of one person: so many for each ten square metres, each room, each pet, as the rule of the
service type says. A rule may send more people where the work is more than one can do in a stretch; the work is then shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

# What can be asked of a home: how it is called, and in what it is counted.
ANSWERS: Mapping[str, tuple[Promise, Promise]] = {
    "area": (_("房子多大（平方米）"), _("平方米")),
    "rooms": (_("几间卧室"), _("间卧室")),
    "baths": (_("几个卫生间"), _("个卫生间")),
    "pets": (_("几只宠物"), _("只宠物")),
}


@dataclass(frozen=True, slots=True)
class Effort:
    """So many minutes of work for each `per` of an answer; an answer lies between `least` and `most`, and is `first` until it is given."""

    name: str
    per: int
    minutes: int
    least: int
    most: int
    first: int

    @property
    def label(self) -> str:
        """The question."""
        return str(ANSWERS[self.name][0])

    @property
    def counted_in(self) -> str:
        """What the answer counts."""
        return str(ANSWERS[self.name][1])

    def work_for(self, answer: int) -> int:
        """Minutes of one person for an answer; what is begun counts whole."""
        return -(-answer // self.per) * self.minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """How a job is done: minutes of the visit, how many hands, the work in minutes of one person, and where it comes from."""

    minutes: int
    hands: int = 1
    work: int = 0
    parts: tuple[tuple[str, int], ...] = ()
    answers: tuple[tuple[str, int], ...] = ()


def efforts_from(rows: list[dict[str, int | str]]) -> tuple[Effort, ...]:
    """The table of a rule as it is kept. Raises ValueError for a row that makes no sense."""
    found = tuple(Effort(**row) for row in rows)  # type: ignore[arg-type]
    for one in found:
        if one.name not in ANSWERS or one.per < 1 or one.minutes < 0 or not 0 <= one.least <= one.first <= one.most:
            raise ValueError(f"effort: {one}")
    return found


def answered(efforts: tuple[Effort, ...], said: Mapping[str, int]) -> dict[str, int]:
    """The answers to what is asked, those that were not given as the table says. Raises Invalid."""
    problems = {
        one.name: [f"填 {one.least} 到 {one.most}。"] for one in efforts if said.get(one.name) is not None and not one.least <= said[one.name] <= one.most
    }
    if problems:
        raise Invalid(fields=problems)
    return {one.name: one.first if said.get(one.name) is None else said[one.name] for one in efforts}


def shared(work: int, *, hands: int, most_hands: int, stretch: int) -> int:
    """How many hands so much work takes: more than `hands` only where one would work longer than `stretch`."""
    return hands if not stretch else min(max(hands, -(-work // stretch)), most_hands)
