"""Sending: who may, what is kept, what is told, what is limited (TRN-03, CMP-11)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core import clock
from core.outbox.testing import drain_all
from dispatch.intake.models import Enquiry, Feedback
from dispatch.intake.paths import own_path
from dispatch.intake.services import answer, take
from notifications.models import Notice, SmsMessage
from tests.cms.factories import article, lesson, notice
from tests.cms.training.factories import course
from tests.dispatch.factories import make_feedback
from tests.marketplace.factories import make_enterprise, make_listing
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SAID = {"kind": "correction", "text": "擦玻璃的单位写错了，应当是元/平方米。", "name": "", "phone": ""}
LINK = re.compile(r'href="(/feedback/[^"]*)"[^>]*>意见反馈</a>')


def send(client: Client, page: str = "/listings/", **fields: str) -> str:
    """Send feedback from a page; the number."""
    answer = client.post(reverse("intake:feedback") + f"?from={page}", {**SAID, **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"].split("/")[2]


@pytest.mark.req("CMP-11")
def test_every_page_leads_to_the_form_and_what_is_sent_gets_a_number():
    client, member = Client(), Client()
    member.force_login(make_user())
    public = ["/", "/listings/", make_listing().get_absolute_url(), "/services/", "/services/cleaning-home/", "/enterprises/", "/prices/"]
    public += [make_enterprise().get_absolute_url(), "/news/", "/news/industry/", article().url, notice().url, "/classroom/", lesson().url]
    public += ["/training/", course().url, "/search/?q=月嫂", "/terms/", "/privacy/", "/accounts/login/", "/accounts/signup/", "/enquiries/new/"]
    pages = {path: client.get(path) for path in public}
    pages |= {path: member.get(path) for path in ("/my/", "/my/notices/", "/my/profile/", "/my/feedback/", "/enterprise/apply/")}
    pages["/no-such-page/"] = client.get("/no-such-page/")
    assert pages["/no-such-page/"].status_code == 404
    for path, page in pages.items():
        link = LINK.search(page.content.decode())
        assert link, f"{path} has no way to say something"
        # An error page is the same for every address, so there the browser says where one comes from.
        form = client.get(link[1], headers={"Referer": f"http://testserver{path}"})
        assert form.status_code == 200
        assert form.context["page_path"] == path.split("?")[0]
    sent = client.post("/feedback/?from=/prices/", SAID)
    row = Feedback.objects.get()
    assert re.fullmatch(r"FK\d{8}-0001", row.number)
    assert row.page == "/prices/"
    shown = client.get(sent["Location"]).content.decode()
    assert row.number in shown and "擦玻璃的单位写错了" in shown


def test_the_page_of_an_error_of_ours_has_the_link_too(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("a fault")

    monkeypatch.setattr("marketplace.listings.views.public.public_page", broken)
    client = Client(raise_request_exception=False)
    page = client.get("/listings/")
    assert page.status_code == 500
    assert LINK.search(page.content.decode())[1] == "/feedback/"


def test_where_one_comes_from_is_only_believed_of_this_site(client):
    for referer in ("https://evil.example/listings/", "//evil.example/", "nonsense", "http://testserver//evil.example/", "http://[bad/"):
        assert client.get("/feedback/", headers={"Referer": referer}).context["page_path"] == ""
    shown = client.get("/feedback/", headers={"Referer": "http://testserver/gone/"})
    assert shown.context["page_path"] == "/gone/" and 'action="?from=%2Fgone%2F"' in shown.content.decode()


@pytest.mark.parametrize(
    "page", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil.example", "/a\nb", "/" + "x" * 400, "///evil"]
)
def test_only_a_path_of_this_site_is_taken_from_the_address(client, page):
    assert own_path(page) == ""
    shown = client.get(reverse("intake:feedback"), {"from": page}).content.decode()
    assert "evil" not in shown.replace("%2F", "/").split("<main", 1)[1].split("</main>")[0]
    client.post(reverse("intake:feedback") + "?from=" + page.replace("\n", "%0A"), SAID)
    row = Feedback.objects.get()
    assert row.page == ""
    assert "evil" not in client.get(row.get_absolute_url()).content.decode().split("<main", 1)[1].split("</main>")[0]


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_kept(client):
    for wrong, field in (
        ({"text": ""}, "text"),
        ({"kind": ""}, "kind"),
        ({"kind": "other"}, "kind"),
        ({"phone": "12345"}, "phone"),
        ({"text": "好" * 2001}, "text"),
    ):
        answer = client.post(reverse("intake:feedback"), {**SAID, **wrong})
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
    answer = client.post(reverse("intake:enquire"), {"text": "怎么报名？", "name": "", "phone": ""})
    assert set(answer.context["form"].errors) == {"name", "phone"}
    assert not Feedback.objects.exists() and not Enquiry.objects.exists()


def test_a_forged_form_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("intake:feedback"), SAID).status_code == 403
    assert not Feedback.objects.exists()


def test_ten_an_hour_from_an_address_and_five_a_day_with_a_number(client):
    for _ in range(5):
        send(client, phone="13800138000")
    assert client.post(reverse("intake:feedback"), {**SAID, "phone": "138 0013 8000"}).status_code == 429
    for _ in range(4):
        send(client)
    answer = client.post(reverse("intake:feedback"), SAID)
    assert answer.status_code == 429 and answer["Retry-After"]
    assert Feedback.objects.count() == 9
    assert Client(REMOTE_ADDR="10.9.9.9").post(reverse("intake:feedback"), SAID).status_code == 302


def test_a_number_is_stored_encrypted_and_shown_masked(client):
    number = send(client, phone="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM intake_feedback")
        assert "13800138000" not in str(cursor.fetchall())
    shown = client.get(reverse("intake:ticket", args=[number])).content.decode()
    assert "138****8000" in shown and "13800138000" not in shown


def test_looking_up_takes_number_and_last_four_digits_and_tries_are_counted(client):
    number = send(client, phone="13800138000")
    address = reverse("intake:ticket", args=[number])
    stranger = Client(REMOTE_ADDR="10.9.9.1")
    assert SAID["text"] not in stranger.get(address).content.decode()
    for digits in ("0000", "1234"):
        assert SAID["text"] not in stranger.post(address, {"tail": digits}).content.decode()
    assert stranger.post(address, {"tail": "8000"})["Location"] == address
    assert SAID["text"] in stranger.get(address).content.decode()
    other = Client(REMOTE_ADDR="10.9.9.2")
    assert [other.post(address, {"tail": "0001"}).status_code for _ in range(3)] == [200, 200, 429]
    assert other.post(address, {"tail": "8000"}).status_code == 429


def test_a_number_that_is_none_looks_like_one_that_is_somebody_elses(client):
    row = make_feedback(phone="")
    pages = []
    for number in (row.number, "FK20260101-9999"):
        stranger = Client()
        pages += [stranger.get(f"/feedback/{number}/"), stranger.post(f"/feedback/{number}/", {"tail": "8000"})]
    texts = [re.sub(r"FK20260101-\d{4}|csrfmiddlewaretoken\" value=\"\w+", "", page.content.decode()) for page in pages]
    assert [page.status_code for page in pages] == [200] * 4
    assert texts[0] == texts[2] and texts[1] == texts[3]


def test_members_see_their_own_and_nobody_elses(client):
    mine, other = make_user(), make_user(name="别人")
    client.force_login(mine)
    number, theirs = send(client), make_feedback(sender=other, text="别人写的话")
    listed = client.get(reverse("intake:my-feedback")).content.decode()
    assert number in listed and theirs.number not in listed
    assert "别人写的话" not in client.get(theirs.get_absolute_url()).content.decode()
    assert client.post(reverse("intake:reopen", args=[theirs.number]), {"note": "还有"}).status_code == 404
    items = client.get("/api/v1/feedback/").json()
    assert [item["number"] for item in items["items"]] == [number] and items["count"] == 1
    assert client.get(f"/api/v1/feedback/{theirs.number}/").status_code == 404
    assert Client().get("/api/v1/feedback/").status_code == 401


def test_the_sender_is_told_of_the_answer_on_the_site_or_by_sms():
    member, staff, now = make_user(), actor_for(make_staff("quality")), clock.now()
    for row in (make_feedback(sender=member), make_feedback(phone="13900000001"), make_feedback(phone="")):
        answer(take(row, actor=staff, now=now), actor=staff, now=now, note="下周改好。")
    drain_all()
    told = Notice.objects.get(user=member)
    assert told.title.endswith("有答复了") and told.body == "下周改好。"
    assert {message.phone for message in SmsMessage.objects.all()} == {member.phone, "13900000001"}


def test_one_may_ask_again_when_the_answer_was_none(client):
    member, staff, now = make_user(), actor_for(make_staff("quality")), clock.now()
    row = make_feedback(sender=member)
    answer(take(row, actor=staff, now=now), actor=staff, now=now, note="会看的。")
    client.force_login(member)
    assert "会看的。" in client.get(row.get_absolute_url()).content.decode()
    assert client.post(reverse("intake:reopen", args=[row.number]), {"note": ""}).status_code == 200
    assert client.post(reverse("intake:reopen", args=[row.number]), {"note": "什么时候改？"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "assigned" and row.waits_since is not None


@pytest.mark.req("TRN-03")
def test_a_form_on_a_course_makes_a_ticket_that_staff_see():
    page, visitor, staff = course(), Client(), Client()
    address = re.search(r'href="(/enquiries/new/[^"]*)"', visitor.get(page.url).content.decode())[1]
    assert page.title in visitor.get(address).content.decode()
    sent = visitor.post(address, {"text": "周末上课吗？", "name": "刘先生", "phone": "13900000002"})
    assert sent.status_code == 302
    row = Enquiry.objects.get()
    assert (row.subject_kind, row.subject_id, row.subject_title) == ("course", page.pk, page.title)
    assert re.fullmatch(r"ZX\d{8}-0001", row.number)
    assert row.number in visitor.get(sent["Location"]).content.decode()
    staff.force_login(make_staff("training"))
    listed = staff.get(reverse("dispatch_enquiries")).content.decode()
    assert row.number in listed and page.title in listed
    shown = staff.get(reverse("dispatch_enquiry", args=[row.pk])).content.decode()
    assert "周末上课吗？" in shown and page.url in shown and "13900000002" not in shown


def test_one_may_ask_about_an_enterprise_a_listing_or_nothing(client):
    for thing, kind in ((make_enterprise(), "enterprise"), (make_listing(), "listing")):
        client.post(f"/enquiries/new/?about={kind}:{thing.pk}", {"text": "能开发票吗？", "name": "刘", "phone": "13900000002"})
        row = Enquiry.objects.get(subject_kind=kind)
        assert (row.subject_id, row.subject_url) == (thing.pk, thing.get_absolute_url())
    assert client.post("/enquiries/new/", {"text": "能开发票吗？", "name": "刘", "phone": "13900000002"}).status_code == 302
    assert Enquiry.objects.filter(subject_kind="").count() == 1
    for nothing in ("course:999999", "listing:0", "nobody:1", "course:x", "enterprise:99999999999999999999"):
        assert client.get("/enquiries/new/", {"about": nothing}).status_code == 404


def test_the_api_takes_both_and_says_the_number(client):
    page = course()
    sent = client.post("/api/v1/feedback/", {"kind": "praise", "text": "很好用。", "page": "//evil.example"}, content_type="application/json")
    assert sent.status_code == 201 and sent.json()["page"] == "" and sent.json()["state"] == "new"
    body = {"text": "还有名额吗？", "name": "刘", "phone": "13900000002", "about": f"course:{page.pk}"}
    asked = client.post("/api/v1/consultations/", body, content_type="application/json")
    assert asked.status_code == 201 and asked.json()["about"] == f"course:{page.pk}"
    for wrong, field in (({"about": "course:99999"}, "about"), ({"phone": ""}, "phone"), ({"text": "x"}, "text")):
        refused = client.post("/api/v1/consultations/", {**body, **wrong}, content_type="application/json")
        assert refused.status_code == 400 and field in refused.json()["fields"]
