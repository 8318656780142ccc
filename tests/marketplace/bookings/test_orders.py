"""The life of an order through its services: placing, the provider's answer, the day itself, the ends."""

from datetime import timedelta

import pytest

from core import clock
from core.access import ANONYMOUS, system_actor
from core.errors import Forbidden, IllegalTransition, Invalid, NotFound, RateLimited, Unauthenticated
from marketplace.bookings import services
from marketplace.bookings.charging import total_of
from marketplace.bookings.errors import (
    FeeChanged,
    HoldIsOver,
    NeedsAgreement,
    NotBookable,
    PriceMoves,
    SlotTaken,
    TooEarly,
    TotalChanged,
    WrongCode,
)
from marketplace.bookings.models import Assignment, Booking, Visit
from tests.marketplace.bookings.factories import (
    code_of,
    customer_of,
    make_hold,
    make_offer,
    make_order,
    make_worker,
    owner_of,
    put_at,
    quote_total,
    service,
    tomorrow,
    wish,
    worker_of,
)
from tests.marketplace.factories import make_listing, unit
from tests.members.factories import actor_for, make_user

pytestmark = pytest.mark.django_db
ASK_FIRST = {"instant": False}


def fresh(booking: Booking) -> Booking:
    return Booking.objects.with_names().get(pk=booking.pk)


def kept(booking: Booking) -> list[str]:
    return list(Assignment.objects.filter(visit__booking=booking).order_by("pk").values_list("status", flat=True))


def under_way(booking: Booking, *, now=None) -> Booking:
    """The worker is in the home."""
    actor, at = worker_of(booking), now or clock.now()
    services.set_out(booking, actor=actor, now=at)
    return services.arrive(booking, actor=actor, now=at, code=code_of(booking))


def today_order(**overrides) -> Booking:
    """An order whose visit begins in an hour."""
    return put_at(make_order(**overrides), clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))


# ---- placing ----


def test_a_time_is_held_with_a_price_and_accepting_it_makes_an_order():
    held = make_hold()
    assert fresh(held).state == "held" and kept(held) == ["held"]
    quote = held.quotes.get()
    assert (quote.total_fen, quote.state) == (12000, "offered")
    order = services.accept_quote(held, actor=customer_of(held), now=clock.now(), total_fen=12000)
    assert (order.state, order.total_fen, kept(order)) == ("assigned", 12000, ["fixed"])
    assert held.quotes.get().answered_how == "tap" and order.accepted_at is not None


def test_only_the_price_that_was_shown_can_be_accepted():
    held = make_hold()
    with pytest.raises(TotalChanged):
        services.accept_quote(held, actor=customer_of(held), now=clock.now(), total_fen=11999)
    assert fresh(held).state == "held"


def test_a_hold_is_over_after_fifteen_minutes_without_any_job():
    held = make_hold()
    late = clock.now() + timedelta(minutes=16)
    assert fresh(held).is_over(late)
    with pytest.raises(HoldIsOver):
        services.accept_quote(held, actor=customer_of(held), now=late, total_fen=12000)
    assert make_hold(held.listing, now=late).state == "held"


def test_a_new_hold_gives_up_the_old_one_of_the_same_person():
    person = make_user()
    offer = make_offer()
    first = make_hold(offer, customer=person)
    second = make_hold(offer, customer=person)
    assert fresh(first).state == "expired" and kept(first) == ["released"] and kept(second) == ["held"]


def test_the_last_free_worker_goes_to_one_family():
    offer = make_offer(workers=1)
    make_order(offer)
    with pytest.raises(SlotTaken) as refused:
        make_hold(offer)
    assert refused.value.extra["reasons"] == ["free"]


def test_whoever_is_off_is_named_as_the_reason():
    offer = make_offer(workers=1)
    with pytest.raises(SlotTaken) as refused:
        make_hold(offer, start=tomorrow(20))
    assert refused.value.extra["reasons"] == ["hours"]


def test_an_offer_by_the_month_cannot_be_booked_by_the_hour():
    with pytest.raises(NotBookable):
        make_hold(make_offer(unit=unit("元/月")))
    with pytest.raises(NotBookable):
        make_hold(make_listing(unit=unit(), service_type=service()))


def test_a_self_employed_worker_can_be_booked():
    person = make_user()
    make_worker(user=person)
    kind = service()
    offer = make_listing(author=person, category=kind.category, service_type=kind, unit=unit())
    order = make_order(offer)
    assert order.provider is not None and order.provider_name == "王阿姨" and order.enterprise is None


