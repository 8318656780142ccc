"""The arithmetic of credit, against plain fractions: count-aware, between 0 and 100, exact, and better facts never give a lower score."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.credit.scoring import Rules, graded, scored, usual_score
from marketplace.credit.sources import months_before
from marketplace.credit.states import Grade, Part
from tests.marketplace.bookings.factories import tomorrow

RULES = Rules(
    weights={Part.RATINGS: 35, Part.PUNCTUAL: 20, Part.RETURN_VISITS: 15, Part.COMPLAINTS: 15, Part.INSPECTIONS: 10, Part.RESPONSE: 5},
    usual={Part.RATINGS: 83, Part.PUNCTUAL: 95, Part.RETURN_VISITS: 90, Part.COMPLAINTS: 97, Part.INSPECTIONS: 85, Part.RESPONSE: 85},
    bounds={Grade.AAA: 95, Grade.AA: 90, Grade.A: 84, Grade.B: 75},
    prior=10,
    least_facts=20,
    months=12,
    answer_hours=12,
)
FACTS = st.dictionaries(st.sampled_from(list(Part)), st.integers(1, 500).flatmap(lambda count: st.tuples(st.integers(0, 100 * count), st.just(count))))


@given(FACTS)
def test_the_score_is_the_weighted_mean_of_count_aware_shares(facts: dict[Part, tuple[int, int]]) -> None:
    exact = Fraction(0)
    for part in Part:
        total, count = facts.get(part, (0, 0))
        exact += RULES.weights[part] * Fraction(total + 10 * RULES.usual[part], 100 * (count + 10))
    found = scored(facts, RULES)
    assert abs(found.score - exact) <= Fraction(1, 2) and 0 <= found.score <= 100
    assert found.facts == sum(count for _, count in facts.values())
    assert (found.grade == "") == (found.facts < 20)
    for part, (total, count) in facts.items():
        better = {**facts, part: (100 * count, count)}
        worse = {**facts, part: (0, count)}
        assert scored(worse, RULES).score <= found.score <= scored(better, RULES).score, total


def test_one_bad_fact_says_little_many_say_much() -> None:
    usual = usual_score(RULES)
    one, many = (scored({Part.PUNCTUAL: (0, count)}, RULES).score for count in (1, 100))
    assert usual == 89 and usual - one <= 2 and usual - many >= 15
    assert usual_score(replace(RULES, weights=dict.fromkeys(Part, 0))) == 89, "no weight at all weighs all alike"


@pytest.mark.parametrize(
    ("score", "grade"), [(100, "AAA"), (95, "AAA"), (94, "AA"), (90, "AA"), (89, "A"), (84, "A"), (83, "B"), (75, "B"), (74, "C"), (0, "C")]
)
def test_the_grade_is_the_best_whose_bound_is_reached(score: int, grade: str) -> None:
    assert graded(score, RULES) == grade


def test_months_go_back_by_the_calendar() -> None:
    at = tomorrow().replace(year=2026, month=3, day=31)
    assert [(one.month, one.day) for one in (months_before(at, months) for months in (1, 4, 12))] == [(2, 28), (11, 30), (3, 31)]
