"""By the month: accepted once, due on the first day of each month, what was left out taken off the next one, stopped at its end (PRI-04)."""

import itertools
from datetime import timedelta

import pytest
import time_machine
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st

from core import clock
from core.errors import DomainError, Invalid
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking
from marketplace.series import services
from marketplace.series.errors import LastMonth, NotMonthly
from marketplace.series.models import MonthlyPrice, Series, SeriesDue, SeriesDueLine, SeriesRule, SeriesVisit
from marketplace.series.services import NewPlan
from marketplace.series.services.months import piece_of
from notifications.models import Notice
from tests.lives import lives
from tests.marketplace.bookings.factories import make_offer, service
from tests.marketplace.series.factories import (
    SYSTEM,
    asked_total,
    day_from_now,
    family_of,
    fates,
    fresh,
    make_monthly,
    make_own_offer,
    make_plan,
    make_regular_offer,
    series_wish,
    visit,
)
from tests.marketplace.series.test_pages import HOME, client_of, text
from tests.marketplace.series.test_promise import act, check
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def on(row: Series, month: int, days: int = 0):
    """A moment in a month: noon of its so-many-th day."""
    return clock.midnight(row.month(month)[0]) + timedelta(days=days, hours=12)


def due(row: Series, month: int) -> SeriesDue:
    return row.dues.get(kind="month", month=month)


def lines(one: SeriesDue) -> list[int]:
    return [line.fen for line in one.lines.order_by("position")]


def in_month(row: Series, month: int) -> list[SeriesVisit]:
    begins, beyond = row.month(month)
    return list(row.visits.filter(planned_on__gte=begins, planned_on__lt=beyond).order_by("planned_on"))


@pytest.mark.req("PRI-04")
def test_a_service_is_paid_by_the_visit_or_by_the_month_and_a_monthly_plan_makes_its_visits():
    """The enterprise says what a month costs; a family sees it beside one visit, accepts it once; the visits come as ordinary orders that cost nothing."""
    offer, family = make_regular_offer(), make_user()
    firm, me = client_of(offer.enterprise.applicant), client_of(family)
    listing, choose = reverse("listings:detail", args=[offer.pk]), reverse("series:monthly", args=[offer.pk])
    assert me.get(choose).status_code == 409 and "包月" not in text(me, listing)
    said = {"listing": offer.pk, "visits_a_week": 2, "minutes": 120, "price": "900"}
    assert firm.post(reverse("series:month-new"), said).status_code == 302
    price = MonthlyPrice.objects.get()
    assert "900.00" in text(firm, reverse("series:enterprise-monthly")) and "900.00" in text(Client(), listing)
    assert choose in text(me, reverse("bookings:times", args=[offer.pk]))
    page = text(Client(), choose)
    assert "900.00" in page and "103.85" in page and "120.00" in page, "a month, a visit of it, a visit by itself"

    first = day_from_now(3)
    days = [first.weekday(), (first.weekday() + 3) % 7]
    asked = {"monthly": price.key, "starts_minute": 600, "first_on": first, "months": 2, "holidays": "keep", "same_worker": "on"}
    assert me.get(choose, {**asked, "weekdays": days[:1]}).status_code == 400
    step = me.get(choose, {**asked, "weekdays": days, "district": "110105", "go": 1})
    page = me.post(step.url, HOME).url
    row = Series.objects.get()
    assert page == row.get_absolute_url() and "1,800.00" in text(me, page) and asked_total(row) == 180_000
    me.post(reverse("series:act", args=[row.number, "accept"]), {"total_fen": 180_000})
    row = fresh(row)
    assert row.state == "running" and row.total_fen == 180_000 and not row.dues.exists()
    order = visit(row, 1).booking
    assert (order.state, order.total_fen, order.quotes.get().lines.get().fen) == ("assigned", 0, 0)
    assert len(in_month(row, 1)) in (8, 9) and not in_month(row, 3), "two months and no more"

    services.bill_due(now=on(row, 1))
    services.bill_due(now=on(row, 1))
    assert lines(due(row, 1)) == [90_000] and (due(row, 1).payer, due(row, 1).payee) == ("customer", "provider")
    drain_all()
    assert Notice.objects.filter(user=family, title__startswith="第 1 个月的月费 900.00 元").count() == 1
    assert "900.00" in text(me, page) and "900.00" in text(firm, reverse("series:enterprise-one", args=[row.number]))
    one = reverse("series:visit", args=[row.number, 3])
    assert "从下个月的月费里减" in text(me, one)
    me.post(one, {"do": "skip", "fee_fen": "0"})
    services.bill_due(now=on(row, 2))
    each = piece_of(90_000, due(row, 1).visits, 1)
    assert lines(due(row, 2)) == [90_000, -each] and due(row, 2).fen == 90_000 - each
    answer = me.get(reverse("api-series-one", args=[row.number])).json()
    assert (answer["charged"], answer["month_yuan"], [one["yuan"] for one in answer["dues"]]) == ("month", "900.00", [f"{due(row, 2).fen / 100:.2f}", "900.00"])
    assert {"skip", "pause", "end"} <= {one["action"] for one in answer["actions"]} and "stop" not in {one["action"] for one in answer["actions"]}


