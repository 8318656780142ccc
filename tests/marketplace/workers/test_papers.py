"""Papers: registered, verified by somebody else, counted for a day, reminded of, shown as a code and as one document (WRK-03…06, TRN-04, X-TR-01, X-TR-02)."""

import re
import zlib
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import clock
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid, NotFound
from core.media.models import PrivateFile
from core.outbox.models import OutboxEvent
from marketplace.enterprises.services import suspend as suspend_enterprise
from marketplace.workers import services
from marketplace.workers.errors import NotYourOwnFile, PaperDecided
from marketplace.workers.models import Paper, PaperKind, Worker
from marketplace.workers.queries.papers import checklist, code_of
from marketplace.workers.tasks import remind_of_papers
from members.roles import Role
from notifications.models import Notice, SmsMessage
from tests.marketplace.factories import SYSTEM, make_enterprise, picture
from tests.marketplace.workers.factories import kind, make_paper, make_worker, paper_fields, service
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
DESK = "/admin/marketplace-worker-papers/"


def today():
    return timezone.localdate(clock.now())


def problems(row: Worker, on: date) -> list[str]:
    """What of his checklist does not hold on a day."""
    return [item.problem for item in checklist(row, on) if item.problem]


def colour(worker: Worker, days: int = 0) -> str:
    return code_of(Worker.objects.with_names().get(pk=worker.pk), today() + timedelta(days=days)).colour


@pytest.mark.req("TRN-04")
def test_a_skill_certificate_is_a_badge_until_it_ends(as_user, time_machine) -> None:
    person = make_user()
    row = make_worker(user=person, skills=("newborn-care",))
    until = today() + timedelta(days=40)
    fields = paper_fields("maternity-matron", level="三级", issuer="北京市人社局", number="YS-2026-0117", starts_on=str(today()), ends_on=str(until))
    assert as_user(person).post("/worker/papers/", fields).status_code == 302
    paper = Paper.objects.get(worker=row, kind__code="maternity-matron")
    assert (paper.level, paper.issuer, paper.number, paper.ends_on, len(paper.files)) == ("三级", "北京市人社局", "YS-2026-0117", until, 2)
    assert "月嫂证" not in Client().get(row.get_absolute_url()).content.decode()
    desk = as_user(make_staff(Role.LEADER))
    assert "待核验" in desk.get(f"{DESK}{paper.pk}/").content.decode()
    assert desk.post(f"{DESK}{paper.pk}/verify/", {"note": "原件看过，网上能查到"}).url == DESK
    shown = Client().get(row.get_absolute_url()).content.decode()
    assert "月嫂证" in shown and "三级" in shown and "YS-2026-0117" not in shown
    api = Client().get(f"/api/v1/workers/{row.pk}/").json()
    assert any(one["code"] == "maternity-matron" and one["level"] == "三级" for one in api["badges"])
    time_machine.move_to(clock.midnight(until) + timedelta(hours=23, minutes=59), tick=False)
    assert "月嫂证" in Client().get(row.get_absolute_url()).content.decode()
    time_machine.move_to(clock.midnight(until + timedelta(days=1)) + timedelta(seconds=1), tick=False)
    assert "月嫂证" not in Client().get(row.get_absolute_url()).content.decode()  # no job had to run


