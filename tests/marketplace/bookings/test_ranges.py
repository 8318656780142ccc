"""Whole days of somebody: the same calendars, asked for a stretch of dates, against the rule day by day; and the gate before a visit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import Conflict
from marketplace.bookings import gates, services
from marketplace.bookings.availability import Calendar, Place, Reason, missing_over, refusals_of_days
from marketplace.bookings.availability.reading import Taken
from marketplace.bookings.models import HomePreferences
from marketplace.workers.minutes import DAY, midnight
from tests.marketplace.bookings.factories import HOME, make_hold, make_offer, make_order, put_at, worker_of
from tests.members.factories import actor_for, make_user

FIRST = date(2026, 12, 1)
KINDS = frozenset({1, 2})


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


PAPERS = st.lists(st.tuples(st.sampled_from([1, 2]), st.none() | st.integers(-5, 12), st.none() | st.integers(-5, 30)), max_size=5)


@given(papers=PAPERS, length=st.integers(1, 28))
def test_papers_are_asked_for_on_every_day(papers, length):
    held = [(kind, None if one is None else str(day(one)), None if other is None else str(day(other))) for kind, one, other in papers]
    calendar = Calendar(1, papers=held, needed=KINDS)
    slowly = frozenset().union(*(calendar.missing_papers(day(number)) for number in range(length)))
    assert missing_over(calendar, FIRST, day(length)) == slowly


@given(start=st.integers(-3, 30), length=st.integers(1, 9), opens=st.booleans(), taken=st.booleans())
def test_days_off_and_what_occupies_stand_in_the_way_on_any_day(start, length, opens, taken):
    begins, ends = midnight(day(start)) + 600, midnight(day(start + length))
    calendar = Calendar(1, exceptions=[] if taken else [(begins, ends, opens)], taken=[Taken(begins, ends)] if taken else [])
    meets = begins < midnight(day(26)) and midnight(FIRST) < ends
    expected = ({Reason.FREE} if taken else set() if opens else {Reason.HOURS}) if meets else set()
    assert set(refusals_of_days(calendar, FIRST, day(26))) == expected


def test_hours_and_way_do_not_bound_who_lives_in_but_range_does_who_goes_home():
    calendar = Calendar(1, home=HOME, range_km=3, hours=[], taken=[Taken(midnight(FIRST) - DAY, midnight(FIRST))])
    assert refusals_of_days(calendar, FIRST, day(26)) == []
    assert refusals_of_days(calendar, FIRST, day(26), place=Place(40.5, 117.1)) == [Reason.RANGE]


class Shut(Conflict):
    """Not yet."""

    code = "shut"


@pytest.mark.django_db
def test_a_gate_is_asked_before_anybody_sets_out(monkeypatch):
    def shut(booking):
        raise Shut

    order = put_at(make_order(), clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    actor = worker_of(order)
    monkeypatch.setitem(gates._GATES, "test", shut)
    with pytest.raises(Shut):
        services.set_out(order, actor=actor, now=clock.now())
    order.refresh_from_db()
    assert order.state == "assigned"
    monkeypatch.delitem(gates._GATES, "test")
    assert services.set_out(order, actor=actor, now=clock.now()).state == "on_the_way"


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "text"), [("pets", "猫" * 201), ("taboos", "打我电话 13800000102"), ("equipment", "有\x00梯子")])
def test_preferences_have_bounds_and_carry_nobodys_number(field, text):
    client_actor = actor_for(make_user())
    with pytest.raises(Exception, match="几处要改") as refused:
        services.save_preferences(actor=client_actor, now=clock.now(), **{field: text})
    assert set(refused.value.fields) == {field} and not HomePreferences.objects.exists()
    assert make_hold(make_offer()).preferences == {}