def test_the_month_that_has_begun_is_the_last_one_after_the_end():
    row = make_plan(months=3)
    me = client_of(row.customer)
    services.bill_due(now=on(row, 1, 2))
    services.end(row, fee_fen=0, actor=family_of(row), now=on(row, 1, 2))
    row = fresh(row)
    assert row.state == "running" and row.months == 1 and row.last_on == row.month(2)[0] - timedelta(days=1)
    assert {one.fate for one in in_month(row, 1)} <= {"booked", "planned"} and {one.fate for one in in_month(row, 2)} == {"ended"}
    with pytest.raises(LastMonth):
        services.end(row, fee_fen=0, actor=family_of(row), now=on(row, 1, 5))
    services.bill_due(now=on(row, 2, 3))
    services.turn(now=on(row, 2, 3))
    assert row.dues.count() == 1 and fresh(row).state == "finished"
    assert "做完这个月不再继续" in text(me, row.get_absolute_url())
    early = make_plan(months=2, first=5)
    assert "现在结束，不收钱" in text(client_of(early.customer), reverse("series:ending", args=[early.number]))
    services.end(early, fee_fen=0, actor=family_of(early), now=clock.now())
    services.bill_due(now=on(early, 2))
    assert fresh(early).state == "ended" and not early.dues.exists(), "what has not begun costs nothing"


def test_a_whole_month_of_pause_costs_nothing_and_what_is_left_goes_back():
    row = make_plan(months=2)
    now, (begins, beyond) = clock.now(), row.month(2)
    services.pause(row, first=begins, beyond=beyond, fee_fen=0, actor=family_of(row), now=now)
    services.bill_due(now=on(row, 1))
    services.skip_visit(row, position=in_month(row, 1)[-1].position, fee_fen=0, actor=family_of(row), now=on(row, 1))
    services.bill_due(now=on(row, 2))
    assert due(row, 1).fen == 90_000 and due(row, 2).fen == 90_000 - 90_000 // due(row, 1).visits - sum(-fen for fen in lines(due(row, 2))[2:])
    services.turn(now=on(row, 2, 40))
    services.bill_due(now=on(row, 2, 40))
    services.bill_due(now=on(row, 2, 41))
    back = row.dues.get(kind="back")
    assert (back.payer, back.payee) == ("provider", "customer")
    paid = due(row, 1).fen + due(row, 2).fen - back.fen
    assert paid == 90_000 - piece_of(90_000, due(row, 1).visits, 1), "the month of pause is free to the last fen"
    with pytest.raises(DatabaseError):
        SeriesDueLine.objects.filter(due=back).update(fen=0)


