"""Somebody falls out: a substitute is proposed by itself, the family decides, the deadline decides for it (X-BK-15)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.errors import IllegalTransition, NotFound
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Assignment, Booking, Due
from marketplace.engagements import services
from marketplace.engagements.errors import PriceTooHigh, TimeIsOver
from marketplace.engagements.models import EngagementDue, Stay, Substitute
from marketplace.workers.models import CalendarException, Paper, Worker
from marketplace.workers.services import add_exception
from members.models import User
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, owner_of, tomorrow
from tests.marketplace.engagements.factories import (
    PRICE,
    family_of,
    fresh,
    make_active,
    make_long_offer,
    make_nurse,
    make_signed,
    noon,
    stay,
)
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def going(order: Booking) -> Worker:
    return Assignment.objects.get(visit__booking=order, status="fixed").worker


def sick(worker: Worker, day) -> None:
    """He enters a day off; the event is told."""
    add_exception(worker, starts_on=day, ends_on=day, actor=SYSTEM, now=clock.now(), reason="发烧")
    drain_all()


def ordered(people: int = 2) -> Booking:
    return make_order(make_offer(workers=people), start=tomorrow(days=4))


@pytest.mark.req("X-BK-15")
def test_a_sick_day_brings_a_substitute_for_the_visit_and_the_family_accepts_him_or_owes_nothing():
    order = ordered()
    ill = going(order)
    sick(ill, timezone.localdate(order.starts_at))
    found = Substitute.objects.get()
    assert (found.state, found.reason, found.old_worker, found.worker != ill) == ("offered", "off", ill, True)
    assert Notice.objects.filter(user=order.customer, title__startswith="换一位来").exists()
    client, page = page_of(order.customer), reverse("bookings:order", args=[order.number])
    text = client.get(page).content.decode()
    assert f"换{found.worker.called}来，好不好？" in text and "价格不变" in text and "居民身份证</b> 已核验" in text
    staff = page_of(make_staff("dispatcher")).get(reverse("marketplace_substitutes")).content.decode()
    assert order.number in staff and "等您定替补" in staff
    client.post(reverse("engagements:substitute-act", args=[found.pk, "accept"]))
    order.refresh_from_db()
    assert (going(order), order.state, order.total_fen) == (found.worker, "assigned", 12000)
    assert Substitute.objects.get().state == "accepted"
    assert Assignment.objects.filter(status__in=["reserved", "held"]).count() == 0

    # Another family wants nobody else: given up three hours before, free of charge.
    other = ordered()
    with time_machine.travel(other.starts_at - timedelta(hours=3)):
        sick(going(other), timezone.localdate(other.starts_at))
        open_one = Substitute.objects.get(booking=other)
        page_of(other.customer).post(reverse("engagements:substitute-act", args=[open_one.pk, "give-up"]))
    other.refresh_from_db()
    assert other.state == "withdrawn" and not Due.objects.filter(booking=other, payer="customer").exists()
    assert (
        Substitute.objects.get(pk=open_one.pk).state == "given_up" and not Assignment.objects.filter(visit__booking=other).exclude(status="released").exists()
    )


def test_nobody_free_is_looked_for_by_the_provider_who_names_somebody():
    order = ordered(people=1)
    sick(going(order), timezone.localdate(order.starts_at))
    found = Substitute.objects.get()
    assert found.state == "looking" and Notice.objects.filter(user=order.enterprise.applicant, title__startswith="要找替补").exists()
    other = make_worker(enterprise=order.enterprise, called="孙姐", skills=(order.service_type,))
    owner = page_of(order.enterprise.applicant)
    assert other.name in owner.get(reverse("engagements:substitutes")).content.decode()
    owner.post(reverse("engagements:substitute-propose", args=[found.pk]), {"worker": other.pk})
    assert Substitute.objects.get().state == "offered"
    stranger = make_long_offer().enterprise
    page_of(stranger.applicant).post(reverse("engagements:substitute-propose", args=[found.pk]), {"worker": other.pk})
    assert page_of(make_user()).post(reverse("engagements:substitute-act", args=[found.pk, "accept"])).status_code == 404


def test_declined_the_next_one_comes_and_then_nobody():
    order = ordered(people=3)
    sick(going(order), timezone.localdate(order.starts_at))
    found = Substitute.objects.get()
    first = found.worker_id
    services.decline_substitute(found, actor=actor_for(order.customer), now=clock.now())
    found.refresh_from_db()
    assert found.state == "offered" and found.worker_id != first
    services.decline_substitute(found, actor=actor_for(order.customer), now=clock.now())
    found.refresh_from_db()
    assert (found.state, found.worker, found.assignment) == ("looking", None, None)
    assert Assignment.objects.exclude(status="released").count() == 1, "nobody is kept for nothing"


def test_after_the_deadline_the_order_is_over_free_for_the_family():
    order = ordered()
    sick(going(order), timezone.localdate(order.starts_at))
    found = Substitute.objects.get()
    late = found.until
    with pytest.raises(TimeIsOver):
        services.accept_substitute(found, actor=actor_for(order.customer), now=late)
    assert services.end_searches(actor=SYSTEM, now=late) == 1
    order.refresh_from_db()
    assert order.state == "withdrawn" and Substitute.objects.get().state == "expired"
    assert not Due.objects.filter(booking=order, payer="customer").exists()


def test_whoever_gets_well_again_goes_himself():
    order = ordered()
    sick(going(order), timezone.localdate(order.starts_at))
    CalendarException.objects.all().delete()
    services.watch_worker(going(order).pk, now=clock.now())
    assert Substitute.objects.get().state == "closed" and Assignment.objects.exclude(status="released").count() == 1


@pytest.mark.parametrize("how", ["left", "paper", "employer"])
def test_leaving_a_paper_or_the_employers_end_open_a_search_too(how):
    order = ordered()
    worker = going(order)
    if how == "left":
        Worker.objects.filter(pk=worker.pk).update(state="suspended", online=False)
    elif how == "paper":
        Paper.objects.filter(worker=worker, kind__code="health-certificate").update(ends_on=timezone.localdate(order.starts_at) - timedelta(days=1))
        assert worker.pk in services.with_papers_ending(clock.now())
    else:
        order.enterprise.__class__.objects.filter(pk=order.enterprise_id).update(state="suspended")
    assert services.watch_worker(worker.pk, now=clock.now()) == 1
    assert services.watch_worker(worker.pk, now=clock.now()) == 0, "once"
    assert Substitute.objects.get().reason == {"left": "left", "paper": "paper", "employer": "left"}[how]


def test_an_order_that_is_moved_closes_the_search():
    order = ordered()
    sick(going(order), timezone.localdate(order.starts_at))
    bookings.reassign(order, actor=owner_of(order), now=clock.now(), worker_id=make_worker(enterprise=order.enterprise, skills=(order.service_type,)).pk)
    drain_all()
    assert Substitute.objects.get().state == "closed"


# ---- days ----


def test_a_paper_that_ends_within_the_term_brings_the_next_person_at_the_same_price():
    row = make_active(make_long_offer(people=2))
    old = stay(row).worker
    day = row.starts_on + timedelta(days=8)
    with time_machine.travel(noon(row.starts_on + timedelta(days=2))):
        Paper.objects.filter(worker=old, kind__code="health-certificate").update(ends_on=day - timedelta(days=1))
        services.watch_worker(old.pk, now=clock.now())
        found = Substitute.objects.get()
        assert (found.state, found.reason, found.from_on, found.unit_fen) == ("offered", "paper", day, PRICE)
        assert found.until == clock.midnight(day), "not before the days have to be somebody else's"
        client = page_of(row.customer)
        assert "同意，换" in client.get(reverse("engagements:engagement", args=[row.number])).content.decode()
        client.post(reverse("engagements:substitute-act", args=[found.pk, "accept"]))
    now_there = stay(row)
    assert (now_there.worker_id, now_there.first_on, now_there.beyond_on) == (found.worker_id, day, row.ends_on)
    gone = Stay.objects.get(engagement=row, worker=old)
    assert (gone.first_on, gone.beyond_on, gone.left_at is not None) == (row.starts_on, day, True)
    services.turn_days(actor=SYSTEM, now=noon(row.ends_on))
    assert sum(EngagementDue.objects.values_list("fen", flat=True)) == PRICE
    assert fresh(row).state == "done"


def test_the_provider_may_name_somebody_for_less_never_for_more():
    row = make_active(make_long_offer(people=1))
    with time_machine.travel(noon(row.starts_on + timedelta(days=2))):
        found = services.ask_replacement(row, actor=family_of(row), now=clock.now(), note="说话听不太懂，想换一位。")
        assert found.state == "looking"
        other = make_nurse(row.enterprise)
        with pytest.raises(PriceTooHigh):
            services.propose_substitute(found, worker_id=other.pk, unit_fen=PRICE + 1, actor=actor_for(row.enterprise.applicant), now=clock.now())
        services.propose_substitute(found, worker_id=other.pk, unit_fen=1_300_000, actor=actor_for(row.enterprise.applicant), now=clock.now())
        with pytest.raises(IllegalTransition):
            services.give_up(found, actor=family_of(row), now=clock.now())
        services.accept_substitute(found, actor=family_of(row), now=clock.now())
    row = fresh(row)
    assert row.unit_fen == 1_300_000
    services.turn_days(actor=SYSTEM, now=noon(row.ends_on))
    assert sum(EngagementDue.objects.values_list("fen", flat=True)) == 3 * 60_000 + 23 * 50_000


def test_before_the_first_day_the_whole_term_is_the_substitutes():
    row = make_signed(make_long_offer(people=2))
    old = stay(row).worker
    Worker.objects.filter(pk=old.pk).update(state="suspended", online=False)
    services.watch_worker(old.pk, now=clock.now())
    services.accept_substitute(Substitute.objects.get(), actor=family_of(row), now=clock.now())
    now_there = stay(row)
    assert now_there.worker != old and (now_there.first_on, now_there.beyond_on) == (row.starts_on, row.ends_on)
    services.begin(fresh(row), actor=actor_for(row.enterprise.applicant), now=noon(row.starts_on + timedelta(days=5)), code=row.code)
    assert fresh(row).begun_on == row.starts_on + timedelta(days=5)


def test_given_up_only_the_days_are_owed_and_the_provider_owes_the_notice():
    row = make_active()
    nurse = stay(row).worker
    with time_machine.travel(noon(row.starts_on + timedelta(days=4))):
        Worker.objects.filter(pk=nurse.pk).update(state="left", online=False)
        services.watch_worker(nurse.pk, now=clock.now())
        services.give_up(Substitute.objects.get(), actor=family_of(row), now=clock.now())
    assert fresh(row).state == "withdrawn"
    assert list(EngagementDue.objects.order_by("pk").values_list("kind", "payer", "fen")) == [("period", "customer", 300_000), ("notice", "provider", 420_000)]


def test_a_day_off_may_be_waited_out():
    row = make_active()
    nurse = stay(row).worker
    with time_machine.travel(noon(row.starts_on + timedelta(days=4))):
        sick(nurse, row.starts_on + timedelta(days=6))
        found = Substitute.objects.get()
        page_of(row.customer).post(reverse("engagements:substitute-act", args=[found.pk, "wait"]))
    assert (Substitute.objects.get().state, fresh(row).state) == ("closed", "active")


def test_strangers_do_not_decide():
    order = ordered()
    sick(going(order), timezone.localdate(order.starts_at))
    found = Substitute.objects.get()
    for verb in (services.accept_substitute, services.decline_substitute, services.give_up):
        with pytest.raises(NotFound):
            verb(found, actor=actor_for(make_user()), now=clock.now())
