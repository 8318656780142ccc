"""An accident on a job: reported by any side, somebody responsible, steps, deadline, papers, an end (URG-07)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import Conflict
from core.outbox.testing import drain_all
from dispatch.accidents import services
from dispatch.accidents.models import Case, CaseFile
from marketplace.bookings.models import Assignment, Booking, Visit
from members.models import User
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_order, owner_of, put_at, worker_of
from tests.marketplace.factories import picture
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SAID = {"harm": "thing", "what": "擦柜子的时候碰碎了一个花瓶，家里说是老人留下的。"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def under_way() -> Booking:
    """Somebody is there."""
    order = put_at(make_order(), clock.now().replace(second=0, microsecond=0) - timedelta(minutes=20))
    Booking.objects.filter(pk=order.pk).update(state="arrived")
    Visit.objects.filter(booking=order).update(arrived_at=clock.now())
    return Booking.objects.with_names().get(pk=order.pk)


def page(side: str, order: Booking) -> str:
    return reverse(f"accidents:{side}", args=[order.number])


@pytest.mark.req("URG-07")
def test_a_case_goes_from_the_report_to_the_end_with_somebody_responsible():
    order, quality = under_way(), make_staff("quality", name="周敏")
    family, desk = client_of(order.customer), client_of(make_staff("dispatcher"))
    assert "出了意外" in family.get(order.get_absolute_url()).content.decode()
    family.post(page("family", order), {**SAID, "files": picture("vase.png")})
    case = Case.objects.get()
    assert (case.state, case.side, case.files.count(), case.steps.count()) == ("reported", "family", 1, 6)
    drain_all()
    assert Notice.objects.filter(user=quality, title__startswith="报了意外").exists()
    here = reverse("dispatch_accident", args=[case.number])
    act = lambda verb: reverse("dispatch_accident_act", args=[case.number, verb])  # noqa: E731
    desk.post(act("assign"), {"owner": quality.pk, "hours": "24"})
    case.refresh_from_db()
    assert case.state == "handling" and case.owner == quality and case.deadline is not None
    assert timedelta(hours=23) < case.deadline - clock.now() <= timedelta(hours=24)
    assert "周敏" in family.get(page("family", order)).content.decode()
    handler = client_of(quality)
    early = handler.post(reverse("dispatch_accident_decide", args=[case.number, "close"]), {"note": "赔了。"})
    assert early.status_code == 409 and "还有步骤没做完" in early.content.decode()
    handler.post(act("step"), {"text": "请家里报个价"})
    handler.post(act("files"), {"files": picture("receipt.png")})
    for position in range(1, 8):
        handler.post(act("tick"), {"position": position, "done": "1"})
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert "过了时限" in handler.get(here).content.decode()
    handler.post(reverse("dispatch_accident_decide", args=[case.number, "close"]), {"note": "照价赔了三百元，家里点头。"})
    case.refresh_from_db()
    assert case.state == "closed" and case.files.count() == 2
    drain_all()
    assert "照价赔了三百元" in family.get(page("family", order)).content.decode()
    assert Notice.objects.filter(user=order.customer, title__startswith="意外办结了").exists()
    handler.post(reverse("dispatch_accident_decide", args=[case.number, "reopen"]), {"note": "家里说没收到钱。"})
    case.refresh_from_db()
    assert case.state == "handling"


def test_each_side_reports_and_reads_on_its_own_pages():
    order = under_way()
    worker = User.objects.get(pk=worker_of(order).user_id)
    owner = User.objects.get(pk=owner_of(order).user_id)
    assert "出了意外" in client_of(worker).get(reverse("bookings:visit", args=[order.number])).content.decode()
    client_of(worker).post(page("worker", order), {**SAID, "harm": "person"})
    client_of(owner).post(page("provider", order), {**SAID, "harm": "other"})
    assert list(Case.objects.order_by("pk").values_list("side", flat=True)) == ["worker", "provider"]
    for side, user in (("family", order.customer), ("worker", worker), ("provider", owner)):
        assert client_of(user).get(page(side, order)).content.decode().count("碰碎了一个花瓶") == 2
    stranger = client_of(make_user())
    assert stranger.get(page("family", order)).status_code == 404
    staff = client_of(make_staff("operator"))
    made = staff.post(reverse("dispatch_accident_new", args=[order.number]), SAID)
    assert Case.objects.count() == 3 and made.url == reverse("dispatch_accident", args=[Case.objects.order_by("-pk")[0].number])
    assert "报过几次了" in client_of(order.customer).post(page("family", order), SAID, follow=True).content.decode()


def test_papers_are_read_by_those_who_may_read_the_case():
    order = under_way()
    client_of(order.customer).post(page("family", order), {**SAID, "files": picture("vase.png")})
    address = reverse("accidents:paper", args=[CaseFile.objects.get().pk])
    assert client_of(order.customer).get(address).status_code == 200
    assert client_of(User.objects.get(pk=worker_of(order).user_id)).get(address).status_code == 200
    assert client_of(make_user()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_only_of_a_visit_that_has_begun_and_not_long_after():
    order = make_order()
    with pytest.raises(Conflict):
        services.report(order, side="family", files=[], actor=actor_for(order.customer), now=clock.now(), **SAID)
    assert "现在不能报" in client_of(order.customer).get(page("family", order)).content.decode()
    Booking.objects.filter(pk=order.pk).update(state="confirmed", ended_at=clock.now() - timedelta(days=16))
    with pytest.raises(Conflict):
        services.report(Booking.objects.get(pk=order.pk), side="family", files=[], actor=actor_for(order.customer), now=clock.now(), **SAID)
    assert Assignment.objects.exists()


def test_what_is_wrong_is_said_and_nobody_without_the_duty_is_made_responsible():
    order = under_way()
    client = client_of(order.customer)
    assert client.post(page("family", order), {"harm": "", "what": ""}).status_code == 400
    client.post(page("family", order), SAID)
    case, desk = Case.objects.get(), client_of(make_staff("dispatcher"))
    act = reverse("dispatch_accident_act", args=[case.number, "assign"])
    desk.post(act, {"owner": make_user().pk, "hours": "24"})
    desk.post(act, {"owner": make_staff("quality").pk, "hours": "9999"})
    assert Case.objects.get().state == "reported"
    assert desk.post(reverse("dispatch_accident_act", args=[case.number, "tick"]), {"position": "99"}).status_code == 404
    assert desk.post(reverse("dispatch_accident_act", args=[case.number, "nothing"])).status_code == 404


@pytest.mark.req("URG-04")
def test_incidents_are_recorded_graded_and_reported_by_month():
    """Three reports of two months: graded on their pages, counted by month, grade, service and district on the report and in its CSV."""
    desk, quality = client_of(make_staff("dispatcher")), client_of(make_staff("quality"))
    report, numbers = reverse("dispatch_accident_risks"), []
    assert "这 12 个月没有报过意外" in quality.get(report).content.decode()
    for days in (0, 0, 40):
        order = under_way()
        client_of(order.customer).post(page("family", order), SAID)
        case = Case.objects.latest("pk")
        Case.objects.filter(pk=case.pk).update(created_at=clock.now() - timedelta(days=days))
        numbers.append(case.number)
    grade = lambda number, value: quality.post(reverse("dispatch_accident_act", args=[number, "grade"]), {"grade": value})  # noqa: E731
    grade(numbers[0], "grave")
    grade(numbers[2], "light")
    grade(numbers[2], "worst")
    grade(numbers[1], "no-such")
    assert list(Case.objects.order_by("pk").values_list("grade", flat=True)) == ["grave", "", "worst"]
    assert "较重" in desk.get(reverse("dispatch_accident", args=[numbers[0]])).content.decode()
    month, before = (f"{timezone.localtime(clock.now() - timedelta(days=days)):%Y-%m}" for days in (0, 40))
    service, district = order.service_type.name, order.district.name
    answer = quality.get(report, {"format": "csv"})
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv") and rows[0] == "月份,等级,服务,区,几件,没办结"
    assert sorted(rows[1:]) == sorted(
        [f"{month},较重,{service},{district},1,1", f"{month},还没定级,{service},{district},1,1", f"{before},重大,{service},{district},1,1"]
    )
    shown = quality.get(report).content.decode()
    assert shown.index(month) < shown.index(before) and service in shown and district in shown
    assert client_of(make_user()).get(report).status_code in (302, 403, 404)
