"""Candidates: who applies, what is marked, what both sides see (LAB-06, LAB-08)."""

import re

import pytest
from django.db import connection
from django.test import Client

from core import clock
from core.errors import Invalid, NotFound, PhoneNotProven, RateLimited, Unauthenticated
from core.personal_data import collect
from marketplace.recruitment import services
from marketplace.recruitment.errors import AlreadyApplied, OwnPosting
from marketplace.recruitment.models import Application
from marketplace.recruitment.parameters import APPLICATIONS_A_DAY
from members.models import User
from members.roles import Role
from notifications.models import Notice
from tests.core.parameters.factories import set_parameter
from tests.marketplace.factories import make_enterprise
from tests.marketplace.recruitment.factories import certificate, make_application_for, make_job, person_fields
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SAID = {"name": "李秀英", "experience_years": "1", "health_certificate": "on", "message": "周末能来。", "consent": "on"}


@pytest.mark.req("LAB-06")
def test_a_jobseeker_narrows_the_list_and_applies_and_the_enterprise_has_a_candidate(as_user) -> None:
    owner, seeker = make_user(name="赵安"), make_user(name="李秀英")
    job = make_job(enterprise=make_enterprise(owner), title="住家保姆一位", kind="live_in")
    make_job(title="白班保洁一位")
    listed = Client().get("/jobs/?kind=live_in").content.decode()
    assert "住家保姆一位" in listed and "白班保洁一位" not in listed
    address = f"/jobs/{job.pk}/apply/"
    assert "/accounts/login/" in Client().get(address).url
    client = as_user(seeker)
    assert "住家保姆一位" in client.get(address).content.decode()
    assert client.post(address, SAID).url == "/my/applications/"
    row = Application.objects.get()
    assert (row.job, row.applicant, row.name, row.phone, row.state) == (job, seeker, "李秀英", seeker.phone, "submitted")
    assert "住家保姆一位" in client.get("/my/applications/").content.decode()
    candidates = as_user(owner).get(f"/enterprise/jobs/{job.pk}/applications/").content.decode()
    assert "李秀英" in candidates and "周末能来。" in candidates
    assert Notice.objects.filter(user=owner, title__contains="有人应聘").count() == Notice.objects.filter(user=seeker, title__contains="投出去了").count() == 1
    assert "李秀英" in as_user(make_staff(Role.HR)).get("/admin/marketplace-recruitment/applications/").content.decode()


@pytest.mark.req("LAB-08")
def test_who_misses_a_requirement_is_marked_with_which_one_and_never_refused(as_user) -> None:
    owner = make_user(name="赵安")
    asked = {"experience_years": 3, "certificates": ("maternity-matron", "cook"), "health_certificate": True}
    job = make_job(enterprise=make_enterprise(owner), **asked)
    shown = Client().get(job.get_absolute_url()).content.decode()
    assert all(text in shown for text in ("3 年以上经验", "母婴护理员证", "中式烹调师证", "健康证"))
    held = {"certificates": [certificate("maternity-matron").pk]}
    short = {name: value for name, value in SAID.items() if name != "health_certificate"}
    assert as_user(make_user()).post(f"/jobs/{job.pk}/apply/", {**short, **held}).status_code == 302
    page = as_user(owner).get(f"/enterprise/jobs/{job.pk}/applications/").content.decode()
    assert all(mark in page for mark in ("经验要 3 年，只有 1 年", "没有中式烹调师证", "没有健康证"))
    assert "没有母婴护理员证" not in page and "要求都符合" not in page
    good = {**SAID, "experience_years": "5", "certificates": [certificate("maternity-matron").pk, certificate("cook").pk]}
    as_user(make_user()).post(f"/jobs/{job.pk}/apply/", good)
    assert "要求都符合" in as_user(owner).get(f"/enterprise/jobs/{job.pk}/applications/").content.decode()