def test_too_late_is_not_given_back_and_what_the_provider_does_not_make_is():
    row = make_plan(months=2)
    SeriesRule.objects.filter(service_type=row.service_type).update(credit_share=0)
    services.bill_due(now=on(row, 1))
    late = visit(row, 1)
    services.skip_visit(row, position=1, fee_fen=0, actor=family_of(row), now=late.starts_at - timedelta(hours=2))
    assert "这一次不退" in visit(row, 1).kept_because
    second = visit(row, 2).booking
    bookings.cancel(second, actor=family_of(row), now=second.starts_at - timedelta(hours=1), fee_fen=0)
    third = visit(row, 3).booking
    bookings.report_nobody_came(third, actor=family_of(row), now=third.starts_at + timedelta(hours=2))
    fourth = visit(row, 4).booking
    bookings.withdraw(fourth, actor=SYSTEM, now=clock.now(), note="来不了。", fee_fen=0)
    drain_all()
    assert "这一次不退" in visit(row, 2).kept_because and fates(row)[:4] == ["skipped", "skipped", "booked", "exception"]
    services.bill_due(now=on(row, 2))
    number = due(row, 1).visits
    assert lines(due(row, 2)) == [90_000, -piece_of(90_000, number, 1), -piece_of(90_000, number, 2)]


def test_what_cannot_be_paid_by_the_month():
    price = make_monthly()
    person = actor_for(make_user())
    fields = {"monthly": price, "first_on": day_from_now(3), "last_on": day_from_now(3)}
    for weekdays, months, field in (((1,), 2, "weekdays"), ((1, 4), 13, "months"), ((1, 4), None, "months")):
        with pytest.raises(Invalid) as refused:
            services.propose(price.listing, series_wish(**fields, weekdays=weekdays, months=months), actor=person, now=clock.now())
        assert field in refused.value.fields
    services.sell_monthly(price, active=False, actor=SYSTEM, now=clock.now())
    price.refresh_from_db()
    with pytest.raises(NotMonthly):
        services.propose(price.listing, series_wish(**fields, weekdays=(1, 4), months=2), actor=person, now=clock.now())
    with pytest.raises(Invalid):
        make_monthly(make_offer(service_type=service("cleaning-furniture-wipe")))
    row = make_plan()
    with pytest.raises(Invalid):
        services.preview(row, 1, NewPlan(weekdays=[1]), now=clock.now())
    with pytest.raises(Invalid):
        services.move_visit(row, position=2, start=on(row, 4), fee_fen=0, total_fen=None, actor=family_of(row), now=clock.now())


def fewer_days(row: Series, now) -> tuple[int, NewPlan]:
    """A change after which the month that is paid has fewer dates, at least one of them left: from which date on, and to what."""
    for position in range(2, row.visits.count()):
        for days in itertools.combinations(range(7), len(row.weekdays)):
            wanted = NewPlan(weekdays=list(days))
            seen = services.preview(row, position, wanted, now=now)
            if seen.given_back and seen.rows and not seen.failing:
                return position, wanted
    raise AssertionError("no such change")


