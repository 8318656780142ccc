"""Cooperation agreements: drafted, signed by another, reminded of, run out, renewed (ENT-12)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from core.outbox.models import OutboxEvent
from marketplace.enterprises.commission import commission_of, percent
from marketplace.enterprises.models import Agreement
from marketplace.enterprises.services import expire_agreements, remind_due
from marketplace.enterprises.tasks import look_after_agreements
from marketplace.listings.models import Enquiry, Listing
from members.models import User
from members.roles import Role
from notifications.models import Notice
from tests.marketplace.enterprises.factories import make_agreement, today
from tests.marketplace.factories import make_enterprise, make_listing, moderation, picture, post_in_steps
from tests.marketplace.listings.test_pages import offer_form
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/marketplace-agreements/"
SYSTEM = system_actor("test")


def form_of(enterprise, **overrides):
    """What the staff screen sends."""
    return {
        "enterprise": enterprise.pk,
        "number": "YL-2026-018",
        "file": picture("agreement.png"),
        "starts_on": str(today()),
        "ends_on": str(today() + timedelta(days=364)),
        "commission_bp": "12.5",
        "commission_floor_fen": "5",
        "commission_cap_fen": "200",
        "remind_days": "30",
    } | overrides


def test_one_drafts_another_signs_and_the_enterprise_reads_it(as_user) -> None:
    owner = make_user(name="赵安")
    enterprise, accountant, leader = make_enterprise(owner), make_staff(Role.ACCOUNTANT), make_staff(Role.LEADER)
    drafted = as_user(accountant).post(f"{LIST}new/", form_of(enterprise))
    row = Agreement.objects.get()
    assert drafted.url == f"{LIST}{row.pk}/" and (row.state, row.commission_bp, row.commission_floor_fen) == ("draft", 1250, 500)
    assert "YL-2026-018" not in as_user(owner).get("/enterprise/agreements/").content.decode()
    assert as_user(accountant).post(f"{LIST}{row.pk}/sign/").status_code == 403
    signed = as_user(leader).post(f"{LIST}{row.pk}/sign/", follow=True).content.decode()
    assert "签好了，已经通知企业。" in signed and "每单 12.5%，最少 5 元，最多 200 元" in signed
    page = as_user(owner).get("/enterprise/agreements/").content.decode()
    assert "YL-2026-018" in page and "每单 12.5%" in page
    assert as_user(owner).get(f"/private/{row.file_id}/").status_code == 200
    assert as_user(make_user()).get(f"/private/{row.file_id}/").status_code == 404
    assert Notice.objects.filter(user=owner, title="合作协议签好了").count() == 1
    said = list(AuditEntry.objects.filter(object_id=str(row.pk), function__startswith="agreement.").order_by("pk").values_list("function", "user_id", "result"))
    assert ("agreement.draft", accountant.pk, "ok") in said and ("agreement.sign", leader.pk, "ok") in said


def test_whoever_drafted_it_does_not_sign_it(as_user) -> None:
    leader = make_staff(Role.LEADER)
    row = make_agreement(make_enterprise(), state="draft", drafted_by=leader)
    page = as_user(leader).get(f"{LIST}{row.pk}/").content.decode()
    assert "你起草的，要由另一位同事来签。" in page and f"{LIST}{row.pk}/sign/" not in page
    assert as_user(leader).post(f"{LIST}{row.pk}/sign/").status_code == 403
    row.refresh_from_db()
    assert row.state == "draft" and AuditEntry.objects.filter(user_id=leader.pk, result="refused", object_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "  "}, "请填协议编号"),
        ({"file": ""}, "请传协议的扫描件"),
        ({"ends_on": "2020-01-01"}, "结束日期在开始日期前面了"),
        ({"ends_on": "2199-01-01"}, "最长十年"),
        ({"commission_bp": "31"}, "佣金在 0 到 30% 之间"),
        ({"commission_bp": "十二"}, "填百分数"),
        ({"commission_floor_fen": "20", "commission_cap_fen": "10"}, "每单最多不能比最少还少"),
        ({"file": SimpleUploadedFile("a.pdf", b"<script>", "application/pdf")}, "errorlist"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said(as_user, wrong, said) -> None:
    answer = as_user(make_staff(Role.ACCOUNTANT)).post(f"{LIST}new/", form_of(make_enterprise(), **wrong))
    assert answer.status_code == 400 and not Agreement.objects.exists()
    assert said in answer.content.decode() or said == "errorlist"


def test_a_number_is_used_once(as_user) -> None:
    enterprise = make_enterprise()
    make_agreement(enterprise, number="YL-2026-018")
    answer = as_user(make_staff(Role.ACCOUNTANT)).post(f"{LIST}new/", form_of(enterprise))
    assert answer.status_code == 400 and "这个协议编号已经用过" in answer.content.decode()


def test_no_two_agreements_hold_on_the_same_day(as_user) -> None:
    enterprise = make_enterprise()
    first = make_agreement(enterprise)
    second = make_agreement(enterprise, state="draft", starts_on=first.ends_on, ends_on=first.ends_on + timedelta(days=10))
    answer = as_user(make_staff(Role.LEADER)).post(f"{LIST}{second.pk}/sign/")
    assert answer.status_code == 409 and "已经有一份签好的协议" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=second.pk).update(state="in_force")
    Agreement.objects.filter(pk=second.pk).update(starts_on=first.ends_on + timedelta(days=1))
    assert as_user(make_staff(Role.LEADER)).post(f"{LIST}{second.pk}/sign/").status_code == 302
    assert Agreement.objects.get(pk=second.pk).state == "in_force"


def test_after_its_last_day_nothing_new_is_published_or_ordered_until_it_is_renewed(as_user) -> None:
    moderation(False)
    owner, family = make_user(), make_user()
    enterprise = make_enterprise(owner)
    agreement = make_agreement(enterprise, ends_on=today())
    shown = make_listing(enterprise=enterprise)
    waiting = make_listing(enterprise=enterprise, state="pending")
    post, ask = reverse("listings:enterprise-post") + "?side=offer", reverse("listings:enquire", args=[shown.pk])
    assert post_in_steps(as_user(owner), "offer", offer_form(), name="listings:enterprise-post").status_code == 302  # the last day still counts
    own = Listing.objects.get(state="draft")
    earlier = make_user()
    assert as_user(earlier).post(ask, {"text": "周末能来吗？"}).status_code == 302
    with time_machine.travel(clock.midnight(today() + timedelta(days=1)), tick=True):
        assert as_user(owner).post(post, offer_form()).status_code == 409
        assert as_user(owner).post(reverse("listings:enterprise-act", args=[own.pk, "submit"])).status_code == 409
        assert as_user(make_staff(Role.PUBLISHER)).post(f"/api/v1/listings/{waiting.pk}/approve/").status_code == 409
        refused = as_user(family).post(f"/api/v1/listings/{shown.pk}/enquiries/", {"text": "周末能来吗？"}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "orders_paused")
        assert as_user(earlier).post(ask, {"text": "再问一句。"}).status_code == 302  # what was begun goes on
        assert as_user(family).get(shown.get_absolute_url()).status_code == 200
        assert "合作协议到期了" in as_user(owner).get("/enterprise/").content.decode()
        assert Enquiry.objects.count() == 1 and Listing.objects.filter(enterprise=enterprise).count() == 3
        make_agreement(enterprise, starts_on=today(), ends_on=today() + timedelta(days=365))
        assert as_user(owner).post(reverse("listings:enterprise-act", args=[own.pk, "submit"])).status_code == 302
        assert as_user(family).post(ask, {"text": "周末能来吗？"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "in_force"  # the rule did not wait for the job


@pytest.mark.req("ENT-12")
def test_an_agreement_from_its_draft_over_reminder_and_pause_to_its_renewal(as_user) -> None:
    """File, term, commission and reminder through the screens; from the day after its end no new order is taken, until the next one is signed."""
    moderation(False)
    owner, family, accountant, leader = make_user(name="赵安"), make_user(), make_staff(Role.ACCOUNTANT), make_staff(Role.LEADER)
    enterprise = make_enterprise(owner)
    shown, last = make_listing(enterprise=enterprise), today() + timedelta(days=20)
    as_user(accountant).post(f"{LIST}new/", form_of(enterprise, ends_on=str(last)))
    row = Agreement.objects.get()
    as_user(leader).post(f"{LIST}{row.pk}/sign/")
    page = as_user(owner).get("/enterprise/agreements/").content.decode()
    assert "YL-2026-018" in page and "每单 12.5%，最少 5 元，最多 200 元" in page and f"{last.month} 月 {last.day} 日" in page
    assert as_user(owner).get(f"/private/{row.file_id}/").status_code == 200
    row.refresh_from_db()
    assert [commission_of(row, fen) for fen in (2_000, 20_000, 1_000_000)] == [500, 2_500, 20_000]

    look_after_agreements()
    assert "还有 20 天" in Notice.objects.get(user=owner, title="合作协议快到期了").body
    assert "快到期了" in as_user(owner).get("/enterprise/").content.decode()

    ask = f"/api/v1/listings/{shown.pk}/enquiries/"
    with time_machine.travel(clock.midnight(last + timedelta(days=1)), tick=True):
        refused = as_user(family).post(ask, {"text": "周末能来吗？"}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"], Enquiry.objects.count()) == (409, "orders_paused", 0)
        assert as_user(owner).post(reverse("listings:enterprise-post") + "?side=offer", offer_form()).status_code == 409
        assert "合作协议到期了" in as_user(owner).get("/enterprise/").content.decode()
        renewed = {"number": "YL-2026-019", "starts_on": str(today()), "ends_on": str(today() + timedelta(days=365))}
        as_user(accountant).post(f"{LIST}new/", form_of(enterprise, **renewed))
        assert as_user(leader).post(f"{LIST}{Agreement.objects.get(number='YL-2026-019').pk}/sign/").status_code == 302
        assert as_user(family).post(ask, {"text": "周末能来吗？"}, content_type="application/json").status_code == 201


def test_an_enterprise_on_trial_is_not_stopped(as_user) -> None:
    owner = make_user()
    enterprise = make_enterprise(owner)
    make_agreement(enterprise, state="draft", ends_on=today() - timedelta(days=1))
    make_agreement(enterprise, starts_on=today() + timedelta(days=5))
    assert as_user(owner).post(reverse("listings:enterprise-post") + "?side=offer", offer_form()).status_code == 302
    assert Listing.objects.count() == 1


def test_one_that_was_ended_early_stops_at_once(as_user) -> None:
    owner, leader = make_user(), make_staff(Role.LEADER)
    enterprise = make_enterprise(owner)
    row = make_agreement(enterprise)
    assert as_user(leader).post(f"{LIST}{row.pk}/terminate/", {"note": " "}).status_code == 400
    assert as_user(leader).post(f"{LIST}{row.pk}/terminate/", {"note": "三次没有整改。"}).status_code == 302
    assert as_user(owner).post(reverse("listings:enterprise-post") + "?side=offer", offer_form()).status_code == 409
    assert "三次没有整改。" in Notice.objects.get(user=owner, title="合作协议提前终止了").body


def test_the_night_job_reminds_once_and_writes_down_what_is_over(as_user) -> None:
    owner, accountant = make_user(), make_staff(Role.ACCOUNTANT)
    ending = make_agreement(make_enterprise(owner), ends_on=today() + timedelta(days=20), drafted_by=accountant)
    renewed = make_agreement(make_enterprise(), ends_on=today() + timedelta(days=20))
    make_agreement(renewed.enterprise, starts_on=today() + timedelta(days=21), ends_on=today() + timedelta(days=400))
    far, over = make_agreement(make_enterprise()), make_agreement(make_enterprise(), ends_on=today() - timedelta(days=1))
    assert look_after_agreements() == (1, 1)
    assert look_after_agreements() == (0, 0)
    told = Notice.objects.filter(title="合作协议快到期了").values_list("user_id", flat=True)
    assert list(told) == [owner.pk] and Notice.objects.filter(user=accountant, title__endswith="的协议快到期了").count() == 1
    assert "还有 20 天" in Notice.objects.get(user=owner, title="合作协议快到期了").body
    states = {row.pk: row.state for row in Agreement.objects.all()}
    assert (states[ending.pk], states[far.pk], states[over.pk]) == ("in_force", "in_force", "expired")
    assert Notice.objects.filter(title="合作协议到期了", body__contains="也不接新单").exists()
    assert OutboxEvent.objects.filter(name="agreement.expired").count() == 1
    assert "快到期了" in as_user(owner).get("/enterprise/").content.decode()


def test_jobs_do_each_thing_in_a_transaction_of_its_own() -> None:
    for _ in range(3):
        make_agreement(make_enterprise(), ends_on=today() - timedelta(days=2))
    assert expire_agreements(actor=SYSTEM, now=clock.now(), limit=2) == 2
    assert expire_agreements(actor=SYSTEM, now=clock.now(), limit=2) == 1
    assert remind_due(actor=SYSTEM, now=clock.now()) == 0


@pytest.mark.parametrize(("points", "text"), [(0, "0"), (1200, "12"), (1250, "12.5"), (1225, "12.25"), (5, "0.05"), (3000, "30")])
def test_a_share_is_written_without_needless_zeros(points, text) -> None:
    assert percent(points) == text


@given(amount=st.integers(0, 10**9), share=st.integers(0, 3000), least=st.integers(0, 10**5), more=st.none() | st.integers(0, 10**6))
def test_a_commission_lies_within_least_and_most_and_never_exceeds_the_order(amount, share, least, more) -> None:
    most = None if more is None else least + more
    rule = Agreement(commission_bp=share, commission_floor_fen=least, commission_cap_fen=most)
    taken = commission_of(rule, amount)
    assert 0 <= taken <= amount and (most is None or taken <= most)
    assert taken == amount or taken >= least


def test_who_may_see_which() -> None:
    row = make_agreement(make_enterprise(), state="draft")
    for role, seen in ((Role.ACCOUNTANT, True), (Role.LEADER, True), (Role.AUDITOR, True)):
        user: User = make_staff(role)
        from_sql = Agreement.objects.visible_to(actor_for(user)).filter(pk=row.pk).exists()
        assert from_sql is seen
    owner = row.enterprise.applicant
    assert not Agreement.objects.visible_to(actor_for(owner)).exists()
