"""Grades and titles: by staff, with reasons, logged, shown (ENT-10, ENT-15)."""

import pytest
from django.db import InternalError, transaction
from django.db.utils import DatabaseError
from django.test import Client

from core.audit.models import AuditEntry
from core.outbox.testing import drain_all
from marketplace.enterprises.models import Assessment, Enterprise
from members.roles import Role
from notifications.models import Notice
from tests.marketplace.factories import make_application, make_enterprise
from tests.members.factories import make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
LIST = "/admin/marketplace-enterprises/"


@pytest.mark.req("ENT-10")
def test_staff_audit_and_grade_a_supplier_and_each_decision_is_logged_with_reviewer_and_reason(as_user) -> None:
    owner, leader, regulator = make_user(name="赵安"), make_staff(Role.LEADER, name="林主任"), make_staff(Role.REGULATOR, name="方科长")
    row = make_application(owner)
    as_user(leader).post(f"{LIST}{row.pk}/approve/")
    answer = as_user(leader).post(f"{LIST}{row.pk}/assess/grade/", {"value": "B", "reason": "证照齐，十月有两起迟到。"})
    assert answer.status_code == 302
    as_user(regulator).post(f"{LIST}{row.pk}/assess/grade/", {"value": "A", "reason": "整改到位，三个月零投诉。"})
    rows = list(Assessment.objects.order_by("pk").values_list("value", "before", "reviewer_id", "reviewer_name", "reason"))
    assert rows == [
        ("B", "", leader.pk, "林主任", "证照齐，十月有两起迟到。"),
        ("A", "B", regulator.pk, "方科长", "整改到位，三个月零投诉。"),
    ]
    page = as_user(make_staff(Role.AUDITOR)).get(f"{LIST}{row.pk}/").content.decode()
    for text in ("林主任", "方科长", "证照齐，十月有两起迟到。", "整改到位，三个月零投诉。", "通过", "A 级"):
        assert text in page
    logged = AuditEntry.objects.filter(object_id=str(row.pk), function__in=["enterprise.approve", "enterprise.grade"]).order_by("pk")
    assert list(logged.values_list("function", "user_id")) == [
        ("enterprise.approve", leader.pk),
        ("enterprise.grade", leader.pk),
        ("enterprise.grade", regulator.pk),
    ]
    assert logged.last().detail["reason"] == "整改到位，三个月零投诉。"
    assert "整改到位，三个月零投诉。" in Notice.objects.get(user=owner, title="评级定为 A 级").body
    assert "评级定为 A 级" in as_user(owner).get("/enterprise/agreements/").content.decode()
    assert Client().get(f"/api/v1/enterprises/{row.pk}/").json()["grade"] == "A"


@pytest.mark.req("ENT-15")
def test_a_lead_enterprise_is_badged_on_card_page_and_search_and_not_any_more_when_it_is_taken_away(as_user) -> None:
    row, regulator = make_enterprise(), make_staff(Role.REGULATOR)
    places = ("/enterprises/", f"/enterprises/{row.pk}/", "/search/?q=安心家政&type=enterprise")
    drain_all()
    for place in places:
        shown = Client().get(place).content.decode()
        assert "安心家政" in shown and "龙头企业" not in shown
    assert as_user(regulator).post(f"{LIST}{row.pk}/assess/honour/", {"value": "lead", "reason": "市家政协会 2026 年评定。"}).status_code == 302
    drain_all()
    for place in places:
        assert "龙头企业" in Client().get(place).content.decode(), place
    assert Client().get(f"/api/v1/enterprises/{row.pk}/").json()["honour"] == "龙头企业"
    as_user(regulator).post(f"{LIST}{row.pk}/assess/honour/", {"value": "exemplar", "reason": "改评示范企业。"})
    drain_all()
    for place in places:
        shown = Client().get(place).content.decode()
        assert "示范企业" in shown and "龙头企业" not in shown, place
    as_user(regulator).post(f"{LIST}{row.pk}/assess/honour/", {"value": "", "reason": "出了重大投诉，撤销。"})
    drain_all()
    for place in places:
        assert "示范企业" not in Client().get(place).content.decode(), place
    assert list(Assessment.objects.order_by("pk").values_list("value", flat=True)) == ["lead", "exemplar", ""]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"value": "E", "reason": "没有这一级的。"}, "选 A、B、C、D"),
        ({"value": "A", "reason": "好"}, "写清理由"),
        ({"value": "A", "reason": "好" * 501}, "写清理由"),
    ],
)
def test_a_grade_without_sense_or_reason_is_refused_and_what_was_typed_is_kept(as_user, sent, said) -> None:
    row = make_enterprise()
    answer = as_user(make_staff(Role.LEADER)).post(f"{LIST}{row.pk}/assess/grade/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and said in page and sent["reason"] in page
    assert not Assessment.objects.exists() and Enterprise.objects.get(pk=row.pk).grade == ""


def test_only_whoever_may_and_never_ones_own(as_user) -> None:
    row = make_enterprise()
    path, sent = f"{LIST}{row.pk}/assess/", {"value": "A", "reason": "证照齐，没有投诉。"}
    assert as_user(make_staff(Role.OPERATOR)).post(f"{path}grade/", sent).status_code == 403
    assert as_user(make_staff(Role.LEADER)).post(f"{path}honour/", {**sent, "value": "lead"}).status_code == 403
    inside = put_on_duty(make_staff(Role.LEADER), Role.ENTERPRISE_STAFF, row.organisation)
    assert as_user(inside).post(f"{path}grade/", sent).status_code == 403
    assert as_user(make_staff(Role.LEADER)).post(f"{path}colour/", sent).status_code == 404
    assert not Assessment.objects.exists()
    assert AuditEntry.objects.filter(result="refused", object_id=str(row.pk)).count() >= 3


def test_an_application_is_not_graded_and_the_same_title_not_given_twice(as_user) -> None:
    waiting, row = make_application(make_user()), make_enterprise()
    regulator = as_user(make_staff(Role.REGULATOR))
    assert regulator.post(f"{LIST}{waiting.pk}/assess/grade/", {"value": "A", "reason": "证照齐，没有投诉。"}).status_code == 400
    assert regulator.post(f"{LIST}{row.pk}/assess/honour/", {"value": "", "reason": "本来就没有的。"}).status_code == 400
    assert not Assessment.objects.exists()


def test_what_was_said_is_never_edited(as_user) -> None:
    row = make_enterprise()
    as_user(make_staff(Role.LEADER)).post(f"{LIST}{row.pk}/assess/grade/", {"value": "C", "reason": "整改中，两周后复查。"})
    said = Assessment.objects.get()
    for change in (lambda: Assessment.objects.update(value="A"), said.delete):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            change()
    said.refresh_from_db()
    assert said.value == "C"