def test_a_visitor_places_nothing():
    with pytest.raises(Unauthenticated):
        services.hold(make_offer(), wish(), actor=ANONYMOUS, now=clock.now())
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("field", "overrides"), [("start", {"start": clock.now() - timedelta(days=1)}), ("amount", {"amount": 0}), ("needs", {"needs": "字" * 501})]
)
def test_bad_wishes_name_their_field(field, overrides):
    with pytest.raises(Invalid) as refused:
        make_hold(**overrides)
    assert field in refused.value.fields


def test_the_steps_of_the_service_are_copied():
    order = make_order()
    assert list(order.checklist.filter(kind="check").order_by("position").values_list("text", flat=True)) == order.service_type.checklist


def test_every_quote_can_be_computed_again_from_what_it_keeps():
    order = make_order(make_offer(rule={"complexity": 12_500, "night_share": 2000}, price_fen=5999), minutes=150)
    for quote in order.quotes.all():
        assert total_of(quote.inputs) == quote.total_fen == sum(quote.lines.values_list("fen", flat=True))


# ---- the provider's answer ----


def test_a_request_keeps_the_time_until_the_provider_answers():
    order = make_order(make_offer(rule=ASK_FIRST))
    assert order.state == "requested" and kept(order) == ["reserved"] and order.until is not None
    accepted = services.accept(order, actor=owner_of(order), now=clock.now())
    assert accepted.state == "assigned" and kept(order) == ["fixed"]


def test_the_provider_chooses_among_the_free_ones():
    order = make_order(make_offer(workers=2, rule=ASK_FIRST))
    free = services.free_workers(order, now=clock.now())
    present = Assignment.objects.get(visit__booking=order, status="reserved").worker_id
    other = next(number for number in free if number != present)
    services.accept(order, actor=owner_of(order), now=clock.now(), worker_id=other)
    assert Assignment.objects.get(visit__booking=order, status="fixed").worker_id == other
    assert sorted(kept(order)) == ["fixed", "released"]


def test_somebody_elses_worker_is_refused():
    order = make_order(make_offer(rule=ASK_FIRST))
    with pytest.raises(Invalid):
        services.accept(order, actor=owner_of(order), now=clock.now(), worker_id=make_worker().pk)


def test_a_request_without_an_answer_ends_and_frees_the_time():
    order = make_order(make_offer(rule=ASK_FIRST | {"answer_minutes": 60}))
    late = clock.now() + timedelta(minutes=61)
    with pytest.raises(HoldIsOver):
        services.accept(order, actor=owner_of(order), now=late)
    assert services.end_due(actor=system_actor(), now=late) == 1
    assert fresh(order).state == "expired" and kept(order) == ["released"]
    assert services.end_due(actor=system_actor(), now=late) == 0


def test_refusing_needs_a_reason_and_frees_the_time():
    order = make_order(make_offer(rule=ASK_FIRST))
    with pytest.raises(Invalid):
        services.refuse(order, actor=owner_of(order), now=clock.now(), note="")
    services.refuse(order, actor=owner_of(order), now=clock.now(), note="那天人手不够。")
    assert fresh(order).state == "refused" and kept(order) == ["released"]


def test_another_price_holds_only_when_the_family_accepts_it():
    order = make_order(make_offer(rule=ASK_FIRST))
    services.offer_price(order, actor=owner_of(order), now=clock.now(), price_fen=15000, note="房子比较大，要两个半小时。")
    assert fresh(order).state == "quoted" and fresh(order).total_fen == 12000 and quote_total(order) == 15000
    agreed = services.accept_quote(order, actor=customer_of(order), now=clock.now(), total_fen=15000)
    assert (agreed.state, agreed.total_fen, kept(order)) == ("assigned", 15000, ["fixed"])


def test_sending_somebody_else():
    order = make_order(make_offer(workers=2))
    present = Assignment.objects.get(visit__booking=order, status="fixed").worker_id
    other = next(number for number in services.free_workers(order, now=clock.now()) if number != present)
    services.reassign(order, actor=owner_of(order), now=clock.now(), worker_id=other)
    assert Assignment.objects.get(visit__booking=order, status="fixed").worker_id == other


def test_giving_back_costs_what_the_rule_says():
    order = today_order()
    with pytest.raises(FeeChanged):
        services.withdraw(order, actor=owner_of(order), now=clock.now(), note="阿姨病了。", fee_fen=0)
    services.withdraw(order, actor=owner_of(order), now=clock.now(), note="阿姨病了。", fee_fen=10000)
    due = order.dues.get()
    assert (due.payer, due.payee, due.fen) == ("provider", "customer", 10000) and kept(order) == ["released"]


