"""Postings: from the enterprise's form over the staff's desk to the public list, and off it again (ENT-05)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.outbox.testing import drain_all
from core.states import history_of
from core.templatetags.ui import day
from marketplace.catalog.services import change_category
from marketplace.enterprises.services import reinstate, suspend
from marketplace.recruitment import services
from marketplace.recruitment.errors import CannotEdit, NotYourPosting
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.services.posting import JobsNotApproved
from marketplace.recruitment.tasks import expire_jobs
from members.roles import Role
from notifications.models import Notice
from tests.marketplace.factories import SYSTEM, category, make_application, make_enterprise
from tests.marketplace.recruitment.factories import job_fields, job_page_fields, make_application_for, make_job
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
BOARD = "/jobs/"
NEW = "/enterprise/jobs/new/"
DESK = "/admin/marketplace-recruitment/"


def on_board(title: str) -> bool:
    return title in Client().get(BOARD).content.decode()


@pytest.mark.req("ENT-05")
def test_an_admitted_enterprise_posts_a_job_and_it_drops_off_the_list_when_its_time_is_over(as_user, time_machine) -> None:
    owner = make_user(name="赵安")
    firm = make_enterprise(owner)
    client = as_user(owner)
    last = timezone.localdate(clock.now()) + timedelta(days=3)
    answer = client.post(NEW, job_page_fields(title="金牌月嫂（望京）", last_day=str(last)))
    row = JobPosting.objects.get()
    assert answer.url == reverse("recruitment:enterprise-manage", args=[row.pk]) and row.state == "pending" and row.enterprise == firm
    assert not on_board("金牌月嫂（望京）")
    desk = as_user(make_staff(Role.PUBLISHER))
    assert "金牌月嫂（望京）" in desk.get(DESK).content.decode()
    assert "已经公开" in desk.post(f"{DESK}{row.pk}/approve/", follow=True).content.decode()
    shown = Client().get(f"/jobs/{row.pk}/").content.decode()
    assert on_board("金牌月嫂（望京）") and f"招到 {day(last)}" in shown
    time_machine.move_to(clock.midnight(last + timedelta(days=1)) - timedelta(seconds=5), tick=False)
    assert on_board("金牌月嫂（望京）")
    time_machine.move_to(clock.midnight(last + timedelta(days=1)) + timedelta(seconds=1), tick=False)
    assert not on_board("金牌月嫂（望京）") and Client().get(f"/jobs/{row.pk}/").status_code == 404
    assert JobPosting.objects.get().state == "published"  # the page waited for no job
    assert expire_jobs() == 1 and JobPosting.objects.get().state == "expired"
    assert Notice.objects.filter(user=owner, title="招聘到期了").exists()


def test_an_enterprise_that_is_not_admitted_gets_403(as_user) -> None:
    owner = make_user(name="赵安")
    waiting = make_application(owner)
    client = as_user(owner)
    assert client.get(NEW).status_code == 403 and client.post(NEW, job_page_fields()).status_code == 403
    with pytest.raises(JobsNotApproved):
        services.post_job(actor=actor_for(owner), now=clock.now(), enterprise=waiting, **job_fields())
    assert JobPosting.objects.count() == 0


def test_who_has_no_enterprise_is_led_to_the_application(as_user) -> None:
    assert as_user(make_user()).get(NEW).url == reverse("enterprises:apply")


def test_a_suspended_enterprise_takes_its_postings_with_it_at_once() -> None:
    firm, leader = make_enterprise(), actor_for(make_staff("leader"))
    row = make_job(enterprise=firm)
    assert on_board(row.title) and Client().get(row.get_absolute_url()).status_code == 200
    suspend(firm, actor=leader, now=clock.now(), note="没有年检。")
    assert not on_board(row.title) and Client().get(row.get_absolute_url()).status_code == 404
    assert Client().get(f"/api/v1/jobs/{row.pk}/").status_code == 404
    firm.refresh_from_db()
    reinstate(firm, actor=leader, now=clock.now())
    assert on_board(row.title)


def test_one_enterprise_sees_nothing_of_another(as_user) -> None:
    mine, other = make_user(), make_enterprise()
    make_enterprise(mine)
    foreign = make_job(enterprise=other, state="draft", title="别家的草稿岗位")
    applied = make_application_for(job=foreign)
    client = as_user(mine)
    base = f"/enterprise/jobs/{foreign.pk}/"
    assert [client.get(base + tail).status_code for tail in ("", "edit/", "applications/")] == [404, 404, 404]
    assert client.post(f"{base}submit/").status_code == 404
    assert client.post(f"/enterprise/applications/{applied.pk}/contact/").status_code == 404
    assert "别家的草稿岗位" not in client.get("/enterprise/jobs/").content.decode()
    for verb in (services.submit, services.close, services.renew):
        with pytest.raises(NotFound):
            verb(foreign, actor=actor_for(mine), now=clock.now())
    foreign.refresh_from_db()
    assert foreign.state == "draft"


def test_a_change_waits_for_staff_again_and_is_not_seen_before(as_user) -> None:
    owner = make_user()
    row = make_job(enterprise=make_enterprise(owner), title="旧的岗位名字")
    client = as_user(owner)
    assert "旧的岗位名字" in client.get(f"/enterprise/jobs/{row.pk}/edit/").content.decode()
    client.post(f"/enterprise/jobs/{row.pk}/edit/", job_page_fields(title="新的岗位名字"))
    row.refresh_from_db()
    assert (row.state, row.title, row.programme) == ("pending", "新的岗位名字", "womens_transfer")
    assert not on_board("新的岗位名字") and not on_board("旧的岗位名字")


def test_staff_return_a_posting_with_a_reason_that_the_enterprise_reads(as_user) -> None:
    owner = make_user()
    row = make_job(enterprise=make_enterprise(owner), state="pending", published_at=None)
    desk = as_user(make_staff(Role.PUBLISHER))
    assert desk.post(f"{DESK}{row.pk}/return/", {"note": ""}).status_code == 400
    desk.post(f"{DESK}{row.pk}/return/", {"note": "薪酬写成区间，别写面议。"})
    page = as_user(owner).get(f"/enterprise/jobs/{row.pk}/").content.decode()
    assert "薪酬写成区间，别写面议。" in page and "退回修改" in page


def test_staff_take_a_posting_down_and_it_is_gone_at_once() -> None:
    row, publisher = make_job(), actor_for(make_staff(Role.PUBLISHER))
    assert on_board(row.title)
    services.hide(row, actor=publisher, now=clock.now(), note="岗位不实。")
    assert not on_board(row.title) and Client().get(row.get_absolute_url()).status_code == 404
    services.restore(row, actor=publisher, now=clock.now())
    assert on_board(row.title)


def test_nobody_approves_his_own_enterprises_posting() -> None:
    firm = make_enterprise()
    publisher = put_on_duty(make_staff(Role.PUBLISHER), Role.ENTERPRISE_STAFF, firm.organisation)
    with pytest.raises(NotYourPosting):
        services.approve(make_job(enterprise=firm, state="pending"), actor=actor_for(publisher), now=clock.now())
    with pytest.raises(Forbidden):
        services.approve(make_job(state="pending"), actor=actor_for(make_staff(Role.HR)), now=clock.now())


def test_what_ended_while_it_waited_is_not_approved() -> None:
    row = make_job(state="pending", expires_at=clock.now())
    with pytest.raises(Conflict):
        services.approve(row, actor=SYSTEM, now=clock.now())


def test_renewing_goes_on_for_thirty_days_and_an_expired_one_is_looked_at_again() -> None:
    now = clock.now()
    live, over = make_job(expires_at=now + timedelta(days=1)), make_job(state="expired", expires_at=now - timedelta(days=1))
    for row, state in ((live, "published"), (over, "pending")):
        services.renew(row, actor=SYSTEM, now=now)
        row.refresh_from_db()
        assert (row.state, row.expires_at) == (state, now + timedelta(days=30))
    assert [step.event for step in history_of(over)] == ["renew"]


def test_a_closed_posting_is_not_edited() -> None:
    with pytest.raises(CannotEdit):
        services.edit_job(make_job(state="closed"), actor=SYSTEM, now=clock.now(), title="再改一次")


BAD = [
    ({"title": ""}, "title"),
    ({"description": "打电话 13800001111 找我，马上上岗"}, "description"),
    ({"pay_min_fen": 900_000, "pay_max_fen": 100_000}, "pay_min_fen"),
    ({"pay_max_fen": None}, "pay_max_fen"),
    ({"unit": None}, "unit"),
    ({"positions": 0}, "positions"),
    ({"experience_years": 41}, "experience_years"),
    ({"kind": "volunteer"}, "kind"),
    ({"programme": "nothing"}, "programme"),
    ({"district": None}, "district"),
    ({"expires_at": clock.now() - timedelta(minutes=1)}, "expires_at"),
    ({"expires_at": clock.now() + timedelta(days=200)}, "expires_at"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD)
def test_what_is_wrong_is_named(wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.post_job(actor=SYSTEM, now=clock.now(), enterprise=make_enterprise(), **job_fields(**wrong))
    assert list(refused.value.fields) == [field]


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(as_user) -> None:
    owner = make_user()
    make_enterprise(owner)
    page = as_user(owner).post(NEW, job_page_fields(pay_min="20000", last_day="2020-01-01", title="金牌月嫂")).content.decode()
    assert "招到哪天要在今天以后" in page and 'value="金牌月嫂"' in page
    assert "下限不能比上限高" in as_user(owner).post(NEW, job_page_fields(pay_min="20000")).content.decode()
    assert JobPosting.objects.count() == 0


def test_postings_follow_a_renamed_category() -> None:
    row = make_job()
    change_category(category(), actor=SYSTEM, now=clock.now(), name="居家保洁")
    drain_all()
    assert "居家保洁" in Client().get(row.get_absolute_url()).content.decode()
