"""The public list, one worker, the API, the staff's list (SRC-03, SVC-08, SVC-16, WRK-06)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from marketplace.catalog.models import ServiceType
from marketplace.workers import services
from marketplace.workers.models import Worker
from members.roles import Role
from tests.marketplace.factories import SYSTEM, district, make_enterprise, picture
from tests.marketplace.workers.factories import make_worker, page_fields
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1/workers/"


def called(query: str = "") -> set[str]:
    return {item["called"] for item in Client().get(API + query).json()["items"]}


def test_a_worker_is_looked_up_by_skill_place_language_employer_and_word(as_user) -> None:
    firm = make_enterprise(short_name="净禾家政")
    make_worker(called="王阿姨", enterprise=firm, skills=("glass", "cleaning-everyday"), languages=["四川话"])
    make_worker(called="赵姐", skills=("newborn-care",), district=district("海淀区"), lives_in=True, languages=["粤语"], intro="带过四十多个宝宝。")
    make_worker(called="没审完的", state="pending")
    assert called() == {"王阿姨", "赵姐"}
    assert called("?service=newborn-care") == called("?service=新生儿照护") == called("?category=月嫂") == {"赵姐"}
    assert called(f"?enterprise={firm.pk}") == called("?language=四川话") == called("?district=朝阳区") == {"王阿姨"}
    assert called("?lives_in=true") == called("?q=宝宝") == called("?district=110108") == {"赵姐"}
    assert called("?service=glass&language=粤语") == set()
    assert [Client().get(API + bad).status_code for bad in ("?service=x", "?cursor=zz", "?nope=1", "?page_size=0")] == [400] * 4
    page = Client().get("/workers/?service=glass").content.decode()
    assert "王阿姨" in page and "赵姐" not in page and "净禾家政" in page
    assert "净禾家政的服务人员" in Client().get(f"/workers/?enterprise={firm.pk}").content.decode()
    for nonsense in ("?service=none", "?district=火星", "?enterprise=abc", "?enterprise=99999999999999999999", "?lives_in=x"):
        assert Client().get("/workers/" + nonsense).status_code == 200
    assert Client().get("/workers/?cursor=zz").status_code == 400


def test_one_worker_with_skills_years_languages_papers_and_who_answers(as_user) -> None:
    firm = make_enterprise()
    row = make_worker(called="王阿姨", name="王秀兰", enterprise=firm, skills=("infant-specialist", "household-butler"))
    page = Client().get(row.get_absolute_url()).content.decode()
    for part in (
        "王阿姨",
        "育婴师",
        "家庭管家",
        "做了 5 年",
        "四川广元",
        "普通话、四川话",
        "健康证",
        "岗前培训合格证",
        firm.legal_name,
        firm.licence_no,
        "安心码",
    ):
        assert part in page, part
    assert "王秀兰" not in page and row.id_number not in page and "style=" not in page
    found = Client().get(f"{API}{row.pk}/").json()
    assert {one["name"] for one in found["skills"]} == {"育婴师", "家庭管家"} and found["contract_party"] == firm.legal_name
    assert found["safety_code"]["colour"] == "yellow" and "name" not in found and "id_number" not in found
    assert Client().get(f"{API}999999/").status_code == 404


@pytest.mark.req("SVC-08")
def test_variants_of_childcare_are_separate_skills(as_user) -> None:
    person = make_user()
    row = make_worker(user=person, skills=())
    client = as_user(person)
    page = client.get("/worker/skills/").content.decode()
    assert all(name in page for name in ("婴儿照护", "幼儿教育", "儿童看护", "家庭管家", "育婴师"))
    ids = dict(ServiceType.objects.filter(code__in=("infant-care", "child-minding")).values_list("code", "pk"))
    client.post("/worker/skills/", {f"years_{ids['infant-care']}": "6", f"years_{ids['child-minding']}": "0"})
    assert set(row.skills.values_list("service_type__code", "years")) == {("infant-care", 6), ("child-minding", 0)}
    assert called("?service=child-minding") == {row.called} and called("?service=preschool-education") == set()
    wrong = client.post("/worker/skills/", {f"years_{ids['infant-care']}": "999"})
    assert wrong.status_code == 200 and row.skills.count() == 2


@pytest.mark.req("SVC-16")
def test_a_butler_and_an_infant_care_specialist_are_roles_of_a_worker(as_user) -> None:
    person = make_user()
    row = make_worker(user=person, called="赵姐", skills=())
    codes = ("household-butler", "infant-specialist")
    ids = dict(ServiceType.objects.filter(code__in=codes).values_list("code", "pk"))
    as_user(person).post("/worker/skills/", {f"years_{ids['household-butler']}": "3", f"years_{ids['infant-specialist']}": "8"})
    page = Client().get(row.get_absolute_url()).content.decode()
    assert "家庭管家" in page and "育婴师" in page
    assert [called(f"?service={code}") for code in codes] == [{"赵姐"}, {"赵姐"}] and called("?service=infant-care") == set()
    assert "赵姐" in Client().get("/workers/?service=household-butler").content.decode()


def test_pages_follow_every_change_at_once() -> None:
    row = make_worker(called="王阿姨")
    assert "王阿姨" in Client().get("/workers/").content.decode() and "接单中" not in Client().get(row.get_absolute_url()).content.decode()
    services.go_online(row, actor=SYSTEM, now=clock.now())
    assert "接单中" in Client().get(row.get_absolute_url()).content.decode()
    services.suspend(row, actor=SYSTEM, now=clock.now(), note="查")
    assert "王阿姨" not in Client().get("/workers/").content.decode() and Client().get(row.get_absolute_url()).status_code == 404


def test_a_list_costs_the_same_for_two_and_for_twenty() -> None:
    def cost() -> int:
        Client().get(API)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert Client().get(API + "?page_size=20").status_code == 200
        return len(seen)

    for _ in range(2):
        make_worker()
    few = cost()
    for _ in range(10):
        make_worker(enterprise=None)
    assert cost() == few <= 6


def test_paging_goes_through_all_once() -> None:
    for _ in range(5):
        make_worker(vetted=False)
    seen, cursor = [], ""
    while True:
        body = Client().get(f"{API}?page_size=2{cursor}").json()
        seen += [item["id"] for item in body["items"]]
        if not body["next"]:
            break
        cursor = f"&cursor={body['next']}"
    assert seen == sorted(Worker.objects.values_list("pk", flat=True), reverse=True) and body["count"] == 5


def test_a_portrait_comes_through_the_door_and_can_be_taken_away(as_user) -> None:
    person = make_user()
    row = make_worker(user=person)
    client = as_user(person)
    assert "core/art/p-" in Client().get(f"{API}{row.pk}/").json()["photo"]
    client.post("/worker/profile/", page_fields(name=row.name, id_number="", photo=picture("me.png", size=(300, 300))))
    row.refresh_from_db()
    assert row.photo and Client().get(f"{API}{row.pk}/").json()["photo"].startswith("/media/images/")
    assert client.get("/worker/profile/").status_code == 200 and Client().get("/workers/").status_code == 200
    client.post("/worker/profile/", page_fields(name=row.name, id_number="", no_photo="on"))
    assert Worker.objects.get(pk=row.pk).photo is None


def test_staff_see_the_queue_the_longest_waiting_first(as_user) -> None:
    make_worker(state="draft", name="没交的")
    make_worker(state="approved", name="通过的")
    make_worker(state="appealed", name="申诉的")
    make_worker(state="pending", name="等着的")
    desk = as_user(make_staff(Role.PUBLISHER))
    page = desk.get("/admin/marketplace-workers/").content.decode()
    assert "没交的" not in page and page.index("申诉的") < page.index("等着的") < page.index("通过的")
    assert "申诉的" in desk.get("/admin/marketplace-workers/?state=appealed").content.decode()
    assert as_user(make_staff(Role.ACCOUNTANT)).get("/admin/marketplace-workers/").status_code in (302, 403)
    assert as_user(make_user()).get("/admin/marketplace-workers/").status_code == 302


@pytest.mark.req("WRK-07")
def test_spot_checks_are_kept_for_worker_and_enterprise(as_user) -> None:
    owner, person, quality = make_user(), make_user(), make_staff(Role.QUALITY, name="林静")
    firm = make_enterprise(owner, short_name="净禾家政")
    row = make_worker(user=person, enterprise=firm, name="王秀兰")
    desk, url = as_user(quality), f"/admin/marketplace-worker-checks/of/{row.pk}/"
    refused = desk.post(url, {"way": "visit", "passed": "no", "finding": "毛巾没有分颜色。", "remedy": ""})
    assert refused.status_code == 200 and "不合格要写清改什么" in refused.content.decode()
    assert desk.post(url, {"way": "visit", "passed": "no", "finding": "毛巾没有分颜色。", "remedy": "四色毛巾分开用"}).status_code == 302
    assert desk.post(url, {"way": "phone", "passed": "yes", "finding": "家里人说都好。"}).status_code == 302
    listed = desk.get("/admin/marketplace-worker-checks/?q=净禾").content.decode()
    assert all(part in listed for part in ("王秀兰", "净禾家政", "毛巾没有分颜色", "林静"))
    assert "王秀兰" not in desk.get("/admin/marketplace-worker-checks/?q=别家").content.decode()
    for client, page in ((as_user(person), "/worker/"), (as_user(owner), f"/enterprise/workers/{row.pk}/"), (desk, f"/admin/marketplace-workers/{row.pk}/")):
        assert "四色毛巾分开用" in client.get(page).content.decode(), page
    check = row.spot_checks.get(passed=False)
    assert desk.post(f"/admin/marketplace-worker-checks/{check.pk}/close/").status_code == 302
    check.refresh_from_db()
    assert check.remedied_at and check.enterprise == firm and "改好了" in desk.get("/admin/marketplace-worker-checks/").content.decode()
    assert as_user(make_staff(Role.HR)).post(url, {"way": "visit", "passed": "yes", "finding": "都好，没问题"}).status_code == 403
    assert "四色毛巾" not in Client().get(row.get_absolute_url()).content.decode()