MARKS = [
    ({}, {}, []),
    ({"experience_years": 2}, {"experience_years": 2}, []),
    ({"experience_years": 2}, {"experience_years": 0}, ["要 2 年经验"]),
    ({"experience_years": 2}, {"experience_years": 1}, ["经验要 2 年，只有 1 年"]),
    ({"health_certificate": True}, {}, ["没有健康证"]),
    ({"health_certificate": True}, {"health_certificate": True}, []),
    ({"certificates": ("cook",)}, {"certificates": ("housekeeper",)}, ["没有中式烹调师证"]),
    ({"certificates": ("cook", "housekeeper")}, {}, ["没有家政服务员证", "没有中式烹调师证"]),
]


@pytest.mark.parametrize(("asked", "claimed", "marks"), MARKS)
def test_marks(asked: dict, claimed: dict, marks: list[str]) -> None:
    assert make_application_for(job=make_job(**asked), **claimed).missed == marks


def test_marks_follow_the_posting(as_user) -> None:
    job = make_job()
    row = make_application_for(job=job)
    assert row.missed == []
    job.health_certificate = True
    job.save()
    assert Application.objects.get().missed == ["没有健康证"]


def test_one_open_application_and_another_after_it_was_taken_back(as_user) -> None:
    job, seeker = make_job(), make_user()
    client = as_user(seeker)
    client.post(f"/jobs/{job.pk}/apply/", SAID)
    assert "已经投过了" in client.post(f"/jobs/{job.pk}/apply/", SAID).content.decode()
    with pytest.raises(AlreadyApplied):
        services.apply(job, actor=actor_for(seeker), now=clock.now(), **person_fields())
    first = Application.objects.get()
    client.post(f"/my/applications/{first.pk}/withdraw/")
    assert client.post(f"/jobs/{job.pk}/apply/", SAID).status_code == 302
    assert sorted(Application.objects.values_list("state", flat=True)) == ["submitted", "withdrawn"]


def test_the_whole_number_is_seen_only_after_the_decision_to_call(as_user) -> None:
    owner, seeker = make_user(), make_user(phone="13912345678")
    row = make_application_for(job=make_job(enterprise=make_enterprise(owner)), applicant=seeker)
    client, page = as_user(owner), f"/enterprise/jobs/{row.job_id}/applications/"
    before = client.get(page).content.decode()
    assert "13912345678" not in before and "139****5678" in before
    client.post(f"/enterprise/applications/{row.pk}/contact/")
    assert "13912345678" in client.get(page).content.decode()
    assert Notice.objects.filter(user=seeker, title__contains="要联系你").exists()
    staff = as_user(make_staff(Role.HR)).get("/admin/marketplace-recruitment/applications/").content.decode()
    assert "13912345678" not in staff and "139****5678" in staff


def test_both_sides_see_each_step_and_an_illegal_one_changes_nothing(as_user) -> None:
    owner, seeker = make_user(), make_user()
    row = make_application_for(job=make_job(enterprise=make_enterprise(owner)), applicant=seeker)
    client = as_user(owner)
    for event, word in (("see", "已看过"), ("decline", "不合适")):
        assert client.post(f"/enterprise/applications/{row.pk}/{event}/").status_code == 302
        assert word in as_user(seeker).get("/my/applications/").content.decode()
    assert client.post(f"/enterprise/applications/{row.pk}/contact/").status_code == 409
    assert client.post(f"/enterprise/applications/{row.pk}/hire/").status_code == 404
    row.refresh_from_db()
    assert row.state == "declined"


def test_what_was_taken_back_is_not_shown_to_the_enterprise(as_user) -> None:
    owner, seeker = make_user(), make_user()
    row = make_application_for(job=make_job(enterprise=make_enterprise(owner)), applicant=seeker, name="王桂香")
    as_user(seeker).post(f"/my/applications/{row.pk}/withdraw/")
    assert "王桂香" not in as_user(owner).get(f"/enterprise/jobs/{row.job_id}/applications/").content.decode()
    assert as_user(owner).post(f"/enterprise/applications/{row.pk}/contact/").status_code == 404
    assert as_user(make_user()).post(f"/my/applications/{row.pk}/withdraw/").status_code == 404


