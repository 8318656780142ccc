"""On which days: by week and by month, across the ends of months, without holidays; against plain counting (X-BK-07)."""

from calendar import monthrange
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from marketplace.series.rhythm import LONGEST, MOST_VISITS, Plan, days_of, left_out, nth_weekday, same_day
from marketplace.series.states import Rhythm

FIRSTS = st.dates(date(2025, 1, 1), date(2032, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1, max_size=4)


@given(first=FIRSTS, weekdays=WEEKDAYS, visits=st.integers(1, MOST_VISITS), every=st.sampled_from([1, 2]), rests=st.sets(st.integers(0, 200), max_size=40))
def test_weeks_are_counted_from_the_first_monday(first, weekdays, visits, every, rests):
    rhythm = Rhythm.WEEKLY if every == 1 else Rhythm.FORTNIGHTLY
    without = {first + timedelta(days=number) for number in rests}
    found = days_of(Plan(rhythm, first, tuple(weekdays), visits), without=without)
    monday = first - timedelta(days=first.weekday())
    brute = [first + timedelta(days=number) for number in range(LONGEST.days)]
    fitting = [day for day in brute if day.weekday() in weekdays and (day - monday).days // 7 % every == 0 and day not in without]
    assert found == fitting[:visits]


@given(first=FIRSTS, visits=st.integers(1, 14))
def test_a_month_has_one_day_each_and_none_is_left_out(first, visits):
    same = days_of(Plan(Rhythm.MONTH_DAY, first, (), visits))
    nth = days_of(Plan(Rhythm.MONTH_WEEKDAY, first, (), visits))
    for found in (same, nth):
        months = [day.year * 12 + day.month for day in found]
        assert found[0] == first
        assert months == list(range(months[0], months[0] + len(months)))
    assert all(day.day == min(first.day, monthrange(day.year, day.month)[1]) for day in same)
    place = (first.day - 1) // 7 + 1
    for day in nth:
        assert day.weekday() == first.weekday()
        assert (day.day - 1) // 7 + 1 == place or (place == 5 and (day + timedelta(days=7)).month != day.month)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2027, 1, 31), [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]),
        (date(2028, 1, 31), [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]),
        (date(2026, 11, 30), [date(2026, 11, 30), date(2026, 12, 30), date(2027, 1, 30), date(2027, 2, 28)]),
    ],
)
def test_the_end_of_a_month_is_the_last_day_where_there_is_no_such_day(first, expected):
    assert days_of(Plan(Rhythm.MONTH_DAY, first, (), 4)) == expected


def test_the_fifth_weekday_is_the_last_one():
    assert days_of(Plan(Rhythm.MONTH_WEEKDAY, date(2026, 12, 29), (), 3)) == [date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23)]
    assert nth_weekday(2027, 2, 0, 5) == date(2027, 2, 22)
    assert same_day(2027, 2, 31) == date(2027, 2, 28)


@given(first=FIRSTS, days=st.integers(0, 400), rests=st.sets(st.integers(0, 200), max_size=30))
def test_until_a_last_day_nothing_lies_beyond_and_what_is_left_out_is_named(first, days, rests):
    last, without = first + timedelta(days=days), {first + timedelta(days=number) for number in rests}
    plan = Plan(Rhythm.WEEKLY, first, (first.weekday(),), None, last)
    every, found = days_of(plan), days_of(plan, without=without)
    assert all(first <= day <= last for day in every)
    out = left_out(plan, found, without)
    assert set(found) | set(out) == {day for day in every if not found or day <= found[-1]} or not found
    assert not set(found) & without


@given(day=FIRSTS, minute=st.integers(0, 1439))
def test_the_same_minute_is_the_same_clock_on_every_day(day, minute):
    """The city has no summer time, so a start is the same distance from midnight all year."""
    at = (clock.midnight(day) + timedelta(minutes=minute)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert (at.date(), at.hour * 60 + at.minute) == (day, minute)
