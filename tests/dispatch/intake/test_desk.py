"""The staff's desk: lists with filters, taking, assigning, answering, closing; who may, and what is recorded."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.audit.models import AuditEntry
from core.states import history_of
from core.templatetags.ui import moment
from dispatch.intake.models import Feedback
from dispatch.intake.paths import own_path
from tests.dispatch.factories import make_enquiry_ticket, make_feedback
from tests.members.factories import make_staff, make_user
from tests.rights.payloads import PAYLOADS, dangers

pytestmark = pytest.mark.django_db


def browser(user) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(user)
    return client


def step(client: Client, row: Feedback, event: str, **data: str):
    """One step on the screen."""
    return client.post(reverse("dispatch_feedback_item_decide", args=[row.pk, event]), data)


@pytest.mark.req("RAT-08")
def test_from_new_to_closed_with_who_and_when():
    staff, row = make_staff("quality", name="林静"), make_feedback()
    client = browser(staff)
    assert step(client, row, "take").status_code == 302
    assert step(client, row, "answer").status_code == 400
    assert step(client, row, "answer", note="下周改好。").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.owner, row.reply, row.replied_by) == ("answered", staff, "下周改好。", staff)
    assert row.replied_at is not None and row.waits_since is None
    assert step(client, row, "close").status_code == 302
    assert [(move.event, move.actor_name) for move in history_of(row)] == [("take", "林静"), ("answer", "林静"), ("close", "林静")]
    shown = client.get(reverse("dispatch_feedback_item", args=[row.pk])).content.decode()
    assert "下周改好。" in shown and "林静" in shown
    closed = history_of(row).get(event="close").at
    assert "办结</b> · 林静" in shown and moment(closed) in shown


def test_somebody_was_faster():
    row, first, second = make_feedback(), browser(make_staff("quality")), browser(make_staff("operator"))
    assert step(first, row, "take").status_code == 302
    assert step(second, row, "take").status_code == 409
    row.refresh_from_db()
    assert row.owner.display_name == "回访质检"


def test_a_leader_assigns_to_somebody_who_may_handle_it():
    leader, helper, stranger, row = browser(make_staff("leader")), make_staff("operator", name="王晓敏"), make_staff("accountant"), make_feedback()
    address = reverse("dispatch_feedback_item_assign", args=[row.pk])
    assert leader.post(address, {"owner": stranger.pk}).status_code == 400
    assert leader.post(address, {"owner": ""}).status_code == 400
    assert leader.post(address, {"owner": helper.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.state) == (helper, "assigned")
    assert "交给王晓敏" in history_of(row).get().note
    assert leader.post(reverse("dispatch_feedback_item_decide", args=[row.pk, "answer"]), {"note": "好"}).status_code == 403


def test_who_sent_it_does_not_answer_it():
    staff = make_staff("quality")
    row = make_feedback(sender=staff)
    assert step(browser(staff), row, "take").status_code == 403
    row.refresh_from_db()
    assert row.state == "new"


def test_the_list_is_narrowed_by_state_kind_owner_and_waiting():
    staff = make_staff("quality")
    late = make_feedback(kind="complaint", waits_since=clock.now() - timedelta(hours=25))
    fresh, done = make_feedback(), make_feedback(state="closed", owner=staff)
    client, address = browser(staff), reverse("dispatch_feedback")
    asked = {
        "": {late, fresh, done},
        "state=closed": {done},
        "kind=complaint": {late},
        "overdue=1": {late},
        f"owner={staff.pk}": {done},
        "owner=null": {late, fresh},
        f"q={fresh.number}": {fresh},
    }
    for query, expected in asked.items():
        page = client.get(f"{address}?{query}").content.decode()
        assert {row for row in (late, fresh, done) if row.number in page} == expected, query
    assert "超时" in client.get(address).content.decode()


@pytest.mark.parametrize("role", ["editor", "accountant", "hr"])
def test_others_do_not_get_in(role):
    client, row = browser(make_staff(role)), make_feedback()
    for address in (reverse("dispatch_feedback"), reverse("dispatch_feedback_item", args=[row.pk]), reverse("dispatch_enquiries")):
        assert client.get(address).status_code in {302, 403}
    assert browser(make_user()).get(reverse("dispatch_feedback")).status_code in {302, 403}


def test_the_whole_number_takes_a_reason_and_leaves_a_trace():
    row, client = make_enquiry_ticket(), browser(make_staff("operator"))
    assert "13800138000" not in client.get(reverse("dispatch_enquiry", args=[row.pk])).content.decode()
    address = reverse("dispatch_enquiry_reveal", args=[row.pk])
    assert client.post(address, {"note": ""}).status_code == 400
    assert "13800138000" in client.post(address, {"note": "回电确认时间"}).content.decode()
    assert AuditEntry.objects.filter(function="consultation.reveal_phone").count() == 1


def test_what_people_write_comes_out_as_text():
    staff = make_staff("quality")
    for start in range(0, len(PAYLOADS), 6):
        batch = PAYLOADS[start : start + 6]
        text = "\n".join(batch)
        said = make_feedback(text=text, name=batch[0][:40], page=own_path("/" + batch[-1][:200]), reply=text, state="answered")
        asked = make_enquiry_ticket(text=text, name=batch[0][:40], subject_kind="course", subject_id=1, subject_title=batch[1][:250], subject_url="/training/")
        desk, client = browser(staff), Client()
        session = client.session
        session["intake.opened"] = [said.number, asked.number]
        session.save()
        client.cookies["sessionid"] = session.session_key
        pages = [desk.get(reverse("dispatch_feedback")), desk.get(reverse("dispatch_feedback_item", args=[said.pk]))]
        pages += [desk.get(reverse("dispatch_enquiries")), desk.get(reverse("dispatch_enquiry", args=[asked.pk]))]
        pages += [client.get(said.get_absolute_url()), client.get(asked.get_absolute_url())]
        for number, page in enumerate(pages):
            assert page.status_code == 200
            assert dangers(page.content.decode(), strict=number > 3) == []


@pytest.mark.parametrize("name", ["dispatch_feedback", "intake:my-feedback", "api"])
def test_a_list_costs_the_same_at_two_sizes(name, django_assert_num_queries, django_assert_max_num_queries):
    staff = make_staff("quality")
    client, address = browser(staff), "/api/v1/feedback/" if name == "api" else reverse(name)
    for _ in range(3):
        make_feedback(sender=staff, owner=staff)
    client.get(address)
    with django_assert_max_num_queries(25) as small:
        client.get(address)
    for _ in range(15):
        make_feedback(sender=staff, owner=staff)
    with django_assert_num_queries(len(small.captured_queries)):
        client.get(address)
