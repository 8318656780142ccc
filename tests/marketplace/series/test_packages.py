"""A package defined, bought and used visit by visit: what it saves is computed, the balance is exact, the rule decides what comes back (SVC-28)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Forbidden, IllegalTransition, Invalid
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking
from marketplace.bookings.services import add_addon
from marketplace.series import services
from marketplace.series.errors import PackageNotOpen, PassElsewhere, PassEmpty, PassOver
from marketplace.series.models import Package, PackagePass, PassUse
from marketplace.series.queries.packages import worth_of
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_hold, make_offer, make_order, quote_total, service, tomorrow
from tests.marketplace.factories import unit
from tests.marketplace.levels.factories import give
from tests.marketplace.series.factories import SYSTEM, make_package, make_pass, package_said
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def book(card: PackagePass, **overrides) -> Booking:
    """A visit from a pass."""
    offer = card.listings.get()
    return make_order(offer, customer=card.customer, cover=f"package:{card.number}", **overrides)


def left(card: PackagePass) -> int:
    card.refresh_from_db()
    assert card.left == card.amount - sum(use.units for use in card.uses.filter(returned_at=None))
    return card.left


def test_what_a_visit_comes_to_and_what_is_saved_is_computed():
    worth = worth_of([make_package()])[0]
    assert (worth.each_fen, worth.single_fen, worth.saved_fen, worth.saved_share) == (10_000, 12_000, 20_000, 16)
    hours = worth_of([make_package(unit="hour", amount=30, price_fen=150_000)])[0]
    assert (hours.each_fen, hours.single_fen, hours.saved_fen) == (5_000, 6_000, 30_000)
    dear = worth_of([make_package(price_fen=500_000)])[0]
    assert dear.saved_fen == 0


def test_a_package_is_looked_at_by_somebody_else_before_it_is_sold():
    offer = make_offer()
    owner = actor_for(offer.enterprise.applicant)
    row = services.write_package(offer.enterprise, package_said([offer]), actor=owner, now=clock.now())
    services.submit(row, actor=owner, now=clock.now())
    with pytest.raises(Forbidden):
        services.approve(row, actor=owner, now=clock.now())
    with pytest.raises(IllegalTransition):
        services.write_package(offer.enterprise, package_said([offer]), actor=owner, now=clock.now(), package=row)
    assert not Package.objects.open().exists()
    publisher = actor_for(put_on_duty(make_user(), "publisher"))
    services.approve(row, actor=publisher, now=clock.now())
    assert Package.objects.open().get() == row
    drain_all()
    assert Notice.objects.filter(user=offer.enterprise.applicant, title__startswith="套餐开卖了").exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "卡"}, "title"),
        ({"title": "加微信 abc12345678"}, "title"),
        ({"amount": 1}, "amount"),
        ({"minutes": 45}, "minutes"),
        ({"price_fen": 0}, "price"),
        ({"valid_days": 3}, "valid_days"),
        ({"listing_ids": []}, "listings"),
        ({"unit": "month"}, "unit"),
    ],
)
def test_a_package_that_cannot_be(fields, field):
    offer = make_offer()
    with pytest.raises(Invalid) as refused:
        services.write_package(offer.enterprise, package_said([offer], **fields), actor=SYSTEM, now=clock.now())
    assert field in refused.value.extra["fields"]


def test_nobody_sells_what_somebody_else_offers():
    offer, other = make_offer(), make_offer()
    with pytest.raises(Invalid):
        services.write_package(offer.enterprise, package_said([offer, other]), actor=SYSTEM, now=clock.now())


def test_taken_at_the_price_that_was_seen_and_due_once():
    row, person = make_package(), actor_for(make_user())
    with pytest.raises(PackageNotOpen):
        services.take(row, price_fen=row.price_fen - 1, version=row.version, actor=person, now=clock.now())
    card = services.take(row, price_fen=row.price_fen, version=row.version, actor=person, now=clock.now())
    due = card.dues.get()
    assert (card.left, due.payer, due.payee, due.fen) == (10, "customer", "provider", 100_000)
    Package.objects.filter(pk=row.pk).update(price_fen=1)
    card.refresh_from_db()
    assert card.price_fen == 100_000


def test_a_visit_is_covered_exactly_and_nothing_is_due_for_it():
    card = make_pass()
    row = book(card)
    quote = row.quotes.get()
    assert [(line.kind, line.fen) for line in quote.lines.order_by("position")] == [("base", 12_000), ("cover", -12_000)]
    assert (row.state, row.total_fen, quote.total_fen, left(card)) == ("assigned", 0, 0, 9)
    Booking.objects.filter(pk=row.pk).update(state="done")
    bookings.confirm(Booking.objects.with_names().get(pk=row.pk), actor=actor_for(card.customer), now=clock.now())
    assert not row.dues.exists() and left(card) == 9


def test_only_an_accepted_price_uses_a_visit_up():
    card = make_pass()
    held = make_hold(card.listings.get(), customer=card.customer, cover=f"package:{card.number}")
    assert left(card) == 10
    bookings.cancel(held, actor=actor_for(card.customer), now=clock.now(), fee_fen=0)
    assert left(card) == 10 and not PassUse.objects.exists()


def test_cancelled_in_time_it_comes_back_and_late_it_does_not():
    card = make_pass()
    early, late = book(card), book(card, start=tomorrow(15))
    assert left(card) == 8
    bookings.cancel(early, actor=actor_for(card.customer), now=clock.now(), fee_fen=0)
    drain_all()
    assert left(card) == 9
    two_hours_before = late.starts_at - timedelta(hours=2)
    assert bookings.cancel_fee(late, now=two_hours_before).fen == 0
    bookings.cancel(late, actor=actor_for(card.customer), now=two_hours_before, fee_fen=0)
    drain_all()
    assert left(card) == 9 and "不退" in PassUse.objects.get(booking=late).kept_because
    drain_all()
    assert left(card) == 9


def test_what_the_provider_gives_back_comes_back():
    card = make_pass()
    row = book(card)
    soon = row.starts_at - timedelta(hours=1)
    bookings.withdraw(row, actor=SYSTEM, now=soon, note="阿姨病了。", fee_fen=bookings.withdrawal_fee(row, now=soon).fen)
    drain_all()
    assert left(card) == 10


def test_a_pass_holds_only_for_its_offers_its_length_its_days_and_its_owner():
    card = make_pass(amount=2, valid_days=7)
    offer = card.listings.get()
    with pytest.raises(PassElsewhere):
        make_hold(make_offer(), customer=card.customer, cover=f"package:{card.number}")
    with pytest.raises(PassElsewhere):
        make_hold(offer, customer=card.customer, cover=f"package:{card.number}", minutes=180)
    with pytest.raises(PassOver):
        make_hold(offer, customer=card.customer, cover=f"package:{card.number}", start=tomorrow(days=9))
    answer = _client(make_user()).post(
        f"{reverse('bookings:details', args=[offer.pk])}?cover=package:{card.number}",
        {"start": tomorrow().isoformat(), "address": "望京西园四区 12 号楼", "name": "陈女士", "phone": "13800000102"},
    )
    assert answer.status_code == 404
    first = book(card)
    with pytest.raises(PassOver):
        bookings.move_booking(first, actor=actor_for(card.customer), now=clock.now(), start=tomorrow(days=9), fee_fen=0)
    bookings.move_booking(first, actor=actor_for(card.customer), now=clock.now(), start=tomorrow(days=5), fee_fen=0)
    assert Booking.objects.get(pk=first.pk).total_fen == 0
    book(card, start=tomorrow(15))
    with pytest.raises(PassEmpty):
        make_hold(offer, customer=card.customer, cover=f"package:{card.number}", start=tomorrow(days=4))
    assert left(card) == 0


def test_by_the_hour_a_visit_takes_its_minutes():
    card = make_pass(make_package(unit="hour", amount=5, price_fen=25_000))
    book(card, minutes=180)
    assert left(card) == 120


def test_the_database_refuses_a_balance_below_zero():
    card = make_pass()
    with pytest.raises(IntegrityError), transaction.atomic():
        PackagePass.objects.filter(pk=card.pk).update(left=F("left") - 11)


def test_it_reminds_once_and_ends():
    card = make_pass(valid_days=30)
    services.turn_passes(now=clock.now())
    drain_all()
    assert not Notice.objects.filter(title__startswith="套餐快到期了").exists()
    for _ in range(2):
        services.turn_passes(now=clock.now() + timedelta(days=20))
    drain_all()
    assert Notice.objects.filter(user=card.customer, title__startswith="套餐快到期了").count() == 1
    services.turn_passes(now=clock.now() + timedelta(days=31))
    card.refresh_from_db()
    assert card.state == "expired"


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("SVC-28")
def test_defined_bought_and_used_on_the_pages():
    """An enterprise defines it, staff approve, a family buys it and books two visits from it; the balance and the saving are on the pages."""
    offer = make_offer()
    owner, staff, family = _client(offer.enterprise.applicant), _client(put_on_duty(make_user(), "publisher")), make_user()
    form = {
        "title": "日常保洁 5 次卡",
        "listings": [offer.pk],
        "unit": "visit",
        "amount": 5,
        "minutes": 120,
        "price": "540",
        "valid_days": 90,
        "not_included": "",
    }
    assert owner.post(reverse("series:package-new"), form).status_code == 302
    row = Package.objects.get()
    listing_page = reverse("listings:detail", args=[offer.pk])
    assert "日常保洁 5 次卡" not in Client().get(listing_page).content.decode()
    owner.post(reverse("series:package-act", args=[row.pk, "submit"]))
    staff.post(reverse("marketplace_package_decide", args=[row.pk, "publish"]))
    shown = Client().get(listing_page).content.decode()
    assert "日常保洁 5 次卡" in shown and "108.00" in shown and "60.00" in shown
    me = _client(family)
    page = me.get(reverse("series:package", args=[row.pk])).content.decode()
    assert "540.00" in page and "108.00" in page
    taken = me.post(reverse("series:take", args=[row.pk]), {"price_fen": 54_000, "version": 1, "idempotency_key": "one-click"})
    again = me.post(reverse("series:take", args=[row.pk]), {"price_fen": 54_000, "version": 1, "idempotency_key": "one-click"})
    card = PackagePass.objects.get()
    assert taken["Location"] == again["Location"] == reverse("series:pass", args=[card.number])
    times = me.get(reverse("bookings:times", args=[offer.pk])).content.decode()
    assert f"cover=package%3A{card.number}" in times
    for days in (2, 3):
        said = {"start": tomorrow(days=days).isoformat(), "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}
        held = me.post(f"{reverse('bookings:details', args=[offer.pk])}?minutes=120&cover=package:{card.number}", said)
        order = Booking.objects.get(number=held.url.split("/")[-2])
        assert "套餐抵扣" in me.get(held.url).content.decode() and quote_total(order) == 0
        me.post(reverse("bookings:act", args=[order.number, "book"]), {"total_fen": 0})
    assert left(card) == 3 and Booking.objects.filter(state="assigned", total_fen=0).count() == 2
    own = me.get(reverse("series:pass", args=[card.number])).content.decode()
    assert "还剩 3 次" in own and own.count("抵 <span") == 2


def test_a_package_pays_for_one_service_done_by_one_and_for_nothing_beside_it():
    offer = make_offer(workers=2, service_type=service("cleaning-spring"), unit=unit("元/次"), price_fen=88_000)
    card = make_pass(make_package(offer, minutes=480))
    with pytest.raises(Invalid) as refused:
        book(card, start=tomorrow(days=3))
    assert "cover" in refused.value.extra["fields"] and left(card) == 10
    plain = make_pass()
    fridge = add_addon(plain.listings.get(), name="擦冰箱", price_fen=3000, minutes=0, actor=SYSTEM, now=clock.now())
    with pytest.raises(Invalid):
        book(plain, addons=[fridge.pk])
    assert left(plain) == 10


def test_a_level_takes_nothing_off_what_a_package_has_paid():
    person = make_user()
    give(person)
    card = make_pass(customer=person)
    row = book(card)
    kinds = list(row.quotes.get().lines.values_list("kind", "fen"))
    assert row.total_fen == 0 and kinds == [("base", 12_000), ("cover", -12_000)]
