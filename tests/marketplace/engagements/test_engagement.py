"""The life of an engagement through its services: asking, choosing, the price, the contract, the days, the ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.access import ANONYMOUS, system_actor
from core.errors import Forbidden, IllegalTransition, Invalid, NotFound, RateLimited, Unauthenticated
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment
from marketplace.engagements import services
from marketplace.engagements.errors import (
    AlreadySigned,
    ContractChanged,
    FeeDiffers,
    NotEngageable,
    NotFree,
    NotProvider,
    OneAtATime,
    TimeIsOver,
    TotalDiffers,
    WrongArrivalCode,
    WrongDay,
)
from marketplace.engagements.models import Engagement, EngagementDue, Period
from marketplace.workers.models import CalendarException, Paper
from tests.marketplace.bookings.factories import customer_of, make_hold, make_offer, make_order, worker_of
from tests.marketplace.engagements.factories import (
    PRICE,
    begin_at,
    contract_of,
    days_from_now,
    family_of,
    fresh,
    long_wish,
    make_active,
    make_ask,
    make_begun,
    make_chosen,
    make_long_offer,
    make_nurse,
    make_signed,
    make_signing,
    noon,
    nurse_of,
    open_total,
    owner_of,
    propose_all,
    sign_both,
    stay,
)
from tests.marketplace.factories import make_listing, unit
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def kept(row: Engagement) -> list[tuple]:
    """The days that are kept for it: status, first day, the day after the last."""
    rows = Assignment.objects.filter(worker__in=row.stays.values("worker")).exclude(status="released").order_by("pk")
    return [(one.status, timezone.localdate(one.period.lower), timezone.localdate(one.period.upper)) for one in rows]


def dues(row: Engagement) -> list[tuple[str, str, int]]:
    return list(EngagementDue.objects.filter(engagement=row).order_by("pk").values_list("kind", "payer", "fen"))


def turn(row: Engagement, day) -> Engagement:
    services.turn_days(actor=SYSTEM, now=noon(day))
    return fresh(row)


# ---- asking and choosing ----


def test_a_family_asks_the_provider_proposes_and_one_is_chosen():
    offer = make_long_offer(people=3)
    row = make_ask(offer)
    assert (row.state, row.enterprise, row.tolerance_days, (row.ends_on - row.starts_on).days) == ("asked", offer.enterprise, 10, 26)
    first, second, _ = propose_all(row, extras=({"label": "接送路费", "fen": 20_000},))
    services.choose(row, candidate_id=second.pk, actor=family_of(row), now=clock.now())
    row = fresh(row)
    quote = row.quotes.get()
    assert (row.state, stay(row).worker_id, quote.total_fen, quote.version) == ("quoted", second.worker_id, PRICE + 20_000, 1)
    assert [line["fen"] for line in quote.lines] == [PRICE, 20_000]
    slack = timedelta(days=10)
    assert kept(row) == [("reserved", row.starts_on - slack, row.ends_on + slack)]
    assert first.worker_id != second.worker_id


def test_of_everybody_the_self_employed_and_enterprises_apply():
    row = make_ask(open_to_all=True)
    person = put_on_duty(make_user(name="李姐"), "worker")
    alone = make_nurse(None, user=person)
    firm = make_long_offer().enterprise
    services.propose(row, worker_id=alone.pk, unit_fen=PRICE, actor=actor_for(person), now=clock.now())
    theirs = services.propose(row, worker_id=firm.workers.get().pk, unit_fen=PRICE - 100, actor=actor_for(firm.applicant), now=clock.now())
    with pytest.raises(OneAtATime):
        services.propose(row, worker_id=alone.pk, unit_fen=PRICE, actor=actor_for(person), now=clock.now())
    with pytest.raises(NotFound):
        services.propose(row, worker_id=alone.pk, unit_fen=PRICE, actor=actor_for(firm.applicant), now=clock.now())
    services.choose(row, candidate_id=theirs.pk, actor=family_of(row), now=clock.now())
    assert fresh(row).enterprise == firm
    services.decline(row, actor=family_of(row), now=clock.now())
    back = fresh(row)
    assert (back.state, back.enterprise, kept(back), back.candidates.filter(withdrawn_at=None).count()) == ("asked", None, [], 1)


def test_only_who_can_be_there_on_every_day_is_proposed():
    offer = make_long_offer(people=0)
    firm = offer.enterprise
    row = make_ask(offer)
    away, untrained, goes_home, fine = (make_nurse(firm) for _ in range(4))
    middle = clock.midnight(row.starts_on + timedelta(days=13))
    CalendarException.objects.create(worker=away, period=(middle, middle + timedelta(days=1)), reason="回老家")
    Paper.objects.filter(worker=untrained, kind__code="health-certificate").update(ends_on=row.ends_on)
    goes_home.lives_in = False
    goes_home.save(update_fields=["lives_in"])
    refused = {}
    for one in (away, untrained, goes_home):
        with pytest.raises(NotFree) as error:
            services.propose(row, worker_id=one.pk, unit_fen=PRICE, actor=owner_of(row), now=clock.now())
        refused[one.pk] = error.value.extra["reasons"]
    assert refused == {away.pk: ["hours"], untrained.pk: ["papers"], goes_home.pk: ["lives_in"]}
    assert services.propose(row, worker_id=fine.pk, unit_fen=PRICE, actor=owner_of(row), now=clock.now()).pk


def test_what_is_not_done_by_days_cannot_be_asked_for():
    hourly = make_offer()
    with pytest.raises(NotEngageable):
        make_ask(hourly)
    wrong_unit = make_listing(enterprise=make_long_offer().enterprise, service_type=long_wish().service_type, unit=unit("元/月"), price_fen=PRICE)
    with pytest.raises(NotEngageable):
        make_ask(wrong_unit)


@pytest.mark.parametrize(("field", "value"), [("first", 0), ("first", 301), ("units", 0), ("units", 5)])
def test_days_and_units_have_bounds(field, value):
    with pytest.raises(Invalid):
        make_ask(make_long_offer(), **{field: days_from_now(value) if field == "first" else value})


def test_nobody_asks_without_an_account_or_a_number():
    with pytest.raises(Unauthenticated):
        services.ask(long_wish(make_long_offer()), actor=ANONYMOUS, now=clock.now())


def test_a_chosen_persons_days_are_nobody_elses():
    offer = make_long_offer(people=1)
    one, other = make_ask(offer), make_ask(offer)
    mine, theirs = propose_all(one)[0], propose_all(other)[0]
    services.choose(one, candidate_id=mine.pk, actor=family_of(one), now=clock.now())
    with pytest.raises(NotFree) as refused:
        services.choose(other, candidate_id=theirs.pk, actor=family_of(other), now=clock.now())
    assert refused.value.extra["reasons"] == ["free"] and fresh(other).state == "asked"


def test_no_hour_of_a_day_that_is_kept_can_be_booked():
    row = make_signed(first=days_from_now(5))
    nurse = stay(row).worker
    hourly = make_offer(workers=0, enterprise=row.enterprise)
    nurse.skills.create(service_type=hourly.service_type)
    with pytest.raises(SlotTaken) as refused:
        make_hold(hourly, start=clock.midnight(row.starts_on) + timedelta(hours=10))
    assert refused.value.extra["reasons"] == ["free"]


# ---- the price and the contract ----


def test_only_the_price_that_was_shown_can_be_accepted_and_a_new_one_is_a_version():
    row = make_chosen()
    services.requote(row, unit_fen=PRICE - 60_000, actor=owner_of(row), now=clock.now(), note="按评估，少一个宝宝。")
    with pytest.raises(TotalDiffers):
        services.agree(row, total_fen=PRICE, actor=family_of(row), now=clock.now())
    services.agree(row, total_fen=PRICE - 60_000, actor=family_of(row), now=clock.now())
    assert list(row.quotes.order_by("version").values_list("version", "state")) == [(1, "declined"), (2, "accepted")]
    assert fresh(row).total_fen == PRICE - 60_000


def test_a_price_is_over_at_its_second_and_the_days_are_free():
    row = make_chosen()
    late = clock.now() + timedelta(hours=73)
    assert row.is_over(late)
    with pytest.raises(TimeIsOver):
        services.agree(row, total_fen=open_total(row), actor=family_of(row), now=late)
    assert services.end_waiting(actor=SYSTEM, now=late) == 1
    assert (fresh(row).state, kept(row)) == ("expired", [])


def test_nothing_starts_before_both_have_signed():
    row = make_signing()
    contract = contract_of(row)
    services.sign(contract, actor=family_of(row), now=clock.now(), digest=contract.digest)
    with pytest.raises(AlreadySigned):
        services.sign(contract, actor=family_of(row), now=clock.now(), digest=contract.digest)
    with pytest.raises(IllegalTransition):
        services.begin(row, actor=owner_of(row), now=noon(row.starts_on), code=row.code)
    with pytest.raises(ContractChanged):
        services.sign(contract, actor=owner_of(row), now=clock.now(), digest="0" * 64)
    assert fresh(row).state == "signing" and not Period.objects.exists()
    services.sign(contract, actor=owner_of(row), now=clock.now(), digest=contract.digest)
    assert fresh(row).state == "signed" and kept(row)[0][0] == "fixed"
    assert list(Period.objects.values_list("fen", flat=True)) == [PRICE]


def test_the_contract_says_what_was_agreed_on():
    row = make_signing(extras=({"label": "接送路费", "fen": 20_000},))
    body = contract_of(row).body
    text = str(body)
    assert row.enterprise.legal_name in text and "陈女士" in text and stay(row).worker.code in text
    assert body["total_fen"] == row.total_fen == PRICE + 20_000
    assert [name for name, _ in body["clauses"]] == ["服务范围", "服务方式", "服务期限", "付款", "试用", "换人", "提前结束", "服务费用"]
    assert "600.00 元" in text, "a day's price, which a missing day of notice costs"


# ---- the first day and the trial ----


def test_the_family_reads_out_a_code_and_wrong_ones_are_counted():
    row = make_signed()
    wrong = f"{(int(row.code) + 1) % 10_000:04d}"
    for _ in range(8):
        with pytest.raises(WrongArrivalCode):
            services.begin(row, actor=owner_of(row), now=noon(row.starts_on), code=wrong)
    with pytest.raises(RateLimited):
        services.begin(row, actor=owner_of(row), now=noon(row.starts_on), code=row.code)


def test_a_child_comes_when_it_comes():
    row = make_signed()
    early = row.starts_on - timedelta(days=6)
    with pytest.raises(WrongDay):
        services.begin(row, actor=owner_of(row), now=noon(row.starts_on - timedelta(days=11)), code=row.code)
    services.begin(row, actor=nurse_of(row), now=noon(early), code=row.code)
    row = fresh(row)
    assert (row.state, row.starts_on, row.ends_on, row.trial_ends_on) == ("trial", early, early + timedelta(days=26), early + timedelta(days=3))
    assert kept(row) == [("fixed", early, row.ends_on)]
    assert list(row.periods.values_list("first_on", "beyond_on")) == [(early, row.ends_on)]


def test_who_comes_late_is_paid_from_then_on():
    row = begin_at(make_signed(make_long_offer(code="infant-care"), first=days_from_now(10)), late=3)
    assert (row.ends_on - row.begun_on).days == (row.ends_on - row.starts_on).days - 3
    days = (row.ends_on - row.starts_on).days
    row = turn(row, row.ends_on)
    assert row.state == "done"
    assert dues(row) == [("period", "customer", (2 * PRICE * (days - 3) + days) // (2 * days))]


def test_ended_in_the_trial_only_the_days_are_owed():
    row = make_begun(extras=({"label": "接送路费", "fen": 20_000},))
    last = row.starts_on + timedelta(days=1)
    assert services.ending_fee(row, last_day=last, now=noon(last)).fen == 0
    services.end(row, last_day=last, fee_fen=0, actor=family_of(row), now=noon(last))
    row = fresh(row)
    assert row.state == "ending" and kept(row) == [("fixed", row.starts_on, last + timedelta(days=1))]
    row = turn(row, last + timedelta(days=1))
    assert (row.state, dues(row)) == ("ended", [("period", "customer", 120_000)])


def test_a_trial_without_a_word_is_passed_and_what_stands_beside_is_owed():
    row = make_begun(extras=({"label": "接送路费", "fen": 20_000},))
    assert turn(row, row.trial_ends_on - timedelta(days=1)).state == "trial"
    row = turn(row, row.trial_ends_on)
    assert (row.state, dues(row)) == ("active", [("extra", "customer", 20_000)])
    row = turn(row, row.ends_on)
    assert row.state == "done" and sum(fen for _, _, fen in dues(row)) == row.total_fen


# ---- ending early ----


def test_the_fee_of_ending_is_shown_and_is_the_one_that_is_written():
    row = make_active()
    now, last = noon(row.starts_on + timedelta(days=9)), row.starts_on + timedelta(days=11)
    shown = services.ending_fee(row, last_day=last, now=now)
    assert shown.fen == 5 * 60_000, "two days of notice of seven"
    with pytest.raises(FeeDiffers) as refused:
        services.end(row, last_day=last, fee_fen=0, actor=family_of(row), now=now)
    assert refused.value.extra["fee_yuan"] == "3000.00" and fresh(row).state == "active"
    services.end(row, last_day=last, fee_fen=shown.fen, actor=family_of(row), now=now)
    row = turn(row, last + timedelta(days=1))
    assert row.state == "ended" and dues(row) == [("notice", "customer", 300_000), ("period", "customer", 12 * 60_000)]


def test_a_provider_who_leaves_before_the_last_day_that_the_family_chose_owes_the_days_that_are_left():
    """Both gave no notice: each owes its own fee, once."""
    row = make_active()
    now, last = noon(row.starts_on + timedelta(days=9)), row.starts_on + timedelta(days=11)
    services.end(row, last_day=last, fee_fen=300_000, actor=family_of(row), now=now)
    row, later = fresh(row), noon(row.starts_on + timedelta(days=10))
    fee = services.withdrawal_fee(row, now=later)
    assert fee.fen == 60_000, "one day is left"
    services.withdraw(row, fee_fen=fee.fen, actor=owner_of(row), now=later, note="阿姨病了。")
    assert fresh(row).state == "withdrawn"
    assert dues(row) == [("notice", "customer", 300_000), ("period", "customer", 11 * 60_000), ("notice", "provider", 60_000)]


def test_near_the_end_the_fee_is_what_is_left_of_what_was_accepted():
    row = make_active()
    last = row.ends_on - timedelta(days=2)
    assert services.ending_fee(row, last_day=last, now=noon(last)).fen == 60_000


def test_before_the_first_day_notice_is_counted_to_it():
    row = make_signed()
    assert services.cancel_fee(row, now=noon(row.starts_on - timedelta(days=8))).fen == 0
    near = noon(row.starts_on - timedelta(days=2))
    assert services.cancel_fee(row, now=near).fen == 5 * 60_000
    services.cancel(row, fee_fen=300_000, actor=family_of(row), now=near)
    assert (fresh(row).state, kept(row), dues(row)) == ("cancelled", [], [("notice", "customer", 300_000)])
    assert list(Period.objects.values_list("owed_fen", flat=True)) == [0]


def test_a_provider_who_leaves_owes_the_family_and_is_paid_for_the_days():
    row = make_active()
    now = noon(row.starts_on + timedelta(days=4))
    fee = services.withdrawal_fee(row, now=now).fen
    services.withdraw(row, fee_fen=fee, actor=owner_of(row), now=now, note="阿姨家里出了事，回老家了。")
    assert (fresh(row).state, fee) == ("withdrawn", 420_000)
    assert dues(row) == [("period", "customer", 300_000), ("notice", "provider", 420_000)]


def test_an_employed_worker_does_not_decide_for_her_enterprise():
    row = make_active()
    with pytest.raises(NotProvider):
        services.withdraw(row, fee_fen=0, actor=nurse_of(row), now=noon(row.starts_on), note="不想做了。")
    signing = make_signing()
    contract = contract_of(signing)
    with pytest.raises(NotFound):
        services.sign(contract, actor=nurse_of(signing), now=clock.now(), digest=contract.digest)
    everybodys, colleague = make_ask(open_to_all=True), make_nurse(row.enterprise)
    with pytest.raises(NotFound):
        services.propose(everybodys, worker_id=colleague.pk, unit_fen=PRICE, actor=nurse_of(row), now=clock.now())
    order = make_order()
    going = worker_of(order)
    contract = services.ask_contract(order, actor=customer_of(order), now=clock.now())
    with pytest.raises(Forbidden):
        services.sign(contract, actor=going, now=clock.now(), digest=contract.digest)


# ---- months ----


def test_months_make_their_periods_and_each_is_owed_when_it_is_over():
    row = make_active(make_long_offer(code="infant-care", price_fen=800_000), first=days_from_now(10), units=3)
    periods = list(row.periods.order_by("position"))
    assert [one.fen for one in periods] == [PRICE] * 3 and periods[0].beyond_on == periods[1].first_on
    row = turn(row, periods[0].beyond_on - timedelta(days=1))
    assert dues(row) == []
    row = turn(row, periods[0].beyond_on)
    assert dues(row) == [("period", "customer", PRICE)]
    assert services.turn_days(actor=SYSTEM, now=noon(periods[0].beyond_on)) == 0, "once"
    row = turn(row, periods[2].beyond_on)
    assert row.state == "done" and sum(fen for _, _, fen in dues(row)) == row.total_fen == 3 * PRICE


def test_an_extension_is_asked_for_agreed_on_and_has_a_contract_of_its_own():
    row = make_active()
    quote = services.ask_extension(row, units=1, total_fen=PRICE, actor=family_of(row), now=noon(row.starts_on))
    with pytest.raises(OneAtATime):
        services.ask_extension(row, units=1, total_fen=PRICE, actor=family_of(row), now=noon(row.starts_on))
    before = row.ends_on
    services.answer_extension(row, yes=True, actor=owner_of(row), now=noon(row.starts_on) + timedelta(hours=2))
    row = fresh(row)
    assert (row.units, row.total_fen, row.ends_on) == (2, 2 * PRICE, before + timedelta(days=26))
    assert kept(row) == [("fixed", row.starts_on, row.ends_on)] and row.periods.count() == 2
    contract = contract_of(row)
    assert contract.version == 2 and contract.body["total_fen"] == 2 * PRICE
    assert {one.side: one.at for one in contract.signatures.all()}["family"] == quote.created_at


def test_an_extension_without_an_answer_is_over_and_the_days_are_free():
    row = make_active()
    services.ask_extension(row, units=1, total_fen=PRICE, actor=family_of(row), now=noon(row.starts_on))
    late = noon(row.starts_on) + timedelta(hours=73)
    with pytest.raises(TimeIsOver):
        services.answer_extension(row, yes=True, actor=owner_of(row), now=late)
    assert services.end_extensions(actor=SYSTEM, now=late) == 1
    assert kept(row) == [("fixed", row.starts_on, row.ends_on)] and fresh(row).units == 1


def test_signed_and_never_begun_lapses_without_a_charge():
    row = make_signed()
    row = turn(row, row.ends_on)
    assert (row.state, dues(row), kept(row)) == ("expired", [], [])


def test_strangers_find_nothing():
    row = make_chosen()
    stranger = actor_for(make_user())
    for verb in (
        lambda: services.agree(row, total_fen=PRICE, actor=stranger, now=clock.now()),
        lambda: services.cancel(row, fee_fen=0, actor=stranger, now=clock.now()),
        lambda: services.decline(row, actor=stranger, now=clock.now()),
    ):
        with pytest.raises(NotFound):
            verb()
    with pytest.raises(Forbidden):
        services.requote(row, unit_fen=1, actor=family_of(row), now=clock.now(), note="便宜点")
    assert sign_both(make_signing()).state == "signed"