@pytest.mark.req("WRK-03")
def test_a_background_check_has_result_date_and_expiry_and_only_some_see_it(as_user) -> None:
    owner, person = make_user(), make_user()
    row = make_worker(user=person, enterprise=make_enterprise(owner), vetted=False)
    staff = put_on_duty(make_user(), Role.ENTERPRISE_STAFF, row.enterprise.organisation)
    until, said = today() + timedelta(days=365), "公安系统回函：无记录。"
    asked = as_user(owner).post(f"/enterprise/workers/{row.pk}/papers/", paper_fields("background-check", ends_on=str(until)))
    paper = Paper.objects.get(worker=row)
    assert asked.status_code == 302 and (paper.state, paper.ends_on) == ("pending", until)
    leader = as_user(make_staff(Role.LEADER))
    assert leader.post(f"{DESK}{paper.pk}/verify/", {"note": said}).status_code == 302
    paper.refresh_from_db()
    assert timezone.localdate(paper.reviewed_at) == today() and paper.finding == said
    assert said in as_user(make_staff(Role.HR)).get(f"{DESK}{paper.pk}/").content.decode()
    assert said in as_user(person).get("/worker/papers/").content.decode()
    assert said in as_user(owner).get(f"/enterprise/workers/{row.pk}/papers/").content.decode()
    assert as_user(staff).get(f"/enterprise/workers/{row.pk}/papers/").status_code == 404
    assert as_user(make_staff(Role.DISPATCHER)).get(f"{DESK}{paper.pk}/").status_code == 403
    seen = as_user(make_staff(Role.DISPATCHER)).get(f"/admin/marketplace-workers/{row.pk}/").content.decode()
    assert "无犯罪记录证明" in seen and said not in seen
    assert said not in Client().get(row.get_absolute_url()).content.decode()


@pytest.mark.req("WRK-02")
def test_the_checklist_has_evidence_and_a_reviewer_for_each_line(as_user) -> None:
    person, reviewer = make_user(), make_staff(Role.LEADER, name="韩志刚")
    row = make_worker(user=person, vetted=False, state="pending")
    client, desk = as_user(person), as_user(reviewer)
    wanted = {"experience": "从业经历证明", "background": "无犯罪记录证明", "health": "健康证", "conduct": "品行推荐信"}
    url = f"/admin/marketplace-workers/{row.pk}/"
    assert all(f"没有{name}" in desk.get(url).content.decode() for name in wanted.values())
    for group in wanted:
        code = PaperKind.objects.get(group=group).code
        assert client.post("/worker/papers/", paper_fields(code)).status_code == 302
        paper = Paper.objects.get(worker=row, kind__code=code)
        page = desk.get(f"{DESK}{paper.pk}/").content.decode()
        assert all(f"/private/{file}/" in page for file in paper.files) and len(paper.files) == 2
        desk.post(f"{DESK}{paper.pk}/verify/", {"note": "原件看过"})
        assert Paper.objects.get(pk=paper.pk).reviewer == reviewer
    seen = desk.get(url).content.decode()
    assert not any(f"没有{name}" in seen for name in wanted.values()) and seen.count("韩志刚核验") == 4
    assert "没有岗前培训合格证" in seen and desk.post(f"{url}approve/").status_code == 409


def test_evidence_lies_behind_the_one_door(as_user) -> None:
    owner, person = make_user(), make_user()
    row = make_worker(user=person, enterprise=make_enterprise(owner))
    assert as_user(person).post("/worker/papers/", paper_fields("housekeeper")).status_code == 302
    file = PrivateFile.objects.get(pk=Paper.objects.get(worker=row, kind__code="housekeeper").files[0])
    assert [as_user(one).get(f"/private/{file.pk}/").status_code for one in (person, owner, make_staff(Role.LEADER), make_user())] == [200, 200, 200, 404]
    refused = as_user(person).post("/worker/papers/", paper_fields("housekeeper", files=[picture("x.png", size=(1, 1))])).status_code
    assert refused in (200, 302)
    page = as_user(person).post("/worker/papers/", {**paper_fields("health-certificate"), "ends_on": ""})
    assert page.status_code == 200 and "照着证件填到哪天" in page.content.decode()


def test_who_registered_a_paper_does_not_verify_it() -> None:
    leader = make_staff(Role.LEADER)
    row = make_worker(vetted=False)
    with pytest.raises((Forbidden, NotFound)):
        services.verify_paper(make_paper(row, state="pending"), actor=actor_for(make_staff(Role.HR)), now=clock.now())
    mine = make_paper(row, "conduct-reference", state="pending", author=leader)
    with pytest.raises(NotYourOwnFile):
        services.verify_paper(mine, actor=actor_for(leader), now=clock.now())
    other = make_paper(row, "health-certificate", state="pending")
    with pytest.raises(Invalid):
        services.refuse_paper(other, actor=actor_for(leader), now=clock.now(), note=" ")
    services.refuse_paper(other, actor=actor_for(leader), now=clock.now(), note="照片看不清。")
    with pytest.raises(PaperDecided):
        services.verify_paper(other, actor=actor_for(leader), now=clock.now())


