"""A series from the accepted price to its last date: orders made ahead, dates that do not fit, changes all or nothing (X-BK-07)."""

import itertools
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from core import clock
from core.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from core.models import Holiday
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.errors import FeeChanged, HoldIsOver, PriceMoves, TotalChanged
from marketplace.bookings.models import Assignment, Booking, ServiceRule
from marketplace.levels.discount import off
from marketplace.listings.models import OutletOffer
from marketplace.series import services
from marketplace.series.errors import DatesDoNotFit, NobodyThen, NotRepeatable, SeriesTotalChanged
from marketplace.series.models import Series, SeriesVisit
from marketplace.series.queries.fitting import people_of, proposals
from marketplace.series.services import NewPlan
from marketplace.series.tasks import book_series, turn_series
from marketplace.workers.models import Worker
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, service, wish
from tests.marketplace.enterprises.factories import make_outlet
from tests.marketplace.factories import make_listing, unit
from tests.marketplace.levels.factories import give
from tests.marketplace.series.factories import (
    SYSTEM,
    TEN,
    asked_total,
    day_from_now,
    family_of,
    fates,
    fresh,
    make_offered,
    make_regular_offer,
    make_series,
    regular_service,
    series_wish,
    visit,
)
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def taken(row: Series) -> list[datetime]:
    """The starts at which somebody's time is taken for the series."""
    rows = Assignment.objects.filter(visit__booking__series_order__visit__series=row, status="fixed").select_related("visit")
    return sorted(one.visit.starts_at for one in rows)


def book_elsewhere(row: Series, position: int) -> Booking:
    """Somebody else orders the worker of the series for one of its dates."""
    found = visit(row, position)
    return make_order(row.listing, start=found.starts_at, worker_id=row.worker_id)


def test_accepted_once_the_near_dates_become_ordinary_orders_and_the_job_makes_the_rest():
    row = make_series(visits=8)
    assert row.state == "running" and row.total_fen == 8 * 12_000 == asked_total(row)
    assert fates(row) == ["booked"] * 4 + ["planned"] * 4
    orders = Booking.objects.filter(series_order__visit__series=row).order_by("starts_at")
    assert {order.state for order in orders} == {"assigned"} and [order.starts_at for order in orders] == taken(row)
    assert len({one.worker_id for one in Assignment.objects.all()}) == 1 and row.worker_id
    assert all(order.total_fen == order.quotes.get().total_fen == 12_000 and order.quotes.get().state == "accepted" for order in orders)
    assert book_series() == 0
    assert services.book_due(now=clock.now() + timedelta(days=14)) == 2
    assert fates(row) == ["booked"] * 6 + ["planned"] * 2
    drain_all()
    assert Notice.objects.filter(user=row.customer, title__startswith="定期约好了").exists()


def test_a_hold_that_the_family_has_stays_while_the_job_works():
    row = make_series(visits=8)
    held = bookings.hold(make_offer(), wish(), actor=family_of(row), now=clock.now())
    assert services.book_due(now=clock.now() + timedelta(days=14)) == 2
    held.refresh_from_db()
    assert held.state == "held"


def test_who_may_accept_what_and_when():
    row = make_offered()
    with pytest.raises(NotFound):
        services.accept(row, actor=actor_for(make_user()), now=clock.now(), total_fen=asked_total(row))
    with pytest.raises(TotalChanged):
        services.accept(row, actor=family_of(row), now=clock.now(), total_fen=1)
    with pytest.raises(HoldIsOver):
        services.accept(row, actor=family_of(row), now=clock.now() + timedelta(hours=5), total_fen=asked_total(row))
    assert not Assignment.objects.exists() and fates(row) == ["planned"] * 6
    services.accept(row, actor=family_of(row), now=clock.now(), total_fen=asked_total(row))
    with pytest.raises(Forbidden):
        services.skip_visit(fresh(row), position=1, fee_fen=0, actor=actor_for(row.enterprise.applicant), now=clock.now())


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rhythm": "daily"}, "rhythm"),
        ({"weekdays": ()}, "weekdays"),
        ({"first": 0}, "first_on"),
        ({"first": 200}, "first_on"),
        ({"starts_minute": 601}, "start"),
        ({"visits": 1}, "visits"),
        ({"worker_id": 999_999}, "worker"),
        ({"last_on": day_from_now(-1)}, "last_on"),
    ],
)
def test_a_plan_that_cannot_be(fields, field):
    with pytest.raises(Invalid) as refused:
        services.propose(make_regular_offer(), series_wish(**fields), actor=actor_for(make_user()), now=clock.now())
    assert field in refused.value.fields


