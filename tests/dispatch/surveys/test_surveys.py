"""Surveys with questions of their own, sent by sample, answered by a link, results without names (RAT-07)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import District
from core.outbox.testing import drain_all
from dispatch.surveys import services
from dispatch.surveys.models import Answer, Invitation, Reply, Survey
from dispatch.surveys.queries import withheld
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking
from marketplace.catalog.models import ServiceType
from members.models import User
from notifications.models import Notice, SmsMessage
from tests.dispatch.surveys.factories import invite, make_survey, token_of
from tests.marketplace.bookings.factories import customer_of, make_offer, make_order, tomorrow
from tests.marketplace.factories import SYSTEM
from tests.marketplace.ratings.factories import finished
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def confirm(order: Booking) -> Booking:
    Booking.objects.filter(pk=order.pk).update(state="done")
    bookings.confirm(Booking.objects.get(pk=order.pk), actor=customer_of(order), now=clock.now())
    drain_all()
    return Booking.objects.get(pk=order.pk)


def fields_of(survey: Survey) -> list[str]:
    return [f"q{number}" for number in survey.questions.order_by("position").values_list("pk", flat=True)]


@pytest.mark.req("RAT-07")
def test_from_the_questions_to_results_by_service_and_district_without_a_name() -> None:
    desk = as_user(make_staff("quality"))
    form = {
        "title": "十一月完工调查",
        "intro": "五个问题，一分钟。",
        "questions": "打分 | 打扫得干净吗\n选一个 | 下次还约吗 | 还约 | 不约了\n写几句 | 有什么要改的",
        "sample_share": "100",
        "wait_days": "2",
    }
    assert desk.post(reverse("dispatch_surveys_new"), form).status_code == 302
    survey = Survey.objects.get()
    family = make_user(name="贺兰真")
    order = confirm(make_order(customer=family))
    assert services.send_due(actor=SYSTEM, now=clock.now()) == 0, "not before its day"
    later = clock.now() + timedelta(days=2, minutes=1)
    assert services.send_due(actor=SYSTEM, now=later) == 1 and services.send_due(actor=SYSTEM, now=later) == 0
    drain_all()
    path = Notice.objects.get(user=family, title__endswith="做得怎样").url
    assert path in SmsMessage.objects.get(template="survey").body

    # On a phone, without an account: the link alone opens it, once.
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")
    page = phone.get(path)
    text = page.content.decode()
    score, choice, words = fields_of(survey)
    assert page.status_code == 200 and "打扫得干净吗" in text and "不记名" in text and "贺兰真" not in text and order.number not in text
    assert text.count(f'name="{score}"') == 5 and re.search(r'name="viewport" content="width=device-width', text)
    assert phone.post(path, {}).status_code == 400
    assert phone.post(path, {words: "打我电话 13800000102"}).status_code == 400
    sent = phone.post(path, {score: "4", choice: "还约", words: "窗台再擦细一点"})
    assert "收到了" in sent.content.decode()
    assert phone.post(path, {score: "1"}).status_code == 409 and "已经答过了" in phone.get(path).content.decode()
    assert phone.get(f"{path[:-4]}abc/").status_code == 404

    # Four more of the same service and district make a group; one of another service stays unseen.
    for stars in (5, 5, 3, 3):
        services.answer(invite(survey, booking=finished()), {int(score[1:]): str(stars)}, now=clock.now())
    other = finished(make_offer(service_type=ServiceType.objects.get(code="cooking")))
    services.answer(invite(survey, booking=other), {int(score[1:]): "1"}, now=clock.now())
    result = desk.get(reverse("dispatch_survey", args=[survey.pk])).content.decode()
    assert "收到 6 份" in result and "窗台再擦细一点" in result
    assert re.search(r"按服务.*份数少，不显示.*按区", result, re.S), "one alone is withheld, and so is the one beside it that would give it away"
    assert re.search(r"按区.*朝阳区</td><td class=\"staff-number\">6</td><td class=\"staff-number\">3.5</td>", result, re.S)
    assert "贺兰真" not in result and order.number not in result and family.phone not in result
    assert {name for field in Reply._meta.get_fields() for name in [field.name]} == {"answers", "id", "survey", "service_type", "district", "on"}
    assert as_user(make_staff("operator")).get(reverse("dispatch_survey", args=[survey.pk])).status_code == 403


def test_groups_that_are_large_enough_are_shown() -> None:
    survey = make_survey()
    score = int(fields_of(survey)[0][1:])
    cooking = make_offer(service_type=ServiceType.objects.get(code="cooking"))
    for offer, stars in [(None, 5)] * 5 + [(cooking, 3)] * 6:
        services.answer(invite(survey, booking=finished(offer)), {score: str(stars)}, now=clock.now())
    text = as_user(make_staff("leader")).get(reverse("dispatch_survey", args=[survey.pk])).content.decode()
    assert re.search(r"烹饪</td><td class=\"staff-number\">6</td><td class=\"staff-number\">3.0</td>", text)
    assert "份数少，不显示" not in text


@given(counts=st.dictionaries(st.integers(1, 30), st.integers(1, 20), max_size=12), least=st.integers(3, 10))
def test_no_withheld_group_follows_from_the_total(counts, least) -> None:
    hidden = withheld(counts, least)
    assert {key for key, count in counts.items() if count < least} <= hidden
    left = sum(counts[key] for key in hidden)
    # What the total gives away together is a group that is large enough, or everything is hidden.
    assert not hidden or left >= least or hidden == set(counts)


def test_a_sample_is_a_sample_and_nobody_is_asked_twice_in_a_month() -> None:
    survey = make_survey(sample_share=2_500)
    drawn = sum(services.is_sampled(survey, number) for number in range(10_000))
    assert 2_200 < drawn < 2_800
    everybody, elsewhere = make_survey(), make_survey(service_types=[ServiceType.objects.get(code="cooking")])
    family, offer = make_user(), make_offer()
    for day in (2, 3):
        confirm(make_order(offer, customer=family, start=tomorrow(days=day)))
    assert not elsewhere.invitations.exists() and everybody.invitations.count() == 2
    services.switch(survey, active=False, actor=SYSTEM, now=clock.now())
    assert services.send_due(actor=SYSTEM, now=clock.now() + timedelta(minutes=1)) == 1
    assert Invitation.objects.filter(dropped=True).count() == Invitation.objects.count() - 1


def test_a_link_ends_and_what_was_answered_stays() -> None:
    row = invite()
    score = int(fields_of(row.survey)[0][1:])
    Invitation.objects.filter(pk=row.pk).update(until=clock.now() - timedelta(seconds=1))
    answer = Client().post(reverse("surveys:answer", args=[token_of(row)]), {f"q{score}": "4"})
    assert answer.status_code == 409 and "时间过了" in answer.content.decode() and not Reply.objects.exists()
    services.answer(invite(row.survey), {score: "4"}, now=clock.now())
    for statement in ("UPDATE surveys_answer SET score = 5", "DELETE FROM surveys_answer", "UPDATE surveys_reply SET district_id = district_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Answer.objects.get().score == 4 and District.objects.exists()


@pytest.mark.parametrize("questions", ["随便写", "选一个 | 下次还约吗 | 还约", "打分 | 干净吗 | 甲 | 乙", "\n".join(["打分 | 干净吗"] * 13)])
def test_a_question_that_cannot_be_asked_is_refused(questions: str) -> None:
    form = {"title": "完工调查", "questions": questions, "sample_share": "20", "wait_days": "3"}
    answer = as_user(make_staff("quality")).post(reverse("dispatch_surveys_new"), form)
    assert answer.status_code == 400 and not Survey.objects.exists()