def test_both_identity_and_background_must_hold_on_the_day_itself() -> None:
    row = make_worker(vetted=False)
    for code in PaperKind.objects.filter(needed_to_work=True).values_list("code", flat=True):
        make_paper(row, code, days=10 if code == "background-check" else 200)
    assert colour(row) == "yellow" and colour(row, 10) == "yellow" and colour(row, 11) == "red"
    assert problems(row, today() + timedelta(days=11)) == ["无犯罪记录证明过期了"]


@pytest.mark.parametrize(
    ("codes", "skill", "words"),
    [
        (("pre-job-training",), "cleaning-everyday", "没有岗前培训合格证"),
        (("health-certificate",), "cleaning-everyday", "没有健康证"),
        ((), "newborn-care", "没有母婴护理员证（月嫂证）"),
        ((), "newborn-care", "没有家政服务责任险"),
    ],
)
def test_what_a_service_asks_for_is_lacking_by_name(codes: tuple, skill: str, words: str) -> None:
    row = make_worker(vetted=False, skills=(skill,))
    for code in PaperKind.objects.filter(needed_to_work=True).exclude(code__in=codes).values_list("code", flat=True):
        make_paper(row, code)
    assert words in problems(row, today())


@pytest.mark.req("X-TR-02")
def test_the_code_page_shows_a_colour_and_with_consent_why(as_user) -> None:
    person = make_user()
    row = make_worker(user=person, skills=("newborn-care",))
    url = f"/workers/code/{row.code}/"
    assert url in as_user(person).get("/worker/").content.decode()
    yellow = Client().get(url).content.decode()
    assert "黄码" in yellow and "月嫂证" not in yellow and "健康证" not in yellow
    as_user(person).post("/worker/consent/", {"open": "1"})
    told = Client().get(url).content.decode()
    assert "不接新生儿照护" in told and "健康证" in told and row.id_number not in told and row.name not in told
    make_paper(row, "maternity-matron", days=None)
    make_paper(row, "liability-insurance")
    services.go_online(row, actor=SYSTEM, now=clock.now())  # stored bytes follow the next change
    assert "绿码" in Client().get(url).content.decode()
    services.suspend(row, actor=SYSTEM, now=clock.now(), note="查一件事")
    assert "红码" in Client().get(url).content.decode()
    as_user(person).post("/worker/consent/", {"open": "0"})
    assert "查一件事" not in Client().get(url).content.decode()
    assert Client().get("/workers/code/0000000000000000/").status_code == 404


def test_a_code_is_red_at_once_when_the_employer_is_suspended() -> None:
    firm = make_enterprise()
    row = make_worker(enterprise=firm)
    assert colour(row) == "green" and Client().get(f"/workers/code/{row.code}/").status_code == 200
    suspend_enterprise(firm, actor=actor_for(make_staff(Role.LEADER)), now=clock.now(), note="没有年检。")
    assert colour(row) == "red" and "红码" in Client().get(f"/workers/code/{row.code}/").content.decode()
    assert Client().get(row.get_absolute_url()).status_code == 404