def test_a_service_without_a_rule_is_booked_one_by_one():
    with pytest.raises(NotRepeatable):
        make_offered(make_offer(service_type=service("cleaning-furniture-wipe")))


def test_a_date_on_which_she_is_taken_is_asked_and_nothing_else_is_moved():
    offer = make_regular_offer(workers=2)
    her, other = Worker.objects.filter(enterprise=offer.enterprise).order_by("pk")
    make_order(offer, start=clock.midnight(day_from_now(10)) + timedelta(hours=11), worker_id=her.pk)
    row = make_series(offer, visits=3, worker_id=her.pk)
    assert fates(row) == ["booked", "exception", "booked"]
    found = visit(row, 2)
    assert found.reason == "已经有约"
    offered = proposals(row, found, most=6, now=clock.now())
    assert [worker.pk for worker in offered.others] == [other.pk] and offered.times
    assert all(start != found.starts_at for start in offered.times)
    drain_all()
    assert Notice.objects.filter(user=row.customer, body__contains="已经有约").count() == 1
    with pytest.raises(Invalid):
        services.answer_exception(row, position=2, worker_id=make_worker().pk, start=None, total_fen=None, actor=family_of(row), now=clock.now())
    services.answer_exception(row, position=2, worker_id=other.pk, start=None, total_fen=None, actor=family_of(row), now=clock.now())
    assert fates(row) == ["booked"] * 3 and visit(row, 2).starts_at in taken(row)


def test_another_time_answers_a_date_too():
    offer = make_regular_offer()
    make_order(offer, start=clock.midnight(day_from_now(10)) + timedelta(hours=11))
    row = make_series(offer, visits=3)
    start = proposals(row, visit(row, 2), most=6, now=clock.now()).times[0]
    services.answer_exception(row, position=2, worker_id=None, start=start, total_fen=None, actor=family_of(row), now=clock.now())
    assert visit(row, 2).starts_at == start == visit(row, 2).booking.starts_at and len(taken(row)) == 3


def test_skipping_is_free_until_the_window_and_then_costs_what_was_shown():
    row = make_series(first=2, visits=3)
    now = visit(row, 1).starts_at - timedelta(hours=20)
    fee = services.fee_of(visit(row, 1), now=now)
    assert fee == 6000 and services.fee_of(visit(row, 2), now=now) == 0
    services.skip_visit(row, position=2, fee_fen=0, actor=family_of(row), now=now)
    with pytest.raises(FeeChanged):
        services.skip_visit(row, position=1, fee_fen=0, actor=family_of(row), now=now)
    assert fates(row) == ["booked", "skipped", "booked"]
    services.skip_visit(row, position=1, fee_fen=fee, actor=family_of(row), now=now)
    assert fates(row) == ["skipped", "skipped", "booked"] and taken(row) == [visit(row, 3).starts_at]
    assert [due.fen for due in visit(row, 1).booking.dues.all()] == [6000]
    with pytest.raises(IllegalTransition):
        services.skip_visit(row, position=1, fee_fen=0, actor=family_of(row), now=now)


def test_a_pause_takes_out_its_dates_and_ends_by_itself():
    row, now = make_series(visits=6), clock.now()
    services.pause(row, first=day_from_now(9), beyond=day_from_now(20), fee_fen=0, actor=family_of(row), now=now)
    assert fresh(row).state == "paused" and fates(row) == ["booked", "paused", "paused", "booked", "planned", "planned"]
    assert len(taken(row)) == 2
    services.turn(now=now + timedelta(days=20))
    assert fresh(row).state == "running" and fresh(row).paused_from is None and fates(row)[1:3] == ["paused", "paused"]


