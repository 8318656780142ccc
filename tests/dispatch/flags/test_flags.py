"""举报: from the public page to the decision, and back to who reported."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from dispatch.flags import services
from dispatch.flags.models import Flag
from dispatch.flags.parameters import REPORTS_A_DAY
from members.models import User
from members.roles import Role
from notifications.models import Notice
from tests.cms.storefronts.conftest import open_shop
from tests.core.parameters.factories import set_parameter
from tests.dispatch.flags.factories import make_flag
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job
from tests.marketplace.workers.factories import make_worker
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
QUEUE = "/admin/dispatch-flags/"
FRAUD = {"reason": "fraud", "text": "没见面就要三百元押金。"}


def entered(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def test_a_listing_is_reported_taken_down_and_everybody_is_told() -> None:
    author, first, second, publisher = make_user(), make_user(), make_user(), make_staff(Role.PUBLISHER)
    row = make_listing(author=author)
    public = Client().get(row.get_absolute_url()).content.decode()
    there = re.search(r'href="(/report/listing/\d+/)"', public)[1]  # type: ignore[index]
    assert "像骗钱的" in entered(first).get(there).content.decode()
    assert entered(first).post(there, FRAUD).url == reverse("flags:mine")
    assert entered(first).post(there, FRAUD).status_code == 409, "one open report each"
    entered(second).post(there, {"reason": "contact", "text": ""})
    assert Notice.objects.filter(user=publisher, title__contains="举报").count() == 2

    desk = entered(publisher)
    assert row.title in desk.get(QUEUE).content.decode()
    flag = Flag.objects.get(reporter=first)
    page = desk.get(f"{QUEUE}{flag.pk}/").content.decode()
    assert "没见面就要三百元押金" in page and "同一条的其他举报" in page
    assert desk.post(f"{QUEUE}{flag.pk}/uphold/", {"note": ""}).status_code == 400
    assert desk.post(f"{QUEUE}{flag.pk}/uphold/", {"note": "核实过，确实先收押金。"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "hidden" and Client().get(row.get_absolute_url()).status_code == 404
    assert set(Flag.objects.values_list("state", flat=True)) == {"upheld"}
    for person in (first, second):
        assert Notice.objects.filter(user=person, title="举报有结果了", body__contains="确实先收押金").exists()
        assert "属实，撤下了" in entered(person).get("/my/reports/").content.decode()
    told = Notice.objects.get(user=author, title="信息被撤下了")
    assert str(first) not in told.body
    assert AuditEntry.objects.filter(function="listing.hide", user_id=publisher.pk, result="ok").exists()


def test_one_that_is_not_so_changes_nothing_but_is_answered() -> None:
    flag, publisher = make_flag(), make_staff(Role.PUBLISHER)
    entered(publisher).post(f"{QUEUE}{flag.pk}/dismiss/", {"note": "打过电话，是误会。"})
    flag.refresh_from_db()
    assert flag.state == "dismissed" and flag.answer == "打过电话，是误会。"
    assert Client().get(flag.url).status_code == 200
    assert Notice.objects.filter(user=flag.reporter, body__contains="是误会").exists()
    assert entered(publisher).post(f"{QUEUE}{flag.pk}/uphold/", {"note": "又改主意了。"}).status_code == 409


def test_a_posting_a_worker_and_a_storefront_are_taken_down_by_their_own_verbs(db) -> None:
    publisher, reporter = make_staff(Role.PUBLISHER), make_user()
    job, worker, shop = make_job(), make_worker(), open_shop()
    for kind, number in (("job", job.pk), ("worker", worker.pk), ("enterprise", shop.enterprise.pk)):
        assert entered(reporter).post(reverse("flags:report", args=[kind, number]), FRAUD).status_code == 302
        flag = Flag.objects.get(kind=kind)
        answer = entered(publisher).post(f"{QUEUE}{flag.pk}/uphold/", {"note": "证照是别人家的。"})
        assert answer.status_code == 302, answer.content.decode()[-2000:]
    job.refresh_from_db()
    assert job.state == "hidden" and Client().get(job.get_absolute_url()).status_code == 404
    worker.refresh_from_db()
    assert worker.state == "suspended" and Client().get(worker.get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(function="storefront.hide", result="ok").exists()
    assert Client().get(shop.enterprise.get_absolute_url()).status_code == 200, "what the platform knows stays"


def test_what_was_hidden_meanwhile_can_still_be_upheld() -> None:
    row = make_listing()
    flag = make_flag(listing=row)
    type(row).objects.filter(pk=row.pk).update(state="closed")
    assert services.uphold(flag, actor=system_actor(), now=clock.now(), note="对方自己撤了。").state == "upheld"


def test_who_reports_does_not_decide() -> None:
    publisher = make_staff(Role.PUBLISHER)
    flag = make_flag(reporter=publisher)
    desk = entered(publisher)
    assert "另一位同事" in desk.get(f"{QUEUE}{flag.pk}/").content.decode()
    assert desk.post(f"{QUEUE}{flag.pk}/uphold/", {"note": "我说是就是。"}).status_code == 403
    for role, sees in ((Role.OPERATOR, 200), (Role.HR, 403)):
        client = entered(make_staff(role))
        assert client.get(QUEUE).status_code == sees
        assert client.post(f"{QUEUE}{flag.pk}/dismiss/", {"note": "不归我管的。"}).status_code == 403
    flag.refresh_from_db()
    assert flag.state == "open"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": ""}, "选一个原因"),
        ({"reason": "nonsense"}, "有效"),
        ({"reason": "other", "text": " "}, "写一句是什么问题"),
        ({"reason": "fraud", "text": "长" * 501}, "500"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left(said: dict[str, str], why: str) -> None:
    answer = entered(make_user()).post(reverse("flags:report", args=["listing", make_listing().pk]), said)
    assert answer.status_code == 200 and why in answer.content.decode() and not Flag.objects.exists()


def test_limits_visitors_and_what_is_not_there(client: Client) -> None:
    there = reverse("flags:report", args=["listing", make_listing(enterprise=make_enterprise()).pk])
    assert client.get(there).url.startswith("/accounts/login/")
    member = entered(make_user())
    assert [member.get(f"/report/{what}/").status_code for what in ("listing/987654", "lesson/1", "listing/99999999999999999999")] == [404] * 3
    set_parameter(REPORTS_A_DAY, 1)
    assert member.post(there, FRAUD).status_code == 302
    assert member.post(reverse("flags:report", args=["listing", make_listing().pk]), FRAUD).status_code == 429
    assert "押金" in member.get("/my/data/").content.decode()
