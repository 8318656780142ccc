"""企业入驻 in the back office: approve, reject, suspend, reinstate, each told, public or gone at once, and audited (ENT-01)."""

import pytest
from django.test import Client

from core import clock
from core.audit.models import AuditEntry
from core.states import history_of
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import approve, reject
from members.models import User
from members.roles import STAFF_ROLES, Role
from notifications.models import Notice
from tests.marketplace.factories import district, make_application, make_enterprise, make_listing
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
LIST = "/admin/marketplace-enterprises/"
READERS = {Role.OPERATOR, Role.DISPATCHER, Role.QUALITY, Role.ACCOUNTANT, Role.LEADER, Role.REGULATOR, Role.AUDITOR}
DECIDERS = {Role.LEADER, Role.REGULATOR}


def entered(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def state_of(row: Enterprise) -> str:
    return Enterprise.objects.get(pk=row.pk).state


def rows_of(row: Enterprise, function: str) -> list[tuple[int | None, str, str]]:
    found = AuditEntry.objects.filter(function=function, object_id=str(row.pk)).order_by("pk")
    return list(found.values_list("user_id", "result", "channel"))


@pytest.mark.req("ENT-01")
def test_an_application_is_approved_and_the_enterprise_is_public_and_told() -> None:
    owner = make_user(name="赵安")
    row, leader = make_application(owner), make_staff(Role.LEADER)
    assert Client().get(f"/enterprises/{row.pk}/").status_code == 404
    client = entered(leader)
    answer = client.post(f"{LIST}{row.pk}/approve/", follow=True)
    assert answer.redirect_chain == [(f"{LIST}{row.pk}/", 302)] and "通过了，已经通知企业。" in answer.content.decode()
    assert Client().get(f"/enterprises/{row.pk}/").status_code == 200
    assert Notice.objects.filter(user=owner, title="加盟申请通过了").count() == 1
    assert "加盟申请通过了" in entered(owner).get("/my/notices/").content.decode()
    assert rows_of(row, "enterprise.approve") == [(leader.pk, "ok", "admin")]
    rejected = make_application(make_user())
    assert client.post(f"{LIST}{rejected.pk}/reject/", {"note": "执照照片看不清右下角，请重拍。"}).status_code == 302
    assert "执照照片看不清右下角，请重拍。" in Notice.objects.get(user=rejected.applicant, title="加盟申请没有通过").body
    assert "执照照片看不清右下角，请重拍。" in entered(rejected.applicant).get("/enterprise/apply/").content.decode()


def test_a_rejection_needs_a_reason_and_keeps_what_was_typed() -> None:
    row, client = make_application(), entered(make_staff(Role.LEADER))
    empty = client.post(f"{LIST}{row.pk}/reject/", {"note": "  "})
    assert empty.status_code == 400 and "请写明原因。" in empty.content.decode() and 'id="error-reject"' in empty.content.decode()
    long = "执照过期了。" * 120
    answer = client.post(f"{LIST}{row.pk}/reject/", {"note": long})
    assert answer.status_code == 400 and long in answer.content.decode() and "最多 500 个字" in answer.content.decode()
    assert client.post(f"{LIST}{row.pk}/reject/", {"note": "\x00"}).status_code == 400
    assert state_of(row) == "submitted"


def test_suspension_takes_page_and_listings_away_at_once_and_reinstating_brings_them_back() -> None:
    row = make_enterprise()
    listing = make_listing(enterprise=row)
    client, visitor = entered(make_staff(Role.REGULATOR)), Client()
    pages = [f"/enterprises/{row.pk}/", f"/listings/{listing.pk}/"]
    assert [visitor.get(page).status_code for page in pages] == [200, 200]
    assert client.post(f"{LIST}{row.pk}/suspend/", {"note": "连续三个月没有年检。"}).status_code == 302
    assert [visitor.get(page).status_code for page in pages] == [404, 404]
    assert row.legal_name not in visitor.get("/enterprises/").content.decode()
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert "连续三个月没有年检。" in page and "恢复营业" in page
    assert client.post(f"{LIST}{row.pk}/reinstate/").status_code == 302
    assert [visitor.get(page).status_code for page in pages] == [200, 200]
    assert [step.event for step in history_of(row)] == ["submit", "approve", "suspend", "reinstate"]


def test_the_second_of_two_decisions_is_409_and_says_where_it_stands() -> None:
    row = make_application()
    first, second = make_staff(Role.LEADER), make_staff(Role.REGULATOR)
    assert entered(first).post(f"{LIST}{row.pk}/approve/").status_code == 302
    answer = entered(second).post(f"{LIST}{row.pk}/approve/")
    assert answer.status_code == 409 and "已加盟" in answer.content.decode()
    late = entered(second).post(f"{LIST}{row.pk}/reject/", {"note": "地址对不上。"})
    assert late.status_code == 409 and "地址对不上。" in late.content.decode()
    assert rows_of(row, "enterprise.approve") == [(first.pk, "ok", "admin"), (second.pk, "refused", "admin")]
    assert state_of(row) == "approved" and history_of(row).filter(event="approve").count() == 1


def test_a_role_without_the_right_is_refused_with_an_audit_row() -> None:
    row, operator = make_application(), make_staff(Role.OPERATOR)
    client = entered(operator)
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert row.legal_name in page and "/approve/" not in page
    assert client.post(f"{LIST}{row.pk}/approve/").status_code == 403
    assert client.post(f"{LIST}{row.pk}/reject/", {"note": "不行"}).status_code == 403
    assert AuditEntry.objects.filter(user_id=operator.pk, result="refused", object_id=str(row.pk)).count() == 2
    assert state_of(row) == "submitted"


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - READERS))
def test_staff_who_have_nothing_to_do_with_enterprises_see_none_of_it(role: str) -> None:
    waiting, admitted = make_application(), make_enterprise()
    user = make_staff(role)
    client = entered(user)
    for path in (LIST, f"{LIST}results/", f"{LIST}{waiting.pk}/", f"{LIST}{admitted.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{waiting.pk}/approve/").status_code == 403
    assert AuditEntry.objects.filter(user_id=user.pk, result="refused").count() == 5
    assert LIST not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", sorted(READERS))
