"""Member levels: data that changes the quoted price; the visitor sees the plain one (MEM-08, MEM-10)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import Forbidden, Invalid
from core.money import WHOLE
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.charging import lines_of, total_of
from marketplace.bookings.models import Booking, Quote
from marketplace.bookings.services.moving import price_there
from marketplace.levels import queries, services
from marketplace.levels.errors import AlreadyWithdrawn, NotToOneself
from marketplace.levels.models import MOST_SHARE, LevelGrant, LevelTerms, MemberLevel
from marketplace.pricing.services import publish_guidance
from tests.marketplace.bookings.factories import customer_of, make_hold, make_offer, make_order, owner_of, service, tomorrow
from tests.marketplace.factories import SYSTEM, unit
from tests.marketplace.levels.factories import WHY, give
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
BASE = {"unit": "hour", "unit_label": "元/小时", "complexity": WHOLE, "night_share": 2000, "holiday_share": 0, "night_minutes": 0, "amount": 1}


def today():
    return timezone.localdate(clock.now())


def gold() -> MemberLevel:
    return MemberLevel.objects.get(code="gold")


@given(
    price=st.integers(1, 10**7),
    minutes=st.integers(15, 1440),
    night=st.integers(0, 15),
    urgent=st.integers(0, 10**5),
    share=st.integers(0, MOST_SHARE),
)
def test_the_discount_is_one_line_rounded_once_and_the_lines_sum_to_the_total(price, minutes, night, urgent, share) -> None:
    plain = {**BASE, "price_fen": price, "minutes": minutes, "night_minutes": night, "urgent_fen": urgent}
    member = {**plain, "member": {"level": "gold", "name": "金邻会员", "share": share, "bearer": "platform"}}
    whole, lines = total_of(plain), lines_of(member)
    less = [line for line in lines if line.kind == "member"]
    assert lines_of(plain) == [line for line in lines if line.kind != "member"]
    assert len(less) <= 1 and sum(line.fen for line in lines) == total_of(member)
    taken = whole - total_of(member)
    # Half up, once, of the whole: never more than half a fen away from the exact share.
    assert taken == -sum(line.fen for line in less) and -WHOLE < 2 * (taken * WHOLE - whole * share) <= WHOLE
    assert 0 <= taken <= whole


@pytest.mark.req("MEM-08")
def test_a_level_is_data_that_changes_the_quoted_price_from_its_day_on(as_user) -> None:
    leader, clerk, member = make_staff("leader"), make_staff("card_desk"), make_user(name="陈敏")
    offer = make_offer()
    assert total_of(make_hold(offer, customer=member).quotes.get().inputs) == 12_000
    desk = as_user(clerk)
    form = {"phone": member.phone, "level": gold().pk, "starts_on": str(today()), "months": "12", "reason": WHY}
    assert desk.post(reverse("marketplace_level_grants_issue"), form).status_code == 302
    grant = LevelGrant.objects.get()
    assert (grant.user, grant.granted_by, grant.reason, grant.source) == (member, clerk, WHY, "staff")
    held = make_hold(offer, customer=member)
    quote = held.quotes.get()
    assert [(line.kind, line.fen) for line in quote.lines.order_by("position")] == [("base", 12_000), ("member", -600)] and quote.total_fen == 11_400
    assert quote.inputs["member"] == {"level": "gold", "name": "金邻会员", "share": 500, "bearer": "platform"}
    page = as_user(member).get(reverse("bookings:order", args=[held.number])).content.decode()
    assert "会员优惠" in page and "接受 114.00 元" in page
    worth = {
        "level": gold().pk,
        "discount_share": "6.5",
        "priority": "4",
        "points_share": "150",
        "orders_needed": "5",
        "perks": "电话进来先接\n每年一次上门看现场",
    }
    boss = as_user(leader)
    assert boss.post(reverse("marketplace_levels"), {**worth, "starts_on": str(today() + timedelta(days=10))}).status_code == 302
    assert queries.rights_of(member.pk, today()).share == 500
    later = queries.rights_of(member.pk, today() + timedelta(days=10))
    assert (later.share, later.priority, later.points_share, later.perks) == (650, 4, 15_000, ["电话进来先接", "每年一次上门看现场"])
    assert "定好了，还没到日子" in boss.get(reverse("marketplace_levels")).content.decode()
    refused = boss.post(reverse("marketplace_levels"), {**worth, "starts_on": str(today() - timedelta(days=1))})
    assert refused.status_code == 400 and "已经过去的不能改" in refused.content.decode()
    assert queries.rights_of(member.pk, grant.ends_on) is None
    assert as_user(clerk).post(reverse("marketplace_level_grant_withdraw", args=[grant.pk]), {"note": "给错了人"}).status_code == 302
    assert queries.rights_of(member.pk, today()) is None
    assert make_hold(offer, customer=member).quotes.get().total_fen == 12_000


@pytest.mark.req("MEM-10")
def test_a_member_sees_his_price_beside_the_plain_one_and_a_visitor_an_invitation(as_user) -> None:
    member, other = make_user(name="陈敏"), make_user(name="老赵")
    give(member)
    offer = make_offer(price_fen=6_550)
    page, part = reverse("listings:detail", args=[offer.pk]), reverse("levels:price", args=[offer.pk])
    stored = {as_user(who).get(page).content for who in (None, member)}
    assert len(stored) == 1 and part in (text := stored.pop().decode()) and "会员登录看会员价" in text
    said = as_user(member).get(part).content.decode()
    assert "62.22" in said and "金邻会员" in said and "电话进来先接" in said
    visitor = as_user(None).get(part).content.decode()
    assert "会员登录看会员价" in visitor and "62.22" not in visitor and "电话进来先接" not in visitor
    assert "你还没有会员等级" in as_user(other).get(part).content.decode()
    price = reverse("api-member-price", args=[offer.pk])
    assert as_user(member).get(price).json() == {
        "price_yuan": "65.50", "member_price_yuan": "62.22", "level": "gold", "level_name": "金邻会员", "discount_share": 500,
    }  # fmt: skip
    assert as_user(None).get(price).json()["member_price_yuan"] is None
    levels = reverse("api-member-levels")
    assert (mine := as_user(member).get(levels).json())["mine"] == "gold" and "电话进来先接" in mine["perks"]
    assert as_user(None).get(levels).json()["perks"] == [] and as_user(None).get(levels).json()["count"] == 3
    own = as_user(member).get(reverse("levels:mine")).content.decode()
    assert "金邻会员" in own and "邻家会员" in own and WHY in own and "电话进来先接" in own
    public = as_user(None).get(reverse("levels:list")).content.decode()
    assert "12 个月内完成 10 单" in public and "电话进来先接" not in public
    offer.state = "hidden"
    offer.save(update_fields=["state"])
    assert as_user(member).get(part).status_code == 404


def test_the_platform_bears_it_and_the_provider_gets_the_whole(as_user) -> None:
    member = make_user()
    give(member)
    order = make_order(customer=member)
    assert order.total_fen == 11_400 and order.rate_fen == 6_000
    Booking.objects.filter(pk=order.pk).update(state="done")
    bookings.confirm(Booking.objects.get(pk=order.pk), actor=customer_of(order), now=clock.now())
    dues = {(due.kind, due.payer, due.payee): due.fen for due in order.dues.all()}
    assert dues == {("service", "customer", "provider"): 11_400, ("member", "platform", "provider"): 600}


def test_moving_and_a_price_of_the_providers_own_keep_the_level_of_the_day_it_was_placed() -> None:
    member = make_user()
    grant = give(member)
    order = make_order(make_offer(rule={"instant": False, "night_share": 2000}, hours=tuple((day, 8 * 60, 22 * 60) for day in range(7))), customer=member)
    services.withdraw_level(grant, actor=SYSTEM, now=clock.now(), note="给错了人")
    # Two hours in the evening cost a fifth more, and of that the level takes its share.
    assert price_there(order, tomorrow(20)) == 14_400 - 720
    bookings.offer_price(order, actor=owner_of(order), now=clock.now(), price_fen=20_000, note="要多带一台机器")
    quote = Quote.objects.get(booking=order, version=2)
    assert quote.total_fen == 19_000 and [line.kind for line in quote.lines.order_by("position")] == ["base", "member"]


def test_the_guidance_mark_speaks_of_the_providers_price(as_user) -> None:
    member = make_user()
    give(member, "family")
    publish_guidance(actor=SYSTEM, now=clock.now(), service_type=service(), starts_on=today(), low_fen=4_000, high_fen=5_800, unit=unit())
    offer = make_offer()
    assert queries.member_price(offer.price_fen, queries.rights_of(member.pk, today())) == 5_520
    assert "高于指导价" in as_user(member).get(reverse("listings:detail", args=[offer.pk])).content.decode()


def test_enough_finished_orders_give_a_level_for_a_year_once() -> None:
    member, offer = make_user(), make_offer()
    orders = [make_order(offer, customer=member, start=tomorrow(days=2 + number)) for number in range(4)]
    for order in orders:
        Booking.objects.filter(pk=order.pk).update(state="done")
        bookings.confirm(Booking.objects.get(pk=order.pk), actor=customer_of(order), now=clock.now())
        drain_all()
    [grant] = LevelGrant.objects.filter(user=member)
    assert (grant.level.code, grant.source, grant.reason) == ("silver", "rule", "12 个月内完成 3 单")
    assert (grant.ends_on - grant.starts_on).days == 365
    assert services.reach(member.pk, finished=30, actor=SYSTEM, now=clock.now()).level.code == "family"
    assert services.reach(member.pk, finished=30, actor=SYSTEM, now=clock.now()) is None
    assert queries.rights_of(member.pk, today()).code == "family"


def test_who_gives_levels_gives_himself_none_and_what_was_given_is_never_edited() -> None:
    clerk, now = make_staff("card_desk"), clock.now()
    wanted = {"starts_on": today(), "ends_on": None, "reason": WHY}
    with pytest.raises(NotToOneself):
        services.grant_level(clerk, gold(), actor=actor_for(clerk), now=now, **wanted)
    with pytest.raises(Forbidden):
        services.grant_level(make_user(), gold(), actor=actor_for(make_user()), now=now, **wanted)
    with pytest.raises(Invalid):
        services.grant_level(make_user(), gold(), actor=actor_for(clerk), now=now, **{**wanted, "reason": " 给 "})
    grant = services.grant_level(make_user(), gold(), actor=actor_for(clerk), now=now, **wanted)
    services.withdraw_level(grant, actor=actor_for(clerk), now=now, note="给错了人")
    with pytest.raises(AlreadyWithdrawn):
        services.withdraw_level(grant, actor=actor_for(clerk), now=now, note="给错了人")
    for statement in ("UPDATE levels_levelgrant SET reason = 'x'", "DELETE FROM levels_levelgrant", "UPDATE levels_levelterms SET discount_share = 9"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert LevelTerms.objects.count() == 3
