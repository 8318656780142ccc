"""Parameters: set by staff from a day on, logged, with history and plans that can be taken back (PAR-01)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid
from core.parameters.declared import Parameter, declare, declared
from core.parameters.errors import AlreadyInForce, AlreadyPlanned
from core.parameters.kinds import Amount, Names, Share, Switch, Whole, Words
from core.parameters.models import ParameterValue
from core.parameters.services import plan_value, withdraw_value
from marketplace.enterprises.parameters import COMMISSION, GRADE_MEANS, REMIND_DAYS
from marketplace.enterprises.states import Grade
from marketplace.listings.parameters import CHARGE_ITEMS, LIFETIME_DAYS
from marketplace.listings.services import approve, post_listing
from members.models import Membership
from members.roles import Role
from tests.core.parameters.factories import planned_value
from tests.marketplace.factories import make_enterprise, offer_fields
from tests.members.factories import actor_for, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/core-parameters/"
SYSTEM = system_actor()


def entered(role: str) -> Client:
    """A browser of somebody with this role."""
    client = Client()
    client.force_login(make_staff(role))
    return client


def set_by(client: Client, parameter: Parameter, value: str, starts_on: str) -> None:
    """Set on the screen."""
    answer = client.post(f"{LIST}{parameter.code}/", {"value": value, "starts_on": starts_on, "reason": "市里的新办法"})
    assert answer.status_code == 302, answer.context["form"].errors


@pytest.mark.req("PAR-01")
def test_levels_staff_charge_items_and_rules_are_set_for_tomorrow_and_hold_tomorrow() -> None:
    now = clock.now()
    tomorrow = str(timezone.localdate(now) + timedelta(days=1))
    publisher, leader = entered(Role.PUBLISHER), entered(Role.LEADER)
    grade = GRADE_MEANS[Grade.A]
    set_by(publisher, LIFETIME_DAYS, "30", tomorrow)
    set_by(publisher, CHARGE_ITEMS, "上门费\n高层外窗加价", tomorrow)
    set_by(leader, COMMISSION, "12.5", tomorrow)
    set_by(leader, grade, "三年没有投诉", tomorrow)
    changed = {"listings.lifetime_days": 30, "listings.charge_items": ["上门费", "高层外窗加价"], "agreements.commission": 1250, grade.code: "三年没有投诉"}
    assert LIFETIME_DAYS.at(now) == 60 and COMMISSION.at(now) == 1000
    for code, value in changed.items():
        entry = AuditEntry.objects.get(function="parameter.plan", detail__code=code)
        assert entry.detail["after"] == value and entry.detail["reason"] == "市里的新办法" and entry.user_id and entry.result == "ok"
    page = publisher.get(LIST).content.decode()
    assert "30 天" in page and "60 天" in page and "12.5%" in page

    author, operator = make_user(), make_user()
    with time_machine.travel(clock.midnight(timezone.localdate(now) + timedelta(days=1)) - timedelta(minutes=1), tick=False):
        today = post_listing(actor=actor_for(author), now=clock.now(), **offer_fields())
        assert (approve(today, actor=SYSTEM, now=clock.now()).expires_at - clock.now()).days == 60  # type: ignore[operator]
    with time_machine.travel(clock.midnight(timezone.localdate(now) + timedelta(days=1)), tick=False):
        later = post_listing(actor=actor_for(author), now=clock.now(), **offer_fields(title="换了规则以后发的"))
        assert (approve(later, actor=SYSTEM, now=clock.now()).expires_at - clock.now()).days == 30  # type: ignore[operator]
        firm, chief = make_enterprise(), entered(Role.LEADER)
        assert "三年没有投诉" in chief.get(f"/admin/marketplace-enterprises/{firm.pk}/").content.decode()
        draft = reverse("marketplace_agreements_draft")
        assert 'value="12.5"' in chief.get(f"{draft}?enterprise={firm.pk}").content.decode()

    place = make_organisation("department", name="呼叫中心")
    form = {"role": "operator", "organisation": place.pk, "reason": "新来的同事"}
    assert entered(Role.ADMINISTRATOR).post(reverse("members_grant", args=[operator.pk]), form).status_code == 302
    duty = Membership.objects.get(user=operator)
    assert duty.role == Role.OPERATOR and duty.since >= now and AuditEntry.objects.filter(function__endswith=".grant", result="ok", at__gte=now).exists()


def test_a_planned_value_is_taken_back_with_a_reason_and_one_in_force_is_not() -> None:
    row = planned_value()
    publisher = entered(Role.PUBLISHER)
    there = f"{LIST}values/{row.pk}/withdraw/"
    assert "写清为什么" in publisher.post(there, {"note": ""}).content.decode()
    assert publisher.post(there, {"note": "领导说先不改"}).status_code == 302
    page = publisher.get(f"{LIST}listings.lifetime_days/").content.decode()
    assert "撤回了" in page and "领导说先不改" in page
    assert LIFETIME_DAYS.at(clock.now() + timedelta(days=30)) == 60
    assert AuditEntry.objects.filter(function="parameter.withdraw", result="ok").count() == 1
    again = plan_value(LIFETIME_DAYS, value=90, reason="马上就改", actor=SYSTEM, now=clock.now())
    for one in (row, again):
        with pytest.raises(AlreadyInForce):
            withdraw_value(one, LIFETIME_DAYS, actor=SYSTEM, now=clock.now() + timedelta(seconds=1), note="来不及了")
    assert LIFETIME_DAYS.at(clock.now()) == 90


def test_the_database_refuses_to_change_history() -> None:
    row = planned_value()
    for change in ({"value": 1}, {"effective_from": clock.now()}):
        with pytest.raises(Error), transaction.atomic():
            ParameterValue.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        row.delete()
    assert ParameterValue.objects.get(pk=row.pk).value == 45


BAD = [
    ("0", "", "1 到 365 天"),
    ("366", "", "1 到 365 天"),
    ("x", "", "整数"),
    ("60", "", "本来就是这个值"),
    ("30", "2020-01-01", "过去的日子"),
    ("30", "2099-01-01", "三年"),
]


@pytest.mark.parametrize(("value", "starts_on", "said"), BAD)
def test_what_is_wrong_is_said_beside_the_field(value: str, starts_on: str, said: str) -> None:
    answer = entered(Role.PUBLISHER).post(f"{LIST}listings.lifetime_days/", {"value": value, "starts_on": starts_on, "reason": "先试一下"})
    assert answer.status_code == 400 and not ParameterValue.objects.exists()
    assert said in answer.content.decode()


def test_two_values_do_not_begin_on_one_day() -> None:
    day = timezone.localdate() + timedelta(days=3)
    plan_value(LIFETIME_DAYS, value=90, starts_on=day, reason="节后放宽", actor=SYSTEM, now=clock.now())
    with pytest.raises(AlreadyPlanned):
        plan_value(LIFETIME_DAYS, value=45, starts_on=day, reason="又改主意", actor=SYSTEM, now=clock.now())
    assert LIFETIME_DAYS.at(clock.now() + timedelta(days=4)) == 90


def test_who_may_look_and_who_may_set() -> None:
    for role, looks, sets in (
        (Role.PUBLISHER, 200, 302),
        (Role.ADMINISTRATOR, 200, 302),
        (Role.AUDITOR, 200, 403),
        (Role.LEADER, 200, 403),
        (Role.OPERATOR, 403, 403),
    ):
        client = entered(role)
        assert client.get(LIST).status_code == looks
        day = str(timezone.localdate() + timedelta(days=20 + len(role)))
        assert client.post(f"{LIST}listings.max_photos/", {"value": str(len(role)), "starts_on": day, "reason": "按月调整"}).status_code == sets, role
    with pytest.raises(Forbidden):
        plan_value(COMMISSION, value=900, reason="不归我管", actor=actor_for(make_staff(Role.PUBLISHER)), now=clock.now())
    assert REMIND_DAYS.at(clock.now()) == 30


def test_reading_many_costs_one_query_each_and_a_change_is_seen_at_once(django_assert_num_queries) -> None:
    LIFETIME_DAYS.at(clock.now())
    with django_assert_num_queries(1):
        assert LIFETIME_DAYS.at(clock.now()) == 60
    plan_value(LIFETIME_DAYS, value=61, reason="马上就改", actor=SYSTEM, now=clock.now())
    assert LIFETIME_DAYS.at(clock.now()) == 61


def test_every_kind_refuses_what_it_is_not_and_says_its_values() -> None:
    shown = [
        (Whole(1, 9, "天"), 3, "3 天", [0, 10, True, "3", None]),
        (Amount(100_00), 12_50, "12.50 元", [-1, 100_01, 1.5]),
        (Share(3000), 1250, "12.5%", [3001, -1, "12"]),
        (Switch("开", "关"), False, "关", [0, "0", None]),
        (Words(4), "四个字呀", "四个字呀", ["", "五个字多了", "换\n行", 4]),
        (Names(3, 2), ["一", "二"], "一、二", [[], ["一", "一"], ["一", "二", "三"], ["四个字呀"], "一"]),
    ]
    for kind, good, text, bad in shown:
        assert kind.problem(good) == "" and kind.shown(good) == text
        assert all(kind.problem(value) for value in bad), kind
    with pytest.raises(ValueError, match="two parameters"):
        declare(Parameter("listings.lifetime_days", "别处", "另一个", Whole(1, 2), 1))
    with pytest.raises(ValueError, match="1 到 2"):
        declare(Parameter("core.never", "别处", "不对的", Whole(1, 2), 3))
    assert len({one.code for one in declared()}) == len(declared()) >= 15
    with pytest.raises(Invalid):
        plan_value(LIFETIME_DAYS, value=True, reason="这不是数", actor=SYSTEM, now=clock.now())