@pytest.mark.parametrize("share", [10_000, 5_000])
def test_a_date_that_a_change_takes_out_of_a_paid_month_is_given_back_by_the_rule(share):
    """What was paid either comes or gives its share back; changing to and fro makes no visit come for nothing."""
    price = make_monthly()
    SeriesRule.objects.filter(service_type=price.listing.service_type).update(credit_share=share)
    row = make_plan(price, months=1)
    now, me = on(row, 1), client_of(row.customer)
    services.bill_due(now=now)
    paid = due(row, 1).visits
    position, wanted = fewer_days(row, now)
    gone = services.preview(row, position, wanted, now=now).given_back
    with time_machine.travel(now, tick=False):
        page = text(
            me,
            f"{reverse('series:change', args=[row.number, position])}?rhythm=weekly&starts_minute=600&worker=0"
            + "".join(f"&weekdays={day}" for day in wanted.weekdays),
        )
        assert f'少来 <b class="num">{gone}</b> 次' in page
    services.change(row, position=position, wanted=wanted, total_fen=0, actor=family_of(row), now=now)
    out = [one for one in row.visits.all() if one.reason.startswith("改了日子")]
    assert len(out) == gone and {one.fate for one in out} == {"skipped"} and not row.visits.filter(fate="replaced").exists()
    coming = lambda: row.visits.filter(fate__in=["planned", "booked", "exception"]).count()  # noqa: E731
    assert coming() == paid - gone
    back = fresh(row)
    first = back.visits.filter(fate__in=["planned", "booked"], starts_at__gt=now + timedelta(days=2)).order_by("starts_at")[0]
    old = NewPlan(weekdays=list(row.weekdays))
    seen = services.preview(back, first.position, old, now=now)
    if not seen.failing:
        services.change(back, position=first.position, wanted=old, total_fen=0, actor=family_of(row), now=now)
    assert coming() <= paid - gone, "no visit more than is paid"
    gone += row.visits.filter(reason__startswith="改了日子").count() - gone
    Series.objects.filter(pk=row.pk).update(state="finished")
    services.give_back_rest(fresh(row), now=on(row, 2))
    rest = row.dues.get(kind="back")
    assert lines(rest) == [piece_of(90_000, paid, place) * share // 10_000 for place in range(1, gone + 1)]
    money(fresh(row))


def test_no_change_of_days_brings_a_month_that_is_paid_more_dates_than_it_has():
    """Whatever days are asked for, from whatever date on: each date of the month that is paid goes somewhere in it or falls out, and none is added."""
    row = make_plan(months=1)
    now = on(row, 1)
    services.bill_due(now=now)
    dates, tried = in_month(row, 1), 0
    for since in dates[2:5]:
        left = sum(one.position >= since.position and one.starts_at > now for one in dates)
        for days in itertools.combinations(range(7), len(row.weekdays)):
            seen = services.preview(row, since.position, NewPlan(weekdays=list(days)), now=now)
            assert len(seen.rows) + seen.given_back == left and all(one.instead for one in seen.rows), (since.position, days)
            tried += 1
    assert tried == 3 * 21


def money(row: Series) -> None:
    """What holds of the money of a plan whatever happens: never below zero, no month above its price, nothing beyond what was accepted."""
    dues = list(row.dues.prefetch_related("lines__visit"))
    months = [one for one in dues if one.kind == "month"]
    assert all(0 <= one.fen <= row.month_fen and one.fen == sum(line.fen for line in one.lines.all()) for one in dues if one.kind == "month")
    charged, back = sum(one.fen for one in months), sum(one.fen for one in dues if one.kind == "back")
    assert back <= charged <= len(months) * row.month_fen <= row.total_fen
    given = [(row.month_of(line.visit.planned_on), abs(line.fen)) for one in dues for line in one.lines.all() if line.visit]
    assert all(sum(fen for month, fen in given if month == number) <= row.month_fen for number, _ in given)
    charged_months = {one.month for one in months if one.visits}
    assert {month for month, _ in given} <= charged_months, "what was not charged is not given back"
    assert not Booking.objects.filter(series_order__visit__series=row, dues__payer="customer").exists()


VERBS = ["skip", "move", "change", "pause", "resume", "answer", "job", "cancel", "withdraw", "end", "wait", "bill"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 9), st.integers(0, 400), st.sampled_from([0, 30, 900, 4000, 20000])), min_size=4, max_size=9)