def test_resuming_early_brings_back_what_still_lies_ahead():
    row, now = make_series(visits=6), clock.now()
    services.pause(row, first=day_from_now(2), beyond=day_from_now(20), fee_fen=0, actor=family_of(row), now=now)
    services.resume(fresh(row), actor=family_of(row), now=now + timedelta(days=5))
    assert fates(row)[:4] == ["paused", "booked", "booked", "booked"] and len(taken(row)) == 4


def test_another_weekday_and_time_for_all_that_follow():
    row = make_series(visits=6)
    before = taken(row)
    weekday = (visit(row, 3).planned_on.weekday() + 1) % 7
    wanted = NewPlan(weekdays=[weekday], starts_minute=14 * 60)
    seen = services.preview(row, 3, wanted, now=clock.now())
    assert not seen.failing and len(seen.rows) == 4 and seen.before_fen == seen.after_fen == 48_000
    with pytest.raises(SeriesTotalChanged):
        services.change(row, position=3, wanted=wanted, total_fen=1, actor=family_of(row), now=clock.now())
    services.change(row, position=3, wanted=wanted, total_fen=seen.after_fen, actor=family_of(row), now=clock.now())
    starts = [timezone.localtime(visit(row, place).starts_at) for place in range(1, 7)]
    assert starts[:2] == before[:2] and all((at.weekday(), at.hour) == (weekday, 14) for at in starts[2:])
    assert [(two - one).days for one, two in itertools.pairwise(starts[2:])] == [7, 7, 7]
    assert taken(row) == [at for at in starts if at <= clock.now() + timedelta(days=28)]
    assert fresh(row).quotes.filter(state="accepted").count() == 2
    drain_all()
    assert [visit(row, place).starts_at for place in range(1, 7)] == starts


def test_a_change_that_does_not_fit_on_one_day_changes_nothing_and_names_it():
    offer = make_regular_offer()
    row = make_series(offer, visits=4)
    third = visit(row, 3).starts_at
    make_order(offer, start=third + timedelta(hours=4), worker_id=row.worker_id)
    before = list(SeriesVisit.objects.filter(series=row).order_by("position").values_list("starts_at", "fate", "fen"))
    was = taken(row)
    wanted = NewPlan(starts_minute=TEN + 4 * 60)
    assert services.preview(row, 1, wanted, now=clock.now()).failing == {third + timedelta(hours=4)}
    with pytest.raises(DatesDoNotFit) as refused:
        services.change(row, position=1, wanted=wanted, total_fen=48_000, actor=family_of(row), now=clock.now())
    assert [datetime.fromisoformat(text) for text in refused.value.extra["dates"]] == [third + timedelta(hours=4)]
    assert list(SeriesVisit.objects.filter(series=row).order_by("position").values_list("starts_at", "fate", "fen")) == before and taken(row) == was


def test_moving_all_by_a_week_walks_over_its_own_days():
    """Each order goes where the next one has been: all old times are let go before the new ones are taken."""
    row = make_series(visits=4)
    first = visit(row, 1).planned_on
    SeriesVisit.objects.filter(series=row, position=1).update(planned_on=first)
    services.skip_visit(row, position=1, fee_fen=0, actor=family_of(row), now=clock.now())
    wanted = NewPlan(rhythm="fortnightly")
    seen = services.preview(row, 2, wanted, now=clock.now())
    services.change(row, position=2, wanted=wanted, total_fen=seen.after_fen, actor=family_of(row), now=clock.now())
    assert [(visit(row, place).planned_on - first).days for place in (2, 3, 4)] == [7, 21, 35]


