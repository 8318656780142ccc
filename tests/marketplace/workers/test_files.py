"""A file from its opening to work and out of it (WRK-01, WRK-02, WRK-12, BKG-14, X-TR-03)."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.audit.models import AuditEntry
from core.errors import Forbidden, IllegalTransition, Invalid, NotFound
from core.outbox.models import OutboxEvent
from core.outbox.testing import drain_all
from core.states import history_of
from marketplace.catalog.services import merge_service_type
from marketplace.workers import services
from marketplace.workers.errors import Blacklisted, FileClosed, HasFile, IdentityFixed, NotYourOwnFile, PersonKnown, SameJudge, VettingIncomplete
from marketplace.workers.models import Paper, PaperKind, Worker
from marketplace.workers.queries.own import own_data
from members.models import Membership
from members.roles import Role
from notifications.models import Notice
from tests.marketplace.factories import SYSTEM, make_enterprise
from tests.marketplace.recruitment.factories import make_job
from tests.marketplace.workers.factories import file_fields, id_number, make_paper, make_worker, page_fields, paper_fields, service
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db


def shown(worker: Worker) -> bool:
    return Client().get(worker.get_absolute_url()).status_code == 200


def verify_all(worker: Worker, desk: Client) -> None:
    for paper in Paper.objects.filter(worker=worker, state="pending"):
        assert desk.post(f"/admin/marketplace-worker-papers/{paper.pk}/verify/", {"note": "原件看过"}).status_code == 302


@pytest.mark.req("WRK-12")
def test_a_worker_registers_from_a_posting_passes_the_audit_and_goes_on_line(as_user) -> None:
    person = make_user(name="李秀英")
    client, leader = as_user(person), as_user(make_staff(Role.LEADER))
    assert 'href="/worker/join/"' in client.get(make_job().get_absolute_url()).content.decode()
    assert client.get("/worker/").url == "/worker/join/"
    assert client.post("/worker/join/", page_fields()).url == "/worker/"
    row = Worker.objects.get(user=person)
    assert row.state == "draft" and row.called == "李阿姨" and row.gender == "female" and row.lat is not None
    refused = client.post("/worker/steps/submit/", follow=True).content.decode()
    assert "至少选一样会做的服务" in refused and "身份证还没传" in refused
    assert client.post("/worker/skills/", {f"years_{service().pk}": "9"}).status_code == 302
    for code in PaperKind.objects.filter(needed_to_work=True).values_list("code", flat=True):
        assert client.post("/worker/papers/", paper_fields(code)).status_code == 302, code
    client.post("/worker/steps/submit/")
    row.refresh_from_db()
    assert row.state == "pending" and not shown(row)
    too_soon = leader.post(f"/admin/marketplace-workers/{row.pk}/approve/")
    assert too_soon.status_code == 409 and "健康证等核验" in too_soon.content.decode()
    verify_all(row, leader)
    assert leader.post(f"/admin/marketplace-workers/{row.pk}/approve/").status_code == 302
    row.refresh_from_db()
    assert row.state == "approved" and not row.online and shown(row)
    assert Membership.objects.get(user=person, role=Role.WORKER).until is None
    client.post("/worker/steps/online/")
    row.refresh_from_db()
    assert row.online and row in Worker.objects.taking_work()
    client.post("/worker/steps/offline/")
    assert row not in Worker.objects.taking_work()
    assert Notice.objects.filter(user=person, title="审核通过了").exists()


def test_an_employer_enters_somebody_who_takes_the_file_over_with_the_proven_number(as_user) -> None:
    owner = make_user(name="周国强")
    firm, person = make_enterprise(owner), make_user(name="王桂香", phone="13912340001")
    client = as_user(owner)
    answer = client.post("/enterprise/workers/new/", page_fields(name="王桂香", called="", phone="139 1234 0001"))
    row = Worker.objects.get()
    assert answer.url == reverse("workers:enterprise-worker", args=[row.pk])
    assert row.enterprise == firm and row.user is None and row.called == "王阿姨"
    assert "王桂香" in client.get("/enterprise/workers/").content.decode() and "王桂香" in client.get("/enterprise/").content.decode()
    assert "有一份你的档案" not in as_user(make_user()).get("/worker/join/").content.decode()
    theirs = as_user(person)
    assert "有一份你的档案" in theirs.get("/worker/join/").content.decode()
    theirs.post("/worker/claim/")
    row.refresh_from_db()
    assert row.user == person and theirs.get("/worker/").status_code == 200
    assert as_user(make_user()).post("/worker/claim/").url == "/worker/join/"


def test_one_person_has_one_file_and_the_blacklist_is_shared() -> None:
    person, number = make_user(), id_number()
    row = services.register_worker(actor=actor_for(person), now=clock.now(), **file_fields(id_number=number))
    with pytest.raises(HasFile):
        services.register_worker(actor=actor_for(person), now=clock.now(), **file_fields())
    owner = make_user()
    firm = make_enterprise(owner)
    with pytest.raises(PersonKnown):
        services.enter_worker(actor=actor_for(owner), now=clock.now(), enterprise=firm, **file_fields(id_number=number))
    Worker.objects.filter(pk=row.pk).update(state="blocked")
    with pytest.raises(Blacklisted):
        services.enter_worker(actor=actor_for(owner), now=clock.now(), enterprise=firm, **file_fields(id_number=number))
    Worker.objects.filter(pk=row.pk).update(state="left")
    assert services.enter_worker(actor=actor_for(owner), now=clock.now(), enterprise=firm, **file_fields(id_number=number)).pk


def test_nobody_is_shown_or_dispatched_before_the_vetting_is_complete() -> None:
    leader = actor_for(make_staff(Role.LEADER))
    for state in ("draft", "pending", "returned", "suspended", "blocked", "appealed", "left"):
        assert not shown(make_worker(state=state)), state
    waiting = make_worker(state="pending", vetted=False)
    make_paper(waiting, "identity-card")
    with pytest.raises(VettingIncomplete, match="无犯罪记录证明"):
        services.approve(waiting, actor=leader, now=clock.now())
    with pytest.raises(IllegalTransition):
        services.go_online(waiting, actor=SYSTEM, now=clock.now())


def test_maker_and_checker_are_two() -> None:
    leader = make_staff(Role.LEADER)
    made = make_worker(state="pending", author=leader)
    own = make_worker(state="pending", user=leader)
    for row in (made, own):
        with pytest.raises(NotYourOwnFile):
            services.approve(row, actor=actor_for(leader), now=clock.now())
        with pytest.raises(NotYourOwnFile):
            services.return_worker(row, actor=actor_for(leader), now=clock.now(), note="差一样")
    assert services.approve(made, actor=actor_for(make_staff(Role.PUBLISHER)), now=clock.now()).state == "approved"


def test_suspended_and_left_are_off_line_and_unseen_at_once() -> None:
    person = make_user()
    row = make_worker(user=person, online=True)
    leader = actor_for(make_staff(Role.LEADER))
    services.suspend(row, actor=leader, now=clock.now(), note="家里人投诉，先查清楚。")
    row.refresh_from_db()
    assert row.state == "suspended" and not row.online and not shown(row)
    assert OutboxEvent.objects.filter(name="worker.withdrawn").exists()
    services.resume(row, actor=leader, now=clock.now())
    assert shown(row)
    services.leave(row, actor=actor_for(person), now=clock.now())
    assert not shown(row)
    with pytest.raises(FileClosed):
        services.set_skills(row, skills={service(): 3}, actor=actor_for(person), now=clock.now())
    services.return_to_work(row, actor=actor_for(person), now=clock.now())
    row.refresh_from_db()
    assert row.state == "pending"


@pytest.mark.req("X-TR-03")
def test_the_blocked_appeal_and_somebody_else_decides(as_user) -> None:
    person, first, second = make_user(), make_staff(Role.LEADER, name="韩志刚"), make_staff(Role.LEADER, name="丁一")
    row = make_worker(state="pending", user=person)
    services.approve(row, actor=actor_for(second), now=clock.now())
    desk, other, client = as_user(first), as_user(second), as_user(person)
    assert desk.post(f"/admin/marketplace-workers/{row.pk}/block/", {"note": "拿了家里的东西"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "blocked" and not Membership.objects.filter(user=person, role=Role.WORKER).active(clock.now()).exists()
    owner = make_user()
    make_enterprise(owner)
    known = as_user(owner).post("/enterprise/workers/new/", page_fields(id_number=row.id_number))
    assert "全网的黑名单" in known.content.decode()
    assert "拿了家里的东西" in client.get("/worker/").content.decode()
    client.post("/worker/steps/appeal/", {"note": "东西在沙发底下找到了，王女士能作证。"})
    row.refresh_from_db()
    assert row.state == "appealed"
    assert desk.post(f"/admin/marketplace-workers/{row.pk}/lift/", {"note": "找到了"}).status_code == 403
    with pytest.raises(SameJudge):
        services.uphold(row, actor=actor_for(first), now=clock.now(), note="不信")
    assert other.post(f"/admin/marketplace-workers/{row.pk}/lift/", {"note": "王女士写了证明"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "suspended" and [step.event for step in history_of(row)][-3:] == ["block", "appeal", "lift"]


def test_name_and_number_stand_once_they_were_checked(as_user) -> None:
    person = make_user()
    row = make_worker(user=person)
    with pytest.raises(IdentityFixed):
        services.edit_worker(row, actor=actor_for(person), now=clock.now(), name="李秀兰")
    said = as_user(person).post("/worker/profile/", page_fields(name="李秀兰", id_number="")).content.decode()
    assert "要改请找人事办" in said
    assert services.edit_worker(row, actor=actor_for(make_staff(Role.HR)), now=clock.now(), name="李秀兰").name == "李秀兰"
    assert services.edit_worker(row, actor=actor_for(person), now=clock.now(), intro="换了一句介绍。").intro == "换了一句介绍。"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"id_number": "510824198405120011"}, "id_number"),
        ({"id_number": "51082420150512002X"}, "id_number"),
        ({"name": "李"}, "name"),
        ({"intro": "加我微信 wx12345678"}, "intro"),
        ({"range_km": 0}, "range_km"),
        ({"travel": "rocket"}, "travel"),
        ({"languages": ["一"] * 3 + [str(n) for n in range(12)]}, "languages"),
        ({"lat": 39.9}, "lat"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(fields: dict, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.register_worker(actor=actor_for(make_user()), now=clock.now(), **file_fields(**fields))
    assert where in refused.value.fields and not Worker.objects.exists()


def test_the_id_number_is_masked_everywhere_and_revealed_with_a_reason(as_user) -> None:
    person, owner = make_user(), make_user()
    row = make_worker(user=person, enterprise=make_enterprise(owner))
    whole, masked = row.id_number, f"{row.id_number[:4]}**********{row.id_number[-4:]}"
    hr, url = as_user(make_staff(Role.HR)), f"/admin/marketplace-workers/{row.pk}/"
    pages = [
        hr.get(url),
        as_user(person).get("/worker/profile/"),
        as_user(owner).get(f"/enterprise/workers/{row.pk}/profile/"),
        Client().get(f"/workers/{row.pk}/"),
    ]
    assert all(page.status_code == 200 and whole not in page.content.decode() for page in pages)
    assert [masked in page.content.decode() for page in pages] == [True, True, True, False]
    assert hr.post(f"{url}reveal/", {"note": ""}).status_code == 400
    assert whole in hr.post(f"{url}reveal/", {"note": "办社保"}).content.decode()
    assert AuditEntry.objects.get(function="worker.reveal_id_number").detail == {"reason": "办社保"}
    assert as_user(make_staff(Role.PUBLISHER)).post(f"{url}reveal/", {"note": "看看"}).status_code in (403, 404)
    with pytest.raises((Forbidden, NotFound)):
        services.reveal_number(row, reason="看看", actor=actor_for(owner), now=clock.now())


def test_one_enterprise_sees_nothing_of_anothers_people(as_user) -> None:
    mine = make_user()
    make_enterprise(mine)
    row = make_worker(enterprise=make_enterprise(), name="别家的人")
    client, base = as_user(mine), f"/enterprise/workers/{row.pk}/"
    assert [client.get(base + tail).status_code for tail in ("", "profile/", "skills/", "papers/", "calendar/", "safety-file/")] == [404] * 6
    assert client.post(f"{base}steps/leave/").status_code == 404
    assert "别家的人" not in client.get("/enterprise/workers/").content.decode()


def test_skills_move_with_a_merged_service_type() -> None:
    row = make_worker(skills=("cleaning-everyday", "cleaning-deep"))
    merge_service_type(service("cleaning-deep"), target=service("cleaning-everyday"), actor=SYSTEM, now=clock.now())
    drain_all()
    assert list(row.skills.values_list("service_type__code", flat=True)) == ["cleaning-everyday"]


def test_the_copy_of_ones_data_has_the_file(as_user) -> None:
    person = make_user()
    row = make_worker(user=person)
    found = own_data(person.pk)
    assert found["file"][0]["id_number"] == row.id_number and len(found["papers"]) == 7 and found["skills"] == [{"service": "日常保洁", "years": 5}]
    assert "服务人员档案" in as_user(person).get("/my/data/").content.decode()
