"""Slots: each condition as a table, and all of them against an oracle that knows only minutes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import midnight
from marketplace.bookings.availability import Calendar, Job, Place, Rule, guard, refusals, slots, starts_for, travel
from marketplace.bookings.availability.reading import Taken
from marketplace.bookings.availability.reasons import WORDS, Reason, able_at
from marketplace.workers.minutes import DAY, day_of, to_minute, to_moment
from marketplace.workers.minutes import midnight as minute_of

MONDAY = date(2026, 11, 23)
START = minute_of(MONDAY)
NOW = midnight(MONDAY - timedelta(days=1))
WEEK = [(day, 9 * 60, 18 * 60) for day in range(7)]
WANGJING, XIDAN, SAME = (39.99, 116.47), (39.91, 116.37), (39.99, 116.47)


def at(hour: int, minute: int = 0) -> int:
    """A minute of that Monday."""
    return START + hour * 60 + minute


def calendar(**fields) -> Calendar:
    return Calendar(**({"worker_id": 1, "hours": WEEK, "home": WANGJING, "travel": "bicycle", "range_km": 30} | fields))


HERE = Place(*WANGJING)


def job(minutes: int = 120, place: Place = HERE, **rule) -> Job:
    return Job(1, Rule(**({"after_minutes": 0, "notice_minutes": 0} | rule)), minutes, place)


def clock_times(found: list[int]) -> list[str]:
    return [f"{to_moment(start):%H:%M}" for start in found]


def starts(one: Calendar, wanted: Job, *, now: datetime = NOW) -> list[str]:
    return clock_times(starts_for(one, wanted, asked=[MONDAY], now=now))


def test_a_free_day_has_every_half_hour_that_ends_in_time():
    found = starts(calendar(), job())
    assert found[0] == "09:00" and found[-1] == "16:00" and len(found) == 15


@pytest.mark.parametrize(
    ("fields", "wanted", "now", "reason"),
    [
        ({"skilled": False}, job(), NOW, Reason.SKILL),
        ({"works": False}, job(), NOW, Reason.STATE),
        ({"needed": frozenset({7})}, job(), NOW, Reason.PAPERS),
        ({"needed": frozenset({7}), "papers": [(7, None, "2026-11-22")]}, job(), NOW, Reason.PAPERS),
        ({"hours": []}, job(), NOW, Reason.HOURS),
        ({"holidays": frozenset({"2026-11-23"})}, job(), NOW, Reason.HOURS),
        ({"exceptions": [(at(8), at(20), False)]}, job(), NOW, Reason.HOURS),
        ({"range_km": 2}, job(place=Place(*XIDAN)), NOW, Reason.RANGE),
        ({"taken": [Taken(at(9), at(18))]}, job(), NOW, Reason.FREE),
        ({}, job(notice_minutes=4 * DAY), NOW, Reason.NOTICE),
        ({}, job(horizon_days=0), NOW, Reason.HORIZON),
        ({"daily_visits": 1, "taken": [Taken(at(20), at(21), WANGJING)]}, job(), NOW, Reason.CAP),
    ],
)
def test_each_condition_takes_all_starts_away_and_says_its_name(fields, wanted, now, reason):
    one = calendar(**fields)
    assert starts(one, wanted, now=now) == []
    assert reason in refusals(one, wanted, to_moment(at(10)), now=now)
    assert WORDS[reason]


def test_a_paper_that_holds_on_the_day_opens_it():
    one = calendar(needed=frozenset({7}), papers=[(7, "2026-11-01", "2026-11-23")])
    assert len(starts(one, job())) == 15


def test_an_exception_opens_time_outside_the_week_and_a_closed_one_wins():
    one = calendar(hours=[], exceptions=[(at(19), at(23), True), (at(21), at(22), False)])
    assert starts(one, job(60)) == ["19:00", "19:30", "20:00", "22:00"]


def test_buffers_may_lie_outside_working_time_and_keep_others_away():
    wanted = job(120, before_minutes=30, after_minutes=30)
    one = calendar(taken=[Taken(at(12), at(14), WANGJING)])
    found = starts(one, wanted)
    assert found == ["09:00", "09:30", "14:30", "15:00", "15:30", "16:00"]


def test_a_slot_that_cannot_be_reached_is_not_offered():
    ride = travel.minutes(XIDAN, WANGJING, "bicycle")
    assert 40 < ride < 90
    one = calendar(taken=[Taken(at(9), at(11), XIDAN)])
    assert starts(one, job())[0] == f"{to_moment(-(-(at(11) + ride) // 30) * 30):%H:%M}"
    assert refusals(one, job(), to_moment(at(11)), now=NOW) == [Reason.TRAVEL]
    assert starts(calendar(taken=[Taken(at(9), at(11), SAME)]), job())[0] == "11:00"


def test_time_is_left_to_reach_the_next_visit():
    one = calendar(taken=[Taken(at(15), at(17), XIDAN)])
    ride = travel.minutes(WANGJING, XIDAN, "bicycle")
    assert max(at(int(text[:2]), int(text[3:])) for text in starts(one, job())) + 120 + ride <= at(15)


def test_the_first_visit_of_a_day_costs_no_travel():
    assert starts(calendar(home=XIDAN), job())[0] == "09:00"


def test_the_worker_with_the_fewest_visits_comes_first():
    busy = calendar(worker_id=1, taken=[Taken(at(9), at(10), WANGJING)])
    free = calendar(worker_id=2)
    found = {f"{slot.start:%H:%M}": slot.workers for slot in slots([busy, free], job(), asked=[MONDAY], now=NOW)}
    assert found["09:00"] == (2,) and found["10:00"] == (2, 1)


def test_the_guard_reaches_to_the_neighbours_but_not_farther_than_the_longest_travel():
    one = calendar(taken=[Taken(at(9), at(10)), Taken(at(15), at(16))])
    assert guard(one, at(11), at(13)) == (at(10), at(15))
    assert guard(calendar(), at(11), at(13)) == (at(11) - travel.LONGEST, at(13) + travel.LONGEST)


@pytest.mark.parametrize("way", sorted(travel.WAYS))
def test_travel_is_bounded_and_nothing_in_the_same_house(way):
    assert travel.minutes(WANGJING, WANGJING, way) == 0
    assert 0 < travel.minutes(WANGJING, XIDAN, way) <= travel.LONGEST
    assert travel.minutes((0.0, 0.0), (80.0, 100.0), way) == travel.LONGEST
    assert travel.minutes(None, XIDAN, way) == 0


def test_another_estimator_can_take_its_place():
    travel.provide(lambda one, other, way: 17)
    try:
        assert travel.minutes(WANGJING, XIDAN, "car") == 17
    finally:
        travel.provide(travel.by_distance)


# ---- the oracle: minute by minute, a dictionary, nothing else ----

HALF = st.integers(0, 47).map(lambda number: number * 30)
POINTS = st.sampled_from([None, WANGJING, XIDAN, (39.95, 116.40)])


@st.composite
def worlds(draw):
    """A worker's Monday and a job."""
    hours = [(day, min(pair), max(pair)) for day in (6, 0, 1) for pair in draw(st.lists(st.tuples(HALF, HALF), max_size=2)) if pair[0] != pair[1]]
    exceptions = [
        (START + min(pair), START + max(pair), draw(st.booleans())) for pair in draw(st.lists(st.tuples(HALF, HALF), max_size=2)) if pair[0] != pair[1]
    ]
    taken, edge = [], START - 6 * 60
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 400), st.integers(15, 240)), max_size=4)):
        taken.append(Taken(edge + gap, edge + gap + length, draw(POINTS)))
        edge += gap + length
    one = calendar(
        hours=hours,
        exceptions=exceptions,
        taken=taken,
        daily_visits=draw(st.integers(1, 4)),
        travel=draw(st.sampled_from(sorted(travel.WAYS))),
        home=draw(POINTS),
        range_km=draw(st.sampled_from([3, 30])),
        skilled=draw(st.booleans()) or draw(st.booleans()),
    )
    point = draw(POINTS)
    rule = Rule(
        before_minutes=draw(st.sampled_from([0, 15])),
        after_minutes=draw(st.sampled_from([0, 30])),
        interval_minutes=draw(st.sampled_from([15, 30, 60])),
        notice_minutes=draw(st.sampled_from([0, 600, 2000])),
    )
    wanted = Job(1, rule, draw(st.sampled_from([60, 90, 240])), Place(*point) if point else Place())
    return one, wanted