def test_holidays_are_left_out_or_cost_what_is_shown_and_a_later_one_makes_nothing_dearer():
    kind = service("hourly-worker")
    offer = make_offer(service_type=kind)
    rest = day_from_now(10)
    Holiday.objects.update_or_create(date=rest, defaults={"name": "放假", "kind": "rest"})
    assert ServiceRule.objects.get(service_type=kind).holiday_share == 5000
    skipped = make_offered(offer, visits=3)
    assert rest not in skipped.visits.values_list("planned_on", flat=True) and asked_total(skipped) == 36_000
    kept = make_series(offer, visits=3, holidays="keep")
    assert list(kept.visits.order_by("position").values_list("fen", flat=True)) == [12_000, 18_000, 12_000] and kept.total_fen == 42_000
    assert visit(kept, 2).booking.quotes.get().lines.get(kind="holiday").fen == 6000
    Holiday.objects.create(date=visit(kept, 3).planned_on, name="新放的假", kind="rest")
    assert visit(kept, 3).booking.total_fen == 12_000
    later = clock.midnight(visit(kept, 3).planned_on + timedelta(days=1)) + timedelta(hours=10)
    Holiday.objects.create(date=later.date(), name="新放的假", kind="rest")
    with pytest.raises(PriceMoves) as refused:
        services.move_visit(kept, position=1, start=later, fee_fen=0, total_fen=None, actor=family_of(kept), now=clock.now())
    services.move_visit(kept, position=1, start=later, fee_fen=0, total_fen=refused.value.extra["total_fen"], actor=family_of(kept), now=clock.now())
    assert visit(kept, 1).fen == visit(kept, 1).booking.total_fen == 18_000


def test_what_happens_on_the_orders_own_pages_is_followed():
    row, now = make_series(visits=4), clock.now()
    one, two, three = (visit(row, place).booking for place in (1, 2, 3))
    bookings.cancel(one, actor=family_of(row), now=now, fee_fen=0)
    bookings.move_booking(two, actor=family_of(row), now=now, start=two.starts_at + timedelta(days=1), fee_fen=0)
    bookings.withdraw(three, actor=SYSTEM, now=now, note="阿姨回老家了。", fee_fen=bookings.withdrawal_fee(three, now=now).fen)
    drain_all()
    assert fates(row) == ["skipped", "booked", "exception", "booked"]
    assert visit(row, 2).starts_at == Booking.objects.get(pk=two.pk).starts_at
    assert visit(row, 3).booking is None and visit(row, 3).orders.get().booking_id == three.pk


def test_the_end_takes_out_what_is_left_and_the_last_visit_finishes():
    row, now = make_series(visits=5), clock.now()
    services.end(row, fee_fen=0, actor=family_of(row), now=now)
    assert fresh(row).state == "ended" and set(fates(row)) == {"ended"} and taken(row) == []
    short = make_series(visits=2)
    turn_series()
    assert fresh(short).state == "running"
    services.turn(now=now + timedelta(days=30))
    assert fresh(short).state == "finished"
    over = make_offered()
    services.turn(now=now + timedelta(hours=5))
    assert fresh(over).state == "expired"


def test_a_second_offer_makes_the_first_worthless():
    person = make_user()
    first = make_offered(customer=person)
    second = make_offered(customer=person)
    assert (fresh(first).state, fresh(second).state) == ("expired", "offered")
    with pytest.raises(Conflict):
        services.accept(fresh(first), actor=actor_for(person), now=clock.now(), total_fen=asked_total(first))


def test_regular_cleaning_has_its_rule():
    assert regular_service().series_rule.most_visits == 104


def test_who_works_for_himself_has_regular_customers_too():
    alone = make_user()
    kind = regular_service()
    her = make_worker(user=put_on_duty(alone, "worker"), skills=(kind,))
    values = {"category": kind.category, "service_type": kind, "unit": unit(), "price_fen": 5000, "title": "定期保洁，我一个人"}
    row = make_series(make_listing(author=alone, **values), visits=2)
    assert (row.enterprise, row.provider_id, row.worker_id) == (None, her.pk, her.pk) and fates(row) == ["booked"] * 2
    assert Series.objects.visible_to(actor_for(alone)).get() == row
    drain_all()
    assert Notice.objects.filter(user=alone, title__startswith="新的定期客户").exists()


