"""From facts to a score and a grade. Whole numbers only, so counting anew gives the same number.

    share of a part = (what its facts are worth + prior × usual) / (facts + prior)
    score           = Σ weight × share ÷ Σ weight, 0…100, rounded half up

Few facts stay near what is usual; a part without facts is worth the usual. Who has fewer facts than the least has a score, which nothing
shows, and no grade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import Any

from core.parameters.declared import Parameter
from core.parameters.queries import held, steps
from marketplace.credit import parameters
from marketplace.credit.sources import FULL
from marketplace.credit.states import Grade, Part

BASIS = 10_000


@dataclass(frozen=True, slots=True)
class Rules:
    """How credit is counted at a moment: weights, usual values in per cent, bounds of the grades from the best on."""

    weights: Mapping[Part, int]
    usual: Mapping[Part, int]
    bounds: Mapping[Grade, int]
    prior: int
    least_facts: int
    months: int
    answer_hours: int

    @classmethod
    def at(cls, now: datetime) -> "Rules":
        """As staff have set them. One query."""
        known = steps()

        def value(one: Parameter) -> int:
            return int(held(known.get(one.code, ()), now, one.default))

        return cls(
            weights={part: value(one) for part, one in parameters.WEIGHTS.items()},
            usual={part: value(one) for part, one in parameters.USUAL.items()},
            bounds={grade: value(one) for grade, one in parameters.BOUNDS.items()},
            prior=value(parameters.PRIOR),
            least_facts=value(parameters.LEAST_FACTS),
            months=value(parameters.MONTHS),
            answer_hours=value(parameters.ANSWER_HOURS),
        )

    def out(self) -> dict[str, Any]:
        """As they are kept beside a score, so that it can be worked out again."""
        return {
            "weights": {str(part): self.weights[part] for part in Part},
            "usual": {str(part): self.usual[part] for part in Part},
            "bounds": {str(grade): self.bounds[grade] for grade in self.bounds},
            "prior": self.prior,
            "least_facts": self.least_facts,
            "months": self.months,
        }


CODES = [one.code for table in (parameters.WEIGHTS, parameters.USUAL, parameters.BOUNDS) for one in table.values()] + [
    one.code for one in (parameters.PRIOR, parameters.LEAST_FACTS, parameters.MONTHS, parameters.ANSWER_HOURS)
]


def changes_at(now: datetime) -> datetime | None:
    """When the rules change next, by values that staff have planned. One query."""
    known = steps()
    return min((step.since for code in CODES for step in known.get(code, ()) if step.since > now), default=None)


@dataclass(frozen=True, slots=True)
class Scored:
    """A score 0…100, the grade ("" with too few facts), how many facts, and each part: what it is worth, facts, share in basis points."""

    score: int
    grade: str
    facts: int
    parts: Mapping[str, Mapping[str, int]]


def share_of(part: Part, total: int, count: int, rules: Rules) -> Fraction:
    """The share of one part, 0…1."""
    return Fraction(total + rules.prior * rules.usual[part], (count + rules.prior) * FULL)


def usual_score(rules: Rules) -> int:
    """The score of whom nothing is known."""
    return scored({}, rules).score


def scored(counts: Mapping[Part, tuple[int, int]], rules: Rules) -> Scored:
    """Score and grade of these facts."""
    shares = {part: share_of(part, *counts.get(part, (0, 0)), rules) for part in Part}
    weights = rules.weights if any(rules.weights.values()) else dict.fromkeys(Part, 1)
    mean = sum((weights[part] * shares[part] for part in Part), Fraction(0)) / sum(weights.values())
    score = floor(mean * FULL + Fraction(1, 2))
    facts = sum(count for _, count in counts.values())
    parts = {str(part): {"total": counts.get(part, (0, 0))[0], "count": counts.get(part, (0, 0))[1], "share": floor(shares[part] * BASIS)} for part in Part}
    return Scored(score, graded(score, rules) if facts >= rules.least_facts else "", facts, parts)


def graded(score: int, rules: Rules) -> str:
    """The best grade whose bound is reached; the last one has none."""
    return next((str(grade) for grade, least in rules.bounds.items() if score >= least), str(Grade.C))
