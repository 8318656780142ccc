"""The arithmetic of long services, by hand and at random: nothing here asks the database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.engagements.terms import There, beyond_of, day_fen, months_later, notice_fen, spans_of, total_of, until, worked_fen

TERMS = {"basis": "term26", "notice_days": 7}


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
    ],
)
def test_months_end_where_the_calendar_does(day, months, then):
    assert months_later(day, months) == then


def test_periods_of_each_kind():
    assert [(one.first, one.beyond) for one in spans_of("month", date(2026, 1, 31), 3, 1)] == [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ]
    assert [one.days for one in spans_of("term26", date(2026, 12, 1), 2, 1)] == [26, 26]
    assert [(one.days, one.fen) for one in spans_of("day", date(2026, 12, 1), 10, 30_000)] == [(7, 210_000), (3, 90_000)]


def test_a_day_is_worth_a_26th_or_a_30th():
    assert day_fen("term26", 1_560_000) == 60_000
    assert day_fen("month", 800_000) == 26_667
    assert day_fen("day", 30_000) == 30_000


def test_what_is_worked_is_counted_by_days_and_each_at_his_price():
    [span] = spans_of("term26", date(2026, 12, 1), 1, 1_560_000)
    whole = There(date(2026, 12, 1), date(2026, 12, 27), 1_560_000)
    assert worked_fen(span, [whole]) == 1_560_000
    assert worked_fen(span, until([whole], date(2026, 12, 4))) == 180_000
    cheaper = [There(date(2026, 12, 1), date(2026, 12, 11), 1_560_000), There(date(2026, 12, 11), date(2026, 12, 27), 1_300_000)]
    assert worked_fen(span, cheaper) == 600_000 + 800_000
    gap = [There(date(2026, 12, 1), date(2026, 12, 11), 1_560_000), There(date(2026, 12, 13), date(2026, 12, 27), 1_560_000)]
    assert worked_fen(span, gap) == 24 * 60_000


@pytest.mark.parametrize(("given_days", "fen"), [(0, 420_000), (3, 240_000), (7, 0), (30, 0), (-2, 420_000)])
def test_missing_days_of_notice_are_paid(given_days, fen):
    assert notice_fen(TERMS, 1_560_000, given_days=given_days) == fen
    assert notice_fen(TERMS, 1_560_000, given_days=given_days, in_trial=True) == 0


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(basis=st.sampled_from(["month", "term26", "day"]), first=DAYS, units=st.integers(1, 40), price=st.integers(1, 10**7), extra=st.integers(1, 10**6))
def test_periods_join_and_sum_to_what_is_accepted(basis, first, units, price, extra):
    spans = spans_of(basis, first, units, price)
    assert spans[0].first == first and spans[-1].beyond == beyond_of(basis, first, units)
    assert all(one.beyond == other.first for one, other in pairwise(spans))
    assert sum(span.units for span in spans) == units
    inputs = {"basis": basis, "units": units, "unit_fen": price, "extras": [{"label": "接送", "fen": extra}]}
    assert sum(span.fen for span in spans) + extra == total_of(inputs)


@given(first=DAYS, units=st.integers(1, 6), price=st.integers(1, 10**7), cuts=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 90)), max_size=4))
def test_whatever_days_somebody_was_there_a_period_costs_no_more_than_its_price(first, units, price, cuts):
    stays, at = [], first
    for skip, days in cuts:
        begins = at + timedelta(days=skip % 5)
        stays.append(There(begins, begins + timedelta(days=days), min(price, 1 + skip)))
        at = begins + timedelta(days=days)
    stays.append(There(at, at + timedelta(days=400), price))
    assert all(0 <= worked_fen(span, stays) <= span.fen for span in spans_of("month", first, units, price))