def test_once_a_month_until_a_day_across_the_end_of_the_year():
    first = day_from_now(20)
    row = make_offered(first_on=first, rhythm="month_weekday", weekdays=(), last_on=first + timedelta(days=100))
    days = list(row.visits.order_by("position").values_list("planned_on", flat=True))
    assert 3 <= len(days) <= 4 and {day.weekday() for day in days} == {first.weekday()} and len({day.month for day in days}) == len(days)


def test_whoever_is_free_comes_where_nobody_is_wanted():
    offer = make_regular_offer(workers=2)
    her = Worker.objects.filter(enterprise=offer.enterprise).order_by("pk")[0]
    make_order(offer, start=clock.midnight(day_from_now(10)) + timedelta(hours=11), worker_id=her.pk)
    row = make_series(offer, visits=3, same_worker=False)
    assert fates(row) == ["booked"] * 3 and row.worker_id is None


def test_an_order_that_is_near_is_not_moved_for_nothing():
    row = make_series(visits=3, first=2)
    now = visit(row, 1).starts_at - timedelta(hours=10)
    wanted = NewPlan(starts_minute=TEN + 60)
    seen = services.preview(row, 1, wanted, now=now)
    assert seen.failing == {visit(row, 1).starts_at + timedelta(hours=1)}
    with pytest.raises(DatesDoNotFit):
        services.change(row, position=1, wanted=wanted, total_fen=seen.after_fen, actor=family_of(row), now=now)
    services.change(row, position=2, wanted=wanted, total_fen=24_000, actor=family_of(row), now=now)
    assert [timezone.localtime(visit(row, place).starts_at).hour for place in (1, 2, 3)] == [10, 11, 11]


def test_a_members_level_takes_its_share_off_every_visit_and_the_platform_bears_it():
    person = make_user()
    give(person, "gold")
    row = make_series(visits=3, customer=person)
    share = row.inputs["member"]["share"]
    less = off(12_000, share)
    assert share and less and row.total_fen == 3 * (12_000 - less) and {one.fen for one in row.visits.all()} == {12_000 - less}
    order = visit(row, 1).booking
    assert order.quotes.get().lines.get(kind="member").fen == -less and order.total_fen == 12_000 - less
    Booking.objects.filter(pk=order.pk).update(state="done", until=clock.now())
    bookings.confirm(Booking.objects.with_names().get(pk=order.pk), actor=family_of(row), now=clock.now())
    assert dict(order.dues.values_list("payer", "fen")) == {"customer": 12_000 - less, "platform": less}
    services.move_visit(row, position=2, start=visit(row, 2).starts_at + timedelta(days=1), fee_fen=0, total_fen=None, actor=family_of(row), now=clock.now())
    assert visit(row, 2).fen == 12_000 - less, "moved, it stays as it was agreed to"


def test_a_time_at_which_nobody_can_keep_the_first_dates_is_not_offered():
    offer = make_regular_offer()
    with pytest.raises(NobodyThen, match="不在工作时间"):
        make_offered(offer, starts_minute=3 * 60)
    assert not Series.objects.exists()
    make_series(offer, visits=2)
    with pytest.raises(NobodyThen, match="已经有约"):
        make_offered(offer, visits=2)
    assert make_offered(offer, visits=4).state == "offered"


def test_only_people_of_outlets_that_provide_the_offer_come_in_a_series():
    """As for an order: an outlet that has chosen its services sends nobody for others."""
    offer = make_regular_offer(workers=2)
    other = make_regular_offer(enterprise=offer.enterprise, workers=0, title="另一项")
    inside, outside = offer.enterprise.workers.order_by("pk")
    outlet = make_outlet(offer.enterprise)
    type(outside).objects.filter(pk=outside.pk).update(outlet=outlet)
    row = make_series(offer, visits=3)
    assert people_of(row) == [inside.pk, outside.pk], "an outlet that has chosen none provides all"
    OutletOffer.objects.create(outlet=outlet, listing=other)
    assert people_of(row) == [inside.pk]
    with pytest.raises(Invalid):
        services.change(row, position=2, wanted=NewPlan(worker_id=outside.pk), total_fen=0, actor=family_of(row), now=clock.now())