def test_name_and_number_are_not_readable_in_the_database() -> None:
    row = make_application_for(name="王桂香", applicant=make_user(phone="13912345679"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name || phone FROM recruitment_application WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert "王桂香" not in stored and "13912345679" not in stored
    assert Application.objects.get().name == "王桂香"


def test_who_may_not_apply() -> None:
    job, owner = make_job(), make_user()
    own = make_job(enterprise=make_enterprise(owner))
    unproven = make_user()
    User.objects.filter(pk=unproven.pk).update(phone=None)
    cases = [
        (job, actor_for(None), Unauthenticated),
        (job, actor_for(unproven), PhoneNotProven),
        (own, actor_for(owner), OwnPosting),
        (make_job(state="pending"), actor_for(make_user()), NotFound),
        (make_job(expires_at=clock.now()), actor_for(make_user()), NotFound),
    ]
    for posting, actor, error in cases:
        with pytest.raises(error):
            services.apply(posting, actor=actor, now=clock.now(), **person_fields())
    assert Application.objects.count() == 0


BAD = [({"name": "李"}, "name"), ({"name": "<b>李</b>"}, "name"), ({"consent": False}, "consent"), ({"message": "加我微信 lixiuying88"}, "message")]


@pytest.mark.parametrize(("wrong", "field"), [*BAD, ({"experience_years": 61}, "experience_years")])
def test_what_is_wrong_is_named(wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.apply(make_job(), actor=actor_for(make_user()), now=clock.now(), **person_fields(**wrong))
    assert list(refused.value.fields) == [field]


def test_applying_has_a_daily_limit() -> None:
    set_parameter(APPLICATIONS_A_DAY, 1)
    actor = actor_for(make_user())
    services.apply(make_job(), actor=actor, now=clock.now(), **person_fields())
    with pytest.raises(RateLimited):
        services.apply(make_job(), actor=actor, now=clock.now(), **person_fields())


def test_the_api_takes_an_application_and_says_what_is_missed(as_user) -> None:
    job = make_job(certificates=("cook",))
    client, address = as_user(make_user()), f"/api/v1/jobs/{job.pk}/applications/"
    said = {"name": "李秀英", "experience_years": 2, "certificates": ["housekeeper"], "consent": True}
    answer = client.post(address, said, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["missed"] == ["没有中式烹调师证"]
    again = client.post(address, said, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already_applied")
    unknown = client.post(address, {**said, "certificates": ["no-such"]}, content_type="application/json")
    assert unknown.status_code == 400 and "certificates" in unknown.json()["fields"]
    assert Client().post(address, said, content_type="application/json").status_code in (401, 403)


def test_ones_own_data_hold_the_applications() -> None:
    seeker = make_user()
    row = make_application_for(applicant=seeker, certificates=("cook",))
    found = collect(seeker.pk)["recruitment"]["applications"]
    assert [(one["job"], one["name"], one["certificates"]) for one in found] == [(row.job.title, "李秀英", "中式烹调师证")]


def test_lists_of_candidates_cost_the_same_at_two_sizes(as_user, django_assert_max_num_queries) -> None:
    owner = make_user()
    job = make_job(enterprise=make_enterprise(owner), certificates=("cook",))
    client, counts = as_user(owner), []
    for many in (2, 14):
        for _ in range(many):
            make_application_for(job=job, certificates=("housekeeper",))
        client.get(f"/enterprise/jobs/{job.pk}/applications/")
        with django_assert_max_num_queries(40) as asked:
            client.get(f"/enterprise/jobs/{job.pk}/applications/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


ASKED = {"csrfmiddlewaretoken", "name", "experience_years", "certificates", "health_certificate", "message", "consent"}


def test_only_what_the_privacy_notice_names_is_asked(as_user) -> None:
    page = as_user(make_user()).get(f"/jobs/{make_job().pk}/apply/").content.decode()
    main = page[page.index('<main id="main"') : page.index("</main>")]
    assert set(re.findall(r'name="(\w+)"', main)) == ASKED
    notice = Client().get("/privacy/").content.decode()
    assert "应聘资料" in notice and "劳务输送报名资料" in notice