def test_the_worker_of_an_enterprise_cannot_give_an_order_back():
    order = make_order()
    with pytest.raises(Forbidden):
        services.withdraw(order, actor=worker_of(order), now=clock.now(), note="不想去。", fee_fen=0)
    assert fresh(order).state == "assigned"


# ---- the day ----


def test_the_day_from_setting_out_to_the_end():
    order, now = today_order(), clock.now()
    actor = worker_of(order)
    assert services.set_out(order, actor=actor, now=now).state == "on_the_way"
    start = fresh(order).starts_at
    assert services.arrive(order, actor=actor, now=start, code=code_of(order)).state == "arrived"
    assert services.tick(order, actor=actor, now=start, position=1).done_at == start
    done = services.finish(order, actor=actor, now=start + timedelta(minutes=115))
    visit = Visit.objects.get(booking=order)
    assert done.state == "done" and visit.worked_minutes == 115
    ended = services.confirm(order, actor=customer_of(order), now=start + timedelta(hours=3))
    assert ended.state == "confirmed" and list(order.dues.values_list("kind", "fen")) == [("service", 12000)]


def test_without_the_code_of_the_family_nobody_checks_in():
    order = today_order()
    wrong = "0000" if code_of(order) != "0000" else "1111"
    for _ in range(8):
        with pytest.raises(WrongCode):
            services.arrive(order, actor=worker_of(order), now=clock.now(), code=wrong)
    with pytest.raises(RateLimited):
        services.arrive(order, actor=worker_of(order), now=clock.now(), code=code_of(order))
    assert fresh(order).state == "assigned"


def test_nobody_sets_out_a_day_before():
    order = make_order()
    with pytest.raises(TooEarly):
        services.set_out(order, actor=worker_of(order), now=clock.now())
    assert fresh(order).state == "assigned"


def test_another_worker_sees_nothing():
    order = today_order()
    worker_of(order)
    stranger = make_worker(enterprise=order.enterprise, user=make_user())
    with pytest.raises(NotFound):
        services.set_out(order, actor=actor_for(stranger.user), now=clock.now())


def test_an_extra_costs_only_what_the_family_accepts():
    order = under_way(today_order())
    asked = services.ask_extra(order, actor=worker_of(order), now=clock.now(), label="加擦三扇窗", fen=3000, reason="外面有油")
    assert fresh(order).extra_fen == 0
    services.answer_extra(order, actor=customer_of(order), now=clock.now(), change_id=asked.pk, yes=True)
    refused = services.ask_extra(order, actor=worker_of(order), now=clock.now(), label="清洗油烟机", fen=9000)
    services.answer_extra(order, actor=customer_of(order), now=clock.now(), change_id=refused.pk, yes=False)
    services.finish(order, actor=worker_of(order), now=clock.now())
    services.confirm(order, actor=customer_of(order), now=clock.now())
    assert sum(order.dues.filter(payer="customer").values_list("fen", flat=True)) == 12000 + 3000 == fresh(order).chargeable_fen


def test_the_worker_cannot_answer_for_the_family():
    order = under_way(today_order())
    asked = services.ask_extra(order, actor=worker_of(order), now=clock.now(), label="加擦三扇窗", fen=3000)
    with pytest.raises(Forbidden):
        services.answer_extra(order, actor=worker_of(order), now=clock.now(), change_id=asked.pk, yes=True)
    assert fresh(order).extra_fen == 0


def test_without_an_objection_the_order_is_confirmed_by_the_clock():
    order = under_way(today_order())
    services.finish(order, actor=worker_of(order), now=clock.now())
    assert services.end_due(actor=system_actor(), now=clock.now() + timedelta(hours=47)) == 0
    assert services.end_due(actor=system_actor(), now=clock.now() + timedelta(hours=49)) == 1
    assert fresh(order).state == "confirmed" and order.dues.get().fen == 12000


# ---- cancelling, moving, missing ----


def test_the_fee_is_shown_and_the_one_shown_is_written():
    order = today_order()
    late = clock.now() + timedelta(minutes=6)
    fee = services.cancel_fee(fresh(order), now=late)
    assert fee.fen == 6000
    with pytest.raises(FeeChanged) as refused:
        services.cancel(order, actor=customer_of(order), now=late, fee_fen=0)
    assert refused.value.extra["fee_yuan"] == "60.00"
    services.cancel(order, actor=customer_of(order), now=late, fee_fen=6000)
    due = order.dues.get()
    assert (due.kind, due.payee, due.fen, kept(order)) == ("cancel", "worker", 6000, ["released"])