def test_every_reader_sees_the_queue_and_only_deciders_the_buttons(role: str) -> None:
    row = make_application()
    client = entered(make_staff(role))
    assert row.legal_name in client.get(LIST).content.decode()
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert (f"{LIST}{row.pk}/approve/" in page) is (role in DECIDERS)
    assert row.phone not in page
    assert ("/private/" in page) is (role in {Role.LEADER, Role.REGULATOR, Role.AUDITOR})


def test_enterprises_never_get_in() -> None:
    owner = make_user()
    row = make_application(owner)
    client = entered(owner)
    assert [client.get(path).status_code for path in (LIST, f"{LIST}{row.pk}/")] == [302, 302]
    assert client.post(f"{LIST}{row.pk}/approve/").status_code == 302
    assert state_of(row) == "submitted"


def test_nobody_decides_on_his_own_enterprise() -> None:
    user = make_user()
    row = make_application(user)
    put_on_duty(user, Role.LEADER)
    client = entered(user)
    assert "自己的企业要由另一位同事来审" in client.get(f"{LIST}{row.pk}/").content.decode()
    assert client.post(f"{LIST}{row.pk}/approve/").status_code == 403
    assert rows_of(row, "enterprise.approve") == [(user.pk, "refused", "admin")] and state_of(row) == "submitted"


def test_the_queue_has_the_longest_waiting_first_and_drafts_nowhere() -> None:
    admitted = make_enterprise(legal_name="甲家政有限公司")
    older, newer = make_application(legal_name="乙家政有限公司"), make_application(legal_name="丙家政有限公司")
    draft = make_application(legal_name="丁家政有限公司", submitted=False)
    Enterprise.objects.filter(pk=newer.pk).update(applied_at=clock.now())
    client = entered(make_staff(Role.LEADER))
    page = client.get(LIST).content.decode()
    assert page.index(older.legal_name) < page.index(newer.legal_name) < page.index(admitted.legal_name)
    assert draft.legal_name not in page and client.get(f"{LIST}{draft.pk}/").status_code == 404
    assert client.post(f"{LIST}{draft.pk}/approve/").status_code == 404