@pytest.mark.req("X-TR-01")
def test_reminders_come_at_30_and_7_days_and_on_the_last_one_each_once(as_user, time_machine) -> None:
    person, owner = make_user(), make_user()
    row = make_worker(user=person, enterprise=make_enterprise(owner), vetted=False)
    assert as_user(person).post("/worker/papers/", paper_fields("health-certificate", ends_on=str(today() + timedelta(days=31)))).status_code == 302
    paper = Paper.objects.get(worker=row)
    as_user(make_staff(Role.LEADER)).post(f"{DESK}{paper.pk}/verify/", {"note": ""})
    start, told = clock.midnight(today()) + timedelta(hours=9), []
    for day in range(33):
        time_machine.move_to(start + timedelta(days=day), tick=False)
        if remind_of_papers():
            told.append(day)
        assert remind_of_papers() == 0
    assert told == [1, 24, 31]
    titles = list(Notice.objects.filter(user=person, title__contains="到期").order_by("pk").values_list("title", flat=True))
    assert titles == ["健康证还有 30 天到期", "健康证还有 7 天到期", "健康证今天到期"]
    assert Notice.objects.filter(user=owner, title__contains="到期").count() == 3
    assert SmsMessage.objects.filter(template="notice").count() == 1
    assert OutboxEvent.objects.filter(name="paper.expiring").count() == 3


def test_a_missed_run_and_a_newer_paper_are_no_trouble() -> None:
    row = make_worker(user=make_user(), vetted=False)
    late = make_paper(row, "health-certificate", days=5)
    make_paper(row, "safety-training", days=3)
    make_paper(row, "safety-training", days=300)
    assert remind_of_papers() == 1 and remind_of_papers() == 0
    late.refresh_from_db()
    assert late.reminded == 7 and Notice.objects.filter(title="健康证还有 5 天到期").exists()


@pytest.mark.req("WRK-04")
def test_the_safety_file_is_one_document_and_leaves_a_trace(as_user) -> None:
    owner, person = make_user(), make_user()
    row = make_worker(user=person, enterprise=make_enterprise(owner))
    make_paper(row, "liability-insurance", issuer="人保财险")
    services.suspend(row, actor=actor_for(make_staff(Role.LEADER)), now=clock.now(), note="家里人投诉")
    for client, url in (
        (as_user(person), "/worker/safety-file/"),
        (as_user(owner), f"/enterprise/workers/{row.pk}/safety-file/"),
        (as_user(make_staff(Role.HR)), f"/admin/marketplace-workers/{row.pk}/safety-file/"),
    ):
        answer = client.get(url)
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-1.4") and "no-store" in answer["Cache-Control"]
        text = words_of(answer.content)
        assert all(part in text for part in ("安全档案", "身份", "背景", "健康", "保险", "培训", "家里人投诉", "红码", "人保财险")), text[:400]
        assert row.id_number not in text and row.id_number[-4:] in text
    assert AuditEntry.objects.filter(function="worker.safety_file").count() == 3
    assert as_user(make_staff(Role.DISPATCHER)).get(f"/admin/marketplace-workers/{row.pk}/safety-file/").status_code == 403


def words_of(content: bytes) -> str:
    """The text of one of our PDFs."""
    found = []
    for stream in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL):
        for face, code in re.findall(r"/(\w) [\d.]+ Tf <([0-9a-f]*)> Tj", zlib.decompress(stream).decode("ascii")):
            raw = bytes.fromhex(code)
            found.append(raw.decode("utf-16-be") if face == "C" else raw.decode("cp1252"))
    return "".join(found)


def test_kinds_are_kept_by_staff(as_user) -> None:
    hr = as_user(make_staff(Role.HR))
    base = "/admin/marketplace-workers-kinds/"
    assert "居民身份证" in hr.get(base).content.decode()
    fields = {"code": "swimming", "name": "游泳救生员证", "group": "skill", "months": "24", "position": "40", "public": "on", "active": "on"}
    assert hr.post(f"{base}new/", {**fields, "service_types": [service().pk]}).status_code == 302
    assert problems(make_worker(), today()) == ["没有游泳救生员证"]
    row = kind("swimming")
    hr.post(f"{base}edit/{row.pk}/", {**fields, "active": "", "service_types": [service().pk]})
    assert problems(make_worker(), today()) == []
    assert as_user(make_staff(Role.EDITOR)).get(base).status_code == 403
