"""An enterprise writes a course, staff approve it; training staff write in the admin (TRN-01)."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.training.models import CoursePage
from cms.training.reference import load_rights, load_tree
from core import clock
from marketplace.enterprises.services import suspend
from notifications.models import Notice
from tests.cms.training.factories import course, course_fields, training_index
from tests.marketplace.factories import make_application, make_enterprise
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty
from tests.rights.payloads import PAYLOADS, dangers

pytestmark = pytest.mark.django_db


def browser(user) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, page: CoursePage, event: str):
    """One step of an enterprise."""
    return client.post(reverse("training:course-act", args=[page.pk, event]))


def decide(client: Client, page: CoursePage, decision: str, comment: str = ""):
    """What staff decide in the admin."""
    task = TaskState.objects.filter(workflow_state__object_id=str(page.pk), status="in_progress").get()
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, decision, task.pk]), {"comment": comment})


def written(owner: Client, **fields: str) -> CoursePage:
    """A draft written through the form."""
    answer = owner.post(reverse("training:course-new"), course_fields(**fields))
    assert answer.status_code == 302, answer.context["form"].errors
    return CoursePage.objects.order_by("-pk")[0]


@pytest.mark.req("TRN-01")
def test_an_enterprise_publishes_a_course_and_visitors_read_and_enquire():
    owner_user = make_user(name="赵安")
    firm, visitor = make_enterprise(owner_user), Client()
    owner, trainer = browser(owner_user), browser(make_staff("training"))
    page = written(owner)
    assert (page.enterprise, page.live, page.fee_fen, page.seats) == (firm, False, 128000, 20)
    assert [block.value["title"] for block in page.syllabus] == ["衣柜", "厨房"]
    address = page.get_url_parts()[2]
    assert visitor.get(address).status_code == 404
    assert act(owner, page, "submit").status_code == 302
    assert "等审核" in owner.get(reverse("training:courses")).content.decode()
    assert decide(trainer, page, "approve").status_code == 302
    text = visitor.get(address).content.decode()
    for said in ("收纳师实操班", "广渠路 28 号 2 层", "1,280", "还剩 20 个名额，共 20 个", firm.legal_name):
        assert said in text
    assert page.title in visitor.get("/training/").content.decode()
    asked = visitor.post(f"/enquiries/new/?about=course:{page.pk}", {"text": "周末上吗？", "name": "刘", "phone": "13900000002"})
    assert asked.status_code == 302
    assert Notice.objects.filter(user=owner_user, title__startswith="课程审核通过了").exists()


def test_an_enterprise_that_is_not_admitted_publishes_nothing():
    applicant = make_user()
    make_application(applicant)
    assert browser(applicant).post(reverse("training:course-new"), course_fields()).status_code == 403
    nobody = browser(make_user())
    assert nobody.post(reverse("training:course-new"), course_fields())["Location"] == reverse("enterprises:apply")
    owner = make_user()
    firm = make_enterprise(owner)
    page = written(browser(owner))
    suspend(firm, actor=actor_for(make_staff("leader")), now=clock.now(), note="查出无证")
    assert act(browser(owner), page, "submit").status_code == 403
    assert not CoursePage.objects.filter(live=True).exists()


def test_sent_back_with_a_reason_changed_and_handed_in_again():
    owner_user = make_user()
    make_enterprise(owner_user)
    owner, trainer = browser(owner_user), browser(make_staff("training"))
    page = written(owner)
    act(owner, page, "submit")
    assert owner.post(reverse("training:course-edit", args=[page.pk]), course_fields()).status_code == 409
    assert decide(trainer, page, "reject", "地点写到楼层。").status_code == 302
    shown = owner.get(reverse("training:course", args=[page.pk])).content.decode()
    assert "退回修改" in shown and "地点写到楼层。" in shown
    assert Notice.objects.filter(user=owner_user, body__contains="地点写到楼层。").exists()
    assert owner.post(reverse("training:course-edit", args=[page.pk]), course_fields(place="广渠路 28 号 3 层")).status_code == 302
    assert act(owner, page, "submit").status_code == 302
    assert decide(trainer, page, "approve").status_code == 302
    assert "广渠路 28 号 3 层" in Client().get(page.get_url_parts()[2]).content.decode()


def test_a_change_of_a_public_course_waits_for_approval():
    owner_user = make_user()
    firm = make_enterprise(owner_user)
    owner, page = browser(owner_user), course(enterprise=firm)
    assert act(owner, page, "submit").status_code == 409
    assert owner.post(reverse("training:course-edit", args=[page.pk]), course_fields(title="改过的名字")).status_code == 302
    assert "改过的名字" not in Client().get(page.url).content.decode()
    assert "有改动没交" in owner.get(reverse("training:courses")).content.decode()
    act(owner, page, "submit")
    assert act(owner, page, "withdraw").status_code == 302
    act(owner, page, "submit")
    decide(browser(make_staff("publisher")), page, "approve")
    assert "改过的名字" in Client().get(page.url).content.decode()
    assert act(owner, page, "hide").status_code == 302
    assert Client().get(page.url).status_code == 404


def test_what_is_wrong_is_said_beside_the_field():
    owner_user = make_user()
    make_enterprise(owner_user)
    owner = browser(owner_user)
    for wrong, field in (
        ({"title": ""}, "title"),
        ({"fee": "很多"}, "fee"),
        ({"fee": "999999999"}, "fee"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"enrol_until": "2099-01-01"}, "enrol_until"),
        ({"taken": "21"}, "taken"),
        ({"syllabus": "（没有名字）"}, "syllabus"),
        ({"district": "0"}, "district"),
    ):
        answer = owner.post(reverse("training:course-new"), course_fields(**wrong))
        assert answer.status_code == 200
        assert field in answer.context["form"].errors, wrong
    assert not CoursePage.objects.exists()


def test_nobody_sees_or_changes_the_course_of_another_enterprise():
    mine, theirs = make_user(), make_user()
    make_enterprise(mine)
    page = course(enterprise=make_enterprise(theirs), state="draft")
    for who in (browser(mine), browser(make_user()), browser(make_staff("training"))):
        assert page.title not in who.get(reverse("training:courses"), follow=True).content.decode()
        for name in ("training:course", "training:course-edit"):
            assert who.get(reverse(name, args=[page.pk])).status_code == 404
        assert who.post(reverse("training:course-edit", args=[page.pk]), course_fields()).status_code == 404
        assert act(who, page, "submit").status_code == 404
    assert Client().get(reverse("training:course", args=[page.pk])).status_code == 302
    staff = put_on_duty(make_user(), "enterprise_staff", page.enterprise.organisation)
    assert browser(staff).get(reverse("training:course", args=[page.pk])).status_code == 200


def test_training_staff_write_in_the_admin_in_yuan():
    trainer = browser(make_staff("training"))
    values = {
        "title": "家政从业人员职业道德",
        "slug": "ethics",
        "intro": "守住三样：隐私、财物、承诺。",
        "enterprise": "",
        "family": "ethics",
        "programme": "",
        "starts_on": "2027-01-10",
        "ends_on": "2027-01-10",
        "sessions": "周日下午。",
        "district": str(course(state="draft").district_id),
        "place": "朝外街道服务站",
        "fee_fen": "128.50",
        "fee_note": "",
        "seats": "80",
        "taken": "0",
        "enrol_until": "2027-01-08",
        "audience": "",
        "certificate": "",
        "cover_art": "training",
        "syllabus": streamfield([("unit", {"title": "守住三样", "hours": "1 课时", "text": "不传照片。"})]),
        "seo_title": "",
        "search_description": "",
        "show_in_menus": "",
        "comments": inline_formset([]),
    }
    address = reverse("wagtailadmin_pages:add", args=["training", "coursepage", training_index().pk])
    assert "课程大纲" in trainer.get(address).content.decode()
    refused = trainer.post(address, nested_form_data({**values, "fee_fen": "很多", "action-publish": "1"}))
    assert refused.status_code == 200
    answer = trainer.post(address, nested_form_data({**values, "action-publish": "1"}))
    assert answer.status_code == 302, answer.context["form"].errors
    page = CoursePage.objects.get(slug="ethics")
    assert (page.live, page.fee_fen, page.enterprise) == (True, 12850, None)
    shown = trainer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'value="128.50"' in shown


def test_what_an_enterprise_writes_comes_out_as_text():
    owner_user = make_user()
    firm = make_enterprise(owner_user)
    owner = browser(owner_user)
    for start in range(0, len(PAYLOADS), 6):
        batch = PAYLOADS[start : start + 6]
        texts = {name: batch[place % len(batch)][:40] for place, name in enumerate(("title", "programme", "place", "fee_note", "audience", "certificate"))}
        units = [{"type": "unit", "value": {"title": text[:60], "hours": text[:12], "text": text[:400]}} for text in batch]
        page = course(enterprise=firm, intro=batch[0][:160], sessions="\n".join(batch)[:500], syllabus=units, **texts)
        for who, address in (
            (Client(), page.url),
            (Client(), "/training/"),
            (owner, reverse("training:courses")),
            (owner, reverse("training:course", args=[page.pk])),
            (owner, reverse("training:course-edit", args=[page.pk])),
        ):
            answer = who.get(address)
            assert answer.status_code == 200
            assert dangers(answer.content.decode(), strict=True) == []


def test_an_enterprises_list_costs_the_same_at_two_sizes(django_assert_num_queries, django_assert_max_num_queries):
    owner_user = make_user()
    firm = make_enterprise(owner_user)
    owner = browser(owner_user)
    for state in ("draft", "waiting", "published"):
        course(enterprise=firm, state=state)
    owner.get(reverse("training:courses"))
    with django_assert_max_num_queries(24) as small:
        owner.get(reverse("training:courses"))
    for _ in range(12):
        course(enterprise=firm, state="draft")
    with django_assert_num_queries(len(small.captured_queries)):
        owner.get(reverse("training:courses"))


def test_reference_data_comes_once():
    assert Workflow.objects.filter(name="课程审核", active=True).count() == 1
    assert training_index().get_workflow().name == "课程审核"
    assert load_tree() == 0 and load_rights() == 0
