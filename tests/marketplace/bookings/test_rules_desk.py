"""Staff change how services are booked, done, cancelled and engaged: with what families will read, clear errors and a history (X-BK-03, X-BK-06)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from marketplace.bookings.models import Policy, ProcessStep, ServiceRule
from marketplace.engagements.models import EngagementRule
from marketplace.series.models import SeriesRule
from marketplace.warranty import queries as warranties
from marketplace.warranty.models import WarrantyRule
from tests.marketplace.bookings.factories import make_offer, make_order, service, tomorrow
from tests.marketplace.factories import district
from tests.marketplace.ratings.factories import finished
from tests.members.factories import make_staff
from tests.rights.bodies import LONG_RULE, POLICY, RULE, SERIES_RULE

pytestmark = pytest.mark.django_db


def desk(role: str = "leader") -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def rule_of(offer) -> ServiceRule:
    return ServiceRule.objects.get_or_create(service_type=offer.service_type)[0]


def starts_of(offer) -> list[str]:
    asked = {"district": district().code, "minutes": 120, "first_day": f"{timezone.localdate(tomorrow())}", "days": 1}
    return [item["start"][11:16] for item in Client().get(reverse("api-listing-slots", args=[offer.pk]), asked).json()["items"]]


def test_a_rule_is_looked_at_saved_and_holds_for_the_next_family_and_its_history_says_what_changed():
    offer, client = make_offer(), desk()
    rule = rule_of(offer)
    url = reverse("marketplace_bookings_rules:edit", args=[rule.pk])
    body = RULE | {"interval_minutes": "60", "steps": "进门换鞋套\n先看一遍", "evidence": "做完拍一张", "efforts": "面积 10 20 20 300 90"}
    before = starts_of(offer)
    looked = client.post(url, body | {"preview": "1"})
    assert looked.status_code == 200
    text = looked.content.decode()
    assert "保存以后家庭会看到" in text and "每 1 小时一个时段" in text and "流程 2 步，留证 1 样" in text and "下单时问：房子多大" in text
    assert starts_of(offer) == before and not AuditEntry.objects.filter(function__startswith="booking_rule").exists()
    assert client.post(url, body | {"efforts": ""}).status_code == 302
    assert starts_of(offer) == [start for start in before if start.endswith(":00")] != before
    order = make_order(offer)
    assert list(order.checklist.filter(kind="step").order_by("position").values_list("text", flat=True)) == ["进门换鞋套", "先看一遍"]
    assert client.post(url, body | {"efforts": "", "interval_minutes": "60", "steps": ""}).status_code == 302
    assert order.checklist.filter(kind="step").count() == 2  # what was ordered keeps its process
    page = client.get(url).content.decode()
    for said in ("家庭现在看到", "改过 2 次", "每隔几分钟一个时段：30 → 60", "步骤：2 条 → 0 条"):
        assert said in page
    assert AuditEntry.objects.filter(function="booking_rule.change", object_id=str(rule.pk)).count() == 2
    assert desk("dispatcher").get(reverse("marketplace_bookings_rules:index")).status_code == 200
    assert desk("dispatcher").post(url, body).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"least_minutes": "200"}, "最少 15 分钟，不能比一般的长"),
        ({"most_minutes": "60"}, "不能比一般的短"),
        ({"interval_minutes": "25"}, "只能是 10、15、20、30 或 60 分钟"),
        ({"notice_minutes": "99999"}, "没有时间可约"),
        ({"most_hands": "3"}, "写明一个人做到几分钟加"),
        ({"efforts": "阳台 1 2 3 4 5"}, "写得不对"),
        ({"efforts": "面积 10 20 90 300 20"}, "有一行的数不对"),
        ({"steps": "打 13800000102"}, "不写电话"),
        ({"night_share": "99999"}, "加三倍"),
        ({"hands": "9"}, "1 到 6 个人"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_beside_its_field(wrong, said):
    rule = rule_of(make_offer(workers=0))
    before = ServiceRule.objects.filter(pk=rule.pk).values()[0]
    answer = desk().post(reverse("marketplace_bookings_rules:edit", args=[rule.pk]), RULE | wrong)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert ServiceRule.objects.filter(pk=rule.pk).values()[0] == before


def test_a_policy_is_changed_for_the_next_order_and_not_for_the_last():
    offer, client = make_offer(), desk("administrator")
    first = Policy.objects.get(first=True)
    url = reverse("marketplace_bookings_policies:edit", args=[first.pk])
    order = make_order(offer)
    body = POLICY | {"name": first.name, "first": "on", "windows": "家庭 取消 2880 定额 3000 服务人员\n家庭 改时间 1440 要双方同意 0 服务人员"}
    seen = client.post(url, body | {"preview": "1"}).content.decode()
    assert "家庭取消，离上门不到 2 天，付 30.00 元，给服务人员" in seen and order.terms["windows"] != []
    assert client.post(url, body).status_code == 302
    after = make_order(offer, start=tomorrow(14))
    assert after.terms["windows"][0][2:5] == [2880, "fixed", 3000]
    order.refresh_from_db()
    assert order.terms["windows"][0][2:5] != [2880, "fixed", 3000]
    for wrong, said in (
        ({"windows": "家庭 取消 180"}, "写得不对"),
        ({"windows": "家庭 改时间 180 定额 1 服务人员"}, "至少写一档：家庭取消"),
        ({"windows": "家庭 取消 180 按总价的比例 20000 服务人员"}, "最多 10000"),
        ({"first": ""}, "总要有一条"),
    ):
        answer = client.post(url, {key: value for key, value in (body | wrong).items() if value})
        assert answer.status_code == 200 and said in answer.content.decode()
    other = Policy.objects.get(first=False)
    assert client.post(reverse("marketplace_bookings_policies:edit", args=[other.pk]), POLICY | {"first": "on"}).status_code == 302
    assert list(Policy.objects.filter(first=True)) == [other]


def test_the_common_process_is_that_of_every_service_without_its_own():
    client = desk()
    url = reverse("marketplace_bookings_process")
    assert client.post(url, {"steps": "报名字，换鞋套\n一起看一遍", "evidence": "做完拍一张"}).status_code == 302
    kind = service()
    ProcessStep.objects.filter(service_type=kind).delete()
    order = make_order(make_offer(service_type=kind))
    assert set(order.checklist.exclude(kind="check").values_list("text", flat=True)) == {"报名字，换鞋套", "一起看一遍", "做完拍一张"}
    assert "至少写一条" in client.post(url, {"steps": "", "evidence": ""}).content.decode()
    assert AuditEntry.objects.filter(function="booking_process.change").count() == 1


def test_a_rule_of_a_long_service_is_looked_at_saved_and_its_errors_are_said():
    client, row = desk(), EngagementRule.objects.select_related("service_type").order_by("pk")[0]
    url = reverse("marketplace_engagements_rules:edit", args=[row.pk])
    body = LONG_RULE | {"trial_days": "5", "assessment_fen": "88"}
    seen = client.post(url, body | {"preview": "1"}).content.decode()
    assert "前 5 天试用，不合适只付做过的天数" in seen and "大约 1 小时，收 88.00 元" in seen
    row.refresh_from_db()
    assert row.trial_days != 5
    assert client.post(url, body).status_code == 302
    row.refresh_from_db()
    assert (row.trial_days, row.assessment_fen) == (5, 8800)
    page = client.get(url).content.decode()
    assert "试用几天" in page and "→ 5" in page
    for wrong, said in (({"most_units": "0"}, "不能比最少的少"), ({"assessment_minutes": "5"}, "15 到 480 分钟"), ({"trial_days": "31"}, "最多 30 天")):
        answer = client.post(url, body | wrong)
        assert answer.status_code == 200 and said in answer.content.decode()


def test_a_rule_of_series_says_whether_by_the_month_and_what_is_given_back():
    client, row = desk(), SeriesRule.objects.get(service_type__code="cooking")
    url = reverse("marketplace_series_rules:edit", args=[row.pk])
    body = SERIES_RULE | {"rhythms": ["weekly", "fortnightly"], "credit_share": "5000"}
    seen = client.post(url, body | {"preview": "1"}).content.decode()
    assert "可以包月，最多 6 个月" in seen and "退回那一次的 50%" in seen and "每周、每两周" in seen
    row.refresh_from_db()
    assert row.credit_share == 10000, "looked at, not saved"
    assert client.post(url, body).status_code == 302
    row.refresh_from_db()
    assert (row.most_months, row.credit_share, row.rhythms) == (6, 5000, ["weekly", "fortnightly"])
    page = client.get(url).content.decode()
    assert "跳过、暂停的一次退多少（万分之几）：10000 → 5000" in page and "家庭现在看到" in page
    for wrong, said in (
        ({"rhythms": []}, "至少选一种"),
        ({"rhythms": ["month_day"]}, "先选「每周」"),
        ({"most_visits": "1"}, "不能比最少的少"),
        ({"most_months": "13"}, "1 到 12 个月"),
        ({"credit_share": "20000"}, "0 到 10000"),
    ):
        answer = client.post(url, body | wrong)
        assert answer.status_code == 200 and said in answer.content.decode()
    assert AuditEntry.objects.filter(function="series_rule.change", object_id=str(row.pk)).count() == 1
    assert desk("dispatcher").get(reverse("marketplace_series_rules:index")).status_code == 200
    assert desk("dispatcher").post(url, body).status_code == 403


def test_a_warranty_is_changed_for_the_next_order_and_not_for_the_last():
    client, row = desk(), WarrantyRule.objects.select_related("service_type").get(service_type__code="cleaning-everyday")
    url = reverse("marketplace_warranty_rules:edit", args=[row.pk])
    before = finished(make_offer(service_type=row.service_type))
    assert "保修 5 天：做完以后 5 天里" in client.post(url, {"days": "5", "preview": "1"}).content.decode()
    assert client.post(url, {"days": "5"}).status_code == 302
    offer = make_offer(service_type=row.service_type, title="深度保洁，三小时起")
    after = finished(offer)
    assert [(warranties.until_of(one) - one.ended_at).days for one in (before, after)] == [2, 5]
    assert "保修 5 天" in Client().get(reverse("listings:detail", args=[offer.pk])).content.decode()
    assert client.post(url, {"days": "0"}).status_code == 302
    assert [(warranties.until_of(one) - one.ended_at).days for one in (before, after)] == [2, 5], "as long as when they were ordered"
    assert warranties.until_of(finished(make_offer(service_type=row.service_type, title="除尘，两小时起"))) is None
    assert "保修几天：2 → 5" in client.get(url).content.decode()
    assert "0 到 730 天" in client.post(url, {"days": "731"}).content.decode()
    fresh = desk("administrator").post(reverse("marketplace_warranty_rules:add"), {"service_type": service("cooking").pk, "days": "3"})
    assert fresh.status_code == 302 and WarrantyRule.objects.get(service_type__code="cooking").days == 3