def test_the_list_is_filtered_by_state_district_name_and_licence() -> None:
    here = make_enterprise(legal_name="甲家政有限公司")
    there = make_application(legal_name="乙家政有限公司", district=district("海淀区"))
    client = entered(make_staff(Role.LEADER))

    def found(**parameters: object) -> set[str]:
        page = client.get(f"{LIST}results/", parameters).content.decode()
        return {row.legal_name for row in (here, there) if f"{LIST}{row.pk}/" in page}

    assert found() == {here.legal_name, there.legal_name}
    assert found(state="submitted") == {there.legal_name}
    assert found(district=district("海淀区").pk) == {there.legal_name}
    assert found(q="甲家政") == {here.legal_name}
    assert found(q=there.licence_no) == {there.legal_name}
    assert found(q="没有这家") == set()
    assert client.get(LIST, {"state": "nonsense", "district": "x", "p": "-3", "ordering": "phone"}).status_code == 200


def test_the_number_is_masked_until_somebody_with_the_right_says_why() -> None:
    row, leader = make_application(), make_staff(Role.LEADER)
    client = entered(leader)
    assert "010****4567" in client.get(f"{LIST}{row.pk}/").content.decode()
    assert client.post(f"{LIST}{row.pk}/reveal/", {"note": ""}).status_code == 400
    assert row.phone in client.post(f"{LIST}{row.pk}/reveal/", {"note": "执照照片不清楚，打电话问"}).content.decode()
    assert AuditEntry.objects.get(function="enterprise.reveal_phone").detail == {"reason": "执照照片不清楚，打电话问"}
    assert row.phone not in client.get(f"{LIST}{row.pk}/").content.decode()
    operator = entered(make_staff(Role.OPERATOR))
    refused = operator.post(f"{LIST}{row.pk}/reveal/", {"note": "想看看"})
    assert refused.status_code == 403 and row.phone not in refused.content.decode()


def test_a_file_opens_for_those_with_the_right_and_leaves_a_row() -> None:
    row, leader = make_application(), make_staff(Role.LEADER)
    file = row.files.get().file_id
    assert f'href="/private/{file}/"' in entered(leader).get(f"{LIST}{row.pk}/").content.decode()
    assert entered(leader).get(f"/private/{file}/").status_code == 200
    assert AuditEntry.objects.filter(function="media.open_private", user_id=leader.pk).count() == 1
    assert entered(make_staff(Role.OPERATOR)).get(f"/private/{file}/").status_code in {403, 404}


def test_what_is_not_there_is_404_and_get_does_not_decide() -> None:
    row, client = make_application(), entered(make_staff(Role.LEADER))
    assert client.get(f"{LIST}{2**63}/").status_code == 404
    assert client.post(f"{LIST}999999/approve/").status_code == 404
    assert client.post(f"{LIST}{row.pk}/withdraw/").status_code == 404
    assert client.get(f"{LIST}{row.pk}/approve/").status_code == 405
    assert state_of(row) == "submitted"


def test_the_history_says_who_when_and_why() -> None:
    row, leader = make_application(), make_staff(Role.LEADER, name="马主任")
    reject(row, actor=actor_for(leader), now=clock.now(), note="执照看不清。")
    page = entered(leader).get(f"{LIST}{row.pk}/").content.decode()
    assert "交来申请" in page and "马主任" in page and "执照看不清。" in page


def test_the_queue_costs_the_same_for_few_and_for_many(django_assert_max_num_queries) -> None:
    client = entered(make_staff(Role.LEADER))
    make_application()
    client.get(LIST)
    with django_assert_max_num_queries(30) as few:
        client.get(LIST)
    for _ in range(6):
        make_application()
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_an_approved_one_shows_the_way_to_its_page() -> None:
    row = approve(make_application(), actor=actor_for(make_staff(Role.LEADER)), now=clock.now())
    page = entered(make_staff(Role.REGULATOR)).get(f"{LIST}{row.pk}/").content.decode()
    assert f'href="/enterprises/{row.pk}/"' in page
