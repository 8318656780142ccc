"""An enterprise applies, staff decide: pages, API, rules."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.audit.models import AuditEntry
from core.errors import Forbidden, IllegalTransition, Invalid
from core.states import history_of
from marketplace.enterprises.errors import LicenceTaken, NotYourOwn
from marketplace.enterprises.licence import check_character, problem_of
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import approve, change_enterprise, reinstate, reject, save_application, submit_application, suspend
from members.models import Membership
from notifications.models import Notice
from tests.marketplace.factories import application_fields, category, district, licence_no, make_application, make_enterprise, picture
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def form(**overrides: object) -> dict[str, object]:
    return {
        "legal_name": "北京安心家政服务有限公司",
        "short_name": "安心家政",
        "licence_no": licence_no(),
        "contact_name": "赵安",
        "phone": "010-61234567",
        "district": district().pk,
        "address": "望京街道 2 层",
        "intro": "三个阿姨做起来的小店。",
        "categories": [category().pk],
        "action": "submit",
    } | overrides


def test_the_page_hands_in_and_the_account_is_pending(as_user) -> None:
    owner = make_user()
    client = as_user(owner)
    assert client.get("/enterprise/").url == reverse("enterprises:apply")
    answer = client.post("/enterprise/apply/", {**form(), "licence_file": picture()})
    assert answer.url == reverse("enterprises:home")
    row = Enterprise.objects.get()
    assert row.state == "submitted" and row.organisation.kind == "enterprise"
    assert Membership.objects.get(user=owner).role == "enterprise_owner"
    assert "在排队审核" in client.get("/enterprise/").content.decode()
    assert Notice.objects.filter(user=owner, title="加盟申请收到了").exists()
    assert Client().get(row.get_absolute_url()).status_code == 404


def test_what_was_good_stays_and_what_was_wrong_is_said(as_user) -> None:
    client = as_user(make_user())
    page = client.post("/enterprise/apply/", {**form(licence_no="91110105MA0YK4T7X2", phone="12"), "licence_file": picture()}).content.decode()
    assert "校验位" in page and "电话看起来不对" in page and "望京街道 2 层" in page
    row = Enterprise.objects.get()
    assert (row.state, row.legal_name, row.licence_no, row.files.count()) == ("draft", "北京安心家政服务有限公司", "", 1)
    page = client.get("/enterprise/apply/").content.decode()
    assert "北京安心家政服务有限公司" in page and "photo.png" in page
    assert client.post("/enterprise/apply/", form()).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted" and row.files.count() == 1


def test_a_draft_may_be_left_half_filled(as_user) -> None:
    client = as_user(make_user())
    answer = client.post("/enterprise/apply/", {"legal_name": "北京安心家政服务有限公司", "action": "save"})
    assert answer.status_code == 302 and Enterprise.objects.get().state == "draft"
    page = client.post("/enterprise/apply/", {"legal_name": "北京安心家政服务有限公司", "action": "submit"}).content.decode()
    for said in ("18 位统一社会信用代码", "请填联系人", "请填联系电话", "请选所在区", "至少选一类", "请传营业执照"):
        assert said in page
    assert Enterprise.objects.get().state == "draft"


def test_a_file_that_is_none_is_refused_and_the_rest_kept(as_user) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("licence.pdf", b"<script>alert(1)</script>", "application/pdf")
    page = as_user(make_user()).post("/enterprise/apply/", {**form(), "licence_file": bad}).content.decode()
    row = Enterprise.objects.get()
    assert row.state == "draft" and row.files.count() == 0 and row.address == "望京街道 2 层"
    assert 'id="id_licence_file_error"' in page


def test_rejected_with_a_reason_changed_and_handed_in_again(as_user) -> None:
    owner = make_user()
    row, leader = make_application(owner), actor_for(make_staff("leader"))
    with pytest.raises(Invalid):
        reject(row, actor=leader, now=clock.now(), note=" ")
    reject(row, actor=leader, now=clock.now(), note="执照照片看不清。")
    assert "执照照片看不清" in Notice.objects.filter(user=owner, title="加盟申请没有通过").get().body
    client = as_user(owner)
    assert "执照照片看不清" in client.get("/enterprise/apply/").content.decode()
    assert client.post("/enterprise/apply/", form(licence_no=row.licence_no)).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted" and Membership.objects.filter(user=owner).count() == 1
    assert [step.event for step in history_of(row)] == ["submit", "reject", "submit"]


def test_withdraw_and_change(as_user) -> None:
    owner = make_user()
    row = make_application(owner)
    client = as_user(owner)
    assert client.get("/enterprise/apply/").status_code == 302
    client.post("/enterprise/withdraw/")
    row.refresh_from_db()
    assert row.state == "draft" and client.get("/enterprise/apply/").status_code == 200


def test_suspended_and_reinstated_each_step_is_told_and_audited() -> None:
    owner = make_user()
    row, regulator = make_enterprise(owner), actor_for(make_staff("regulator"))
    suspend(row, actor=regulator, now=clock.now(), note="三个月没有年检。")
    assert not Enterprise.objects.public().filter(pk=row.pk).exists()
    reinstate(row, actor=regulator, now=clock.now())
    assert Enterprise.objects.public().filter(pk=row.pk).exists()
    told = list(Notice.objects.filter(user=owner).order_by("pk").values_list("title", flat=True))
    assert told == ["加盟申请收到了", "加盟申请通过了", "企业已停业", "企业恢复营业"]
    steps = AuditEntry.objects.filter(
        object_type="enterprises.enterprise",
        object_id=str(row.pk),
        function__in=["enterprise.submit", "enterprise.approve", "enterprise.suspend", "enterprise.reinstate"],
    )
    assert steps.count() == 4


def test_nobody_decides_about_his_own_and_only_those_with_the_right_decide() -> None:
    leader = make_staff("leader")
    row = make_application(leader)
    with pytest.raises(NotYourOwn):
        approve(row, actor=actor_for(leader), now=clock.now())
    for role in ("operator", "editor", "administrator", "family"):
        user = make_user() if role == "family" else make_staff(role)
        with pytest.raises((Forbidden, Exception)) as refused:
            approve(row, actor=actor_for(user), now=clock.now())
        assert refused.value.status in (403, 404)
    colleague = put_on_duty(make_staff("leader"), "enterprise_staff", row.organisation)
    with pytest.raises(NotYourOwn):
        approve(row, actor=actor_for(colleague), now=clock.now())
    with pytest.raises(IllegalTransition):
        suspend(row, actor=actor_for(make_staff("leader")), now=clock.now(), note="还没通过。")
    assert Enterprise.objects.get(pk=row.pk).state == "submitted"


def test_one_licence_one_enterprise() -> None:
    taken = make_enterprise()
    second = make_user()
    row = make_application(second, submitted=False, licence_no=taken.licence_no)
    with pytest.raises(LicenceTaken):
        submit_application(row, actor=actor_for(second), now=clock.now())
    assert Enterprise.objects.get(pk=row.pk).state == "draft"


def test_an_admitted_enterprise_changes_what_needs_no_audit(as_user) -> None:
    owner = make_user()
    row = make_enterprise(owner)
    client = as_user(owner)
    client.post("/enterprise/profile/", form(short_name="安心 · 望京店", intro="换了介绍。"))
    assert "安心 · 望京店" in Client().get(row.get_absolute_url()).content.decode()
    with pytest.raises(Invalid):
        change_enterprise(row, actor=actor_for(owner), now=clock.now(), legal_name="别的公司")


def test_the_public_page_shows_the_legal_name_and_no_telephone(client: Client) -> None:
    row = make_enterprise()
    page = client.get(row.get_absolute_url()).content.decode()
    assert row.legal_name in page and "核验过营业执照" in page and "61234567" not in page and row.contact_name not in page
    listed = client.get("/api/v1/enterprises/").json()
    assert listed["count"] == 1 and not {"phone", "contact_name", "licence_no", "address"} & set(listed["items"][0])


def test_a_private_file_is_for_its_people_and_the_deciding_staff(as_user) -> None:
    owner = make_user()
    row = make_application(owner)
    url = reverse("media:private", args=[row.files.get().file_id])
    assert as_user(owner).get(url).status_code == 200
    assert as_user(make_user()).get(url).status_code == 404
    assert as_user(None).get(url).status_code in (302, 401, 404)


def test_the_application_by_api(as_user) -> None:
    owner = make_user()
    client = as_user(owner)
    body = {
        "legal_name": "北京安心家政服务有限公司",
        "licence_no": licence_no(),
        "contact_name": "赵安",
        "phone": "13800138000",
        "district": "朝阳区",
        "address": "望京",
        "categories": ["cleaning-home"],
    }
    made = client.post("/api/v1/enterprise-applications/", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["state"] == "draft"
    path = f"/api/v1/enterprise-applications/{made.json()['id']}/"
    lacking = client.post(f"{path}submit/")
    assert lacking.status_code == 400 and list(lacking.json()["fields"]) == ["licence_file"]
    assert client.post(f"{path}files/", {"kind": "licence", "file": picture()}).status_code == 201
    assert client.post(f"{path}submit/").json()["state"] == "submitted"
    assert client.patch(path, {"address": "别处"}, content_type="application/json").status_code in (400, 409)
    leader = as_user(make_staff("leader"))
    assert leader.post(f"{path}reject/", {}, content_type="application/json").status_code == 400
    assert leader.post(f"{path}approve/", {}, content_type="application/json").json()["state"] == "approved"
    assert Client().get(f"/api/v1/enterprises/{made.json()['id']}/").status_code == 200
    assert leader.post(f"{path}suspend/", {"note": "没有年检。"}, content_type="application/json").json()["state"] == "suspended"
    assert Client().get(f"/api/v1/enterprises/{made.json()['id']}/").status_code == 404
    stranger = as_user(make_user())
    answers = [stranger.get(each) for each in (path, "/api/v1/enterprise-applications/987654/")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert stranger.get("/api/v1/enterprise-applications/").json()["count"] == 0
    assert Client().get("/api/v1/enterprise-applications/").status_code == 401


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"licence_no": "91110105MA0YK4T7X2"}, "licence_no"),
        ({"licence_no": "9111"}, "licence_no"),
        ({"phone": "12"}, "phone"),
        ({"district": "火星区"}, "district"),
        ({"categories": ["nothing"]}, "category"),
        ({"lat": 91}, "lat"),
        ({"legal_name": "x" * 121}, "legal_name"),
        ({"legal_name": "<b>坏名字</b>"}, "legal_name"),
    ],
)
def test_bad_fields_are_named(as_user, fields: dict, named: str) -> None:
    answer = as_user(make_user()).post("/api/v1/enterprise-applications/", fields, content_type="application/json")
    assert answer.status_code == 400 and named in answer.json()["fields"]
    assert not Enterprise.objects.exclude(legal_name="").exists()


def test_check_digits() -> None:
    assert problem_of("91110105MA0YK4T7X1") == "" and check_character("91110105MA0YK4T7X") == "1"
    assert "校验位" in problem_of("91110105MA0YK4T7X2") and "18 位" in problem_of("123") and "I、O" in problem_of("9111010IMA0YK4T7X1")


def test_without_a_proven_phone_nobody_applies() -> None:
    user = make_user()
    user.phone = None
    user.save(update_fields=["phone"])
    with pytest.raises(Forbidden):
        save_application(actor=actor_for(user), now=clock.now(), **application_fields())
    assert not Enterprise.objects.exists()