def test_the_freed_time_can_be_booked_at_once():
    offer = make_offer()
    order = make_order(offer)
    services.cancel(order, actor=customer_of(order), now=clock.now(), fee_fen=0)
    assert make_order(offer).state == "assigned"


def test_moving_keeps_the_worker_and_frees_the_old_time():
    order = make_order(make_offer(workers=1))
    moved = services.move_booking(order, actor=customer_of(order), now=clock.now(), start=tomorrow(10, 30), fee_fen=0)
    assert moved.starts_at == tomorrow(10, 30) and kept(order) == ["released", "fixed"]
    assert Visit.objects.get(booking=order).starts_at == tomorrow(10, 30)


def test_at_night_it_costs_what_the_night_costs_and_only_when_it_was_seen():
    order = make_order(make_offer(rule={"night_share": 5000, "least_minutes": 60}, hours=tuple((day, 8 * 60, 22 * 60) for day in range(7))))
    night, fee = tomorrow(20), order.total_fen * 3 // 2
    with pytest.raises(PriceMoves) as refused:
        services.move_booking(order, actor=customer_of(order), now=clock.now(), start=night, fee_fen=0)
    assert refused.value.extra["total_fen"] == fee and fresh(order).total_fen == order.total_fen and kept(order) == ["fixed"]
    services.move_booking(order, actor=customer_of(order), now=clock.now(), start=night, fee_fen=0, total_fen=fee)
    moved = fresh(order)
    assert (moved.total_fen, moved.starts_at) == (fee, night)
    assert [quote.state for quote in moved.quotes.order_by("version")] == ["accepted", "accepted"]
    services.move_booking(order, actor=customer_of(order), now=clock.now(), start=tomorrow(10, days=3), fee_fen=0, total_fen=order.total_fen)
    assert fresh(order).total_fen == order.total_fen


def test_nothing_is_owed_for_giving_up_what_nobody_has_taken():
    order = make_order(make_offer(rule={"instant": False}), start=tomorrow(10, days=1))
    late = order.starts_at - timedelta(hours=4)
    assert order.state == "requested"
    Booking.objects.filter(pk=order.pk).update(until=order.starts_at)
    assert services.cancel_fee(fresh(order), now=late).fen == 0


def test_inside_a_day_moving_is_no_way_round_the_fee():
    order = today_order()
    late = clock.now() + timedelta(minutes=6)
    with pytest.raises(NeedsAgreement):
        services.move_booking(order, actor=customer_of(order), now=late, start=tomorrow(10, days=5), fee_fen=0)
    assert fresh(order).starts_at < tomorrow() and kept(order) == ["fixed"]


def test_a_move_into_taken_time_changes_nothing():
    offer = make_offer(workers=1)
    order = make_order(offer)
    make_order(offer, start=tomorrow(14))
    with pytest.raises(SlotTaken):
        services.move_booking(order, actor=customer_of(order), now=clock.now(), start=tomorrow(15), fee_fen=0)
    assert fresh(order).starts_at == tomorrow() and kept(order) == ["fixed"]


def test_nobody_came():
    order = today_order()
    start = order.starts_at
    with pytest.raises(TooEarly):
        services.report_nobody_came(order, actor=customer_of(order), now=start + timedelta(minutes=14))
    services.report_nobody_came(order, actor=customer_of(order), now=start + timedelta(minutes=15))
    due = order.dues.get()
    assert fresh(order).state == "worker_missed" and (due.payer, due.payee, due.fen) == ("provider", "customer", 15000)


def test_nobody_was_home():
    order = today_order()
    start, actor = order.starts_at, worker_of(order)
    services.set_out(order, actor=actor, now=start - timedelta(minutes=20))
    with pytest.raises(TooEarly):
        services.report_nobody_home(order, actor=actor, now=start + timedelta(minutes=29), note="敲门没人应。")
    services.report_nobody_home(order, actor=actor, now=start + timedelta(minutes=30), note="敲门没人应，电话也不接。")
    due = order.dues.get()
    assert fresh(order).state == "family_missed" and (due.payer, due.payee, due.fen) == ("customer", "worker", 12000)


def test_a_stranger_finds_nothing():
    order = make_order()
    for verb in (services.confirm, services.report_nobody_came):
        with pytest.raises(NotFound):
            verb(order, actor=actor_for(make_user()), now=clock.now())
    assert fresh(order).state == "assigned"


def test_what_is_not_in_the_table_is_refused():
    order = make_order()
    with pytest.raises(IllegalTransition):
        services.confirm(order, actor=customer_of(order), now=clock.now())
    assert fresh(order).state == "assigned"