def oracle(one: Calendar, wanted: Job) -> list[int]:
    """Every start of the day that holds, tried minute by minute."""
    works: dict[int, bool] = {}
    for day in (MONDAY - timedelta(days=1), MONDAY, MONDAY + timedelta(days=1)):
        for weekday, start, end in one.hours:
            if weekday == day.weekday():
                works |= dict.fromkeys(range(minute_of(day) + start, minute_of(day) + end), True)
    for start, end, free in sorted(one.exceptions, key=lambda each: not each[2]):
        works |= dict.fromkeys(range(start, end), free)
    busy = {minute for each in one.taken for minute in range(each.start, each.end)}
    return [start for start in range(START, START + DAY) if _holds(one, wanted, start, works, busy)]


def _holds(one: Calendar, wanted: Job, start: int, works: dict[int, bool], busy: set[int]) -> bool:
    rule, point = wanted.rule, wanted.place.point
    begins, ends = start - rule.before_minutes, start + wanted.minutes + rule.after_minutes
    if start % rule.interval_minutes or not one.skilled or start < to_minute(NOW) + rule.notice_minutes:
        return False
    if one.home and point and travel.kilometres(one.home, point) > one.range_km:
        return False
    if sum(day_of(each.start) == MONDAY for each in one.taken) >= one.daily_visits:
        return False
    if not all(works.get(minute, False) for minute in range(start, start + wanted.minutes)) or busy & set(range(begins, ends)):
        return False
    ahead = sorted((each for each in one.taken if each.end <= begins), key=lambda each: each.end)[-1:]
    behind = sorted((each for each in one.taken if each.start >= ends), key=lambda each: each.start)[:1]
    if any(begins < each.end + travel.minutes(each.point, point, one.travel) for each in ahead):
        return False
    return not any(each.start < ends + travel.minutes(point, each.point, one.travel) for each in behind)


@settings(max_examples=150)
@given(worlds())
def test_slots_are_what_a_brute_force_oracle_finds(world):
    one, wanted = world
    assert starts_for(one, wanted, asked=[MONDAY], now=NOW) == oracle(one, wanted)


@settings(max_examples=100)
@given(worlds(), HALF)
def test_a_start_is_offered_exactly_when_nothing_refuses_it(world, offset):
    one, wanted = world
    start = START + offset
    offered = start in starts_for(one, wanted, asked=[MONDAY], now=NOW)
    assert offered == (refusals(one, wanted, to_moment(start), now=NOW) == [])
    assert offered == bool(able_at([one], wanted, to_moment(start), now=NOW))


def test_a_whole_week_is_the_sum_of_its_days():
    week = [MONDAY + timedelta(days=number) for number in range(7)]
    one = calendar(taken=[Taken(at(9) + number * DAY, at(11) + number * DAY, XIDAN) for number in range(7)])
    far = replace(job(), place=Place(*WANGJING))
    together = starts_for(one, far, asked=week, now=NOW)
    assert together == [start for day in week for start in starts_for(one, far, asked=[day], now=NOW)]