@lives(6, 200, steps=STEPS, share=st.sampled_from([10_000, 5_000]))
def test_random_lives_of_a_plan(steps, share):
    kind = service("hourly-worker")
    SeriesRule.objects.filter(service_type=kind).update(credit_share=share)
    price = make_monthly(make_offer(service_type=kind))
    row, now = make_plan(price, months=2, first=1), clock.now()
    for verb, position, dice, minutes in steps:
        now += timedelta(minutes=minutes)
        try:
            if verb == "bill":
                services.bill_due(now=now)
                services.turn(now=now)
            else:
                act(verb, fresh(row), now, position, dice)
        except DomainError as error:
            assert error.status in (400, 404, 409)
        check(row, now)
        money(fresh(row))
    for days in (0, 35, 100, 101):
        services.bill_due(now=now + timedelta(days=days))
        services.turn(now=now + timedelta(days=days))
        drain_all()
        money(fresh(row))
    assert fresh(row).state in ("ended", "finished") and timezone.localdate(now)


def test_who_works_for_himself_asks_for_a_month_as_an_enterprise_does():
    """On his own pages by the same rule; families take it by the same flow, he comes, and the months are due to him."""
    person, stranger = put_on_duty(make_user(name="王桂兰"), "worker"), put_on_duty(make_user(), "worker")
    offer = make_own_offer(person)
    me, family = client_of(person), client_of(make_user())
    listing, new = reverse("listings:detail", args=[offer.pk]), reverse("series:worker-month-new")
    assert "还没有包月价" in text(me, reverse("series:worker-monthly")) and offer.title in text(me, new)
    assert me.post(new, {"listing": offer.pk, "visits_a_week": 2, "minutes": 120, "price": "900"}).url == reverse("series:worker-monthly")
    price = MonthlyPrice.objects.get()
    assert "900.00" in text(me, reverse("series:worker-monthly")) and "900.00" in text(Client(), listing)
    edit = reverse("series:worker-month-edit", args=[price.pk])
    assert client_of(stranger).get(edit).status_code == 404 and me.get(reverse("series:month-edit", args=[price.pk])).status_code == 404
    assert me.post(edit, {"listing": offer.pk, "visits_a_week": 2, "minutes": 120, "price": "880"}).status_code == 302
    assert client_of(make_user()).get(new).status_code == 404, "only who works for himself"
    first = day_from_now(3)
    days = [first.weekday(), (first.weekday() + 3) % 7]
    asked = {"monthly": price.key, "starts_minute": 600, "first_on": first, "months": 2, "holidays": "keep", "same_worker": "on"}
    where = f"{reverse('series:monthly-details', args=[offer.pk])}?monthly={price.key}&starts_minute=600&first_on={first}&months=2&holidays=keep"
    where += "".join(f"&weekdays={day}" for day in days)
    page = family.post(where, {**HOME, **asked, "weekdays": days}).url
    row = Series.objects.get()
    assert row.provider is not None and row.provider.user_id == person.pk and "1,760.00" in text(family, page)
    family.post(reverse("series:act", args=[row.number, "accept"]), {"total_fen": asked_total(row)})
    drain_all()
    made = [one.booking for one in row.visits.filter(fate="booked").select_related("booking")]
    assert made and all(one.provider_id == row.provider_id and one.total_fen == 0 for one in made)
    services.bill_due(now=on(row, 1))
    assert (due(row, 1).fen, due(row, 1).payee) == (88_000, "provider")
    me.post(reverse("series:worker-month-act", args=[price.pk, "stop"]))
    assert "停卖" in text(me, reverse("series:worker-monthly")) and family.get(reverse("series:monthly", args=[offer.pk])).status_code == 409


def test_an_employed_worker_reads_that_his_enterprise_sets_the_price():
    offer = make_regular_offer()
    worker = offer.enterprise.workers.get()
    worker.user = put_on_duty(make_user(), "worker", offer.enterprise.organisation)
    worker.save(update_fields=["user"])
    me = client_of(worker.user)
    assert "由你的企业定" in text(me, reverse("series:worker-monthly")) and me.get(reverse("series:worker-month-new")).status_code == 404
