"""The week, its breaks, days off, extra hours, holidays (BKG-23, X-BK-01)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from core import clock
from core.errors import Forbidden, Invalid, NotFound
from core.models import Holiday
from core.outbox.models import OutboxEvent
from marketplace.workers import services
from marketplace.workers.models import CalendarException, Worker
from marketplace.workers.queries.week import picture
from members.roles import Role
from tests.marketplace.factories import make_enterprise
from tests.marketplace.workers.factories import make_worker
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db
SPLIT = "08:00-12:00，13:30-18:00"


def monday() -> date:
    day = timezone.localdate(clock.now()) + timedelta(days=14)
    return day - timedelta(days=day.weekday())


def words(worker: Worker, first: date, days: int = 7) -> list[str]:
    return ["，".join(one.words for one in day.stretches) for day in picture(Worker.objects.get(pk=worker.pk), first=first, days=days, now=clock.now())]


def week(**days: str) -> dict[str, str]:
    return {f"day_{number}": days.get(f"d{number}", "") for number in range(7)}


def test_a_week_with_a_break_is_set_on_the_page_and_drawn(as_user) -> None:
    person = make_user()
    row = make_worker(user=person)
    client = as_user(person)
    assert client.post("/worker/calendar/", {**week(d0=SPLIT, d1="9:00~17:30", d5="08:00-24:00"), "rests_on_holidays": "on"}).status_code == 302
    assert words(row, monday())[:3] == ["08:00–12:00，13:30–18:00", "09:00–17:30", ""] and words(row, monday())[5] == "08:00–24:00"
    page = client.get(f"/worker/calendar/?week={monday()}").content.decode()
    assert "08:00–12:00" in page and "13:30–18:00" in page and 'value="08:00-12:00，13:30-18:00"' in page and "style=" not in page
    assert OutboxEvent.objects.filter(name="worker.calendar_changed", key=f"worker:{row.pk}").exists()
    client.post("/worker/calendar/", week(d2="10:00-12:00"))
    assert words(row, monday())[:3] == ["", "", "10:00–12:00"] and not Worker.objects.get(pk=row.pk).rests_on_holidays


@pytest.mark.parametrize(
    "text",
    [
        "8点到12点",
        "12:00-08:00",
        "08:00-12:00，11:00-13:00",
        "08:00-08:05",
        "08:70-12:00",
        "08:00-25:00",
        "1:00-2:00，3:00-4:00，5:00-6:00，7:00-8:00，9:00-10:00",
    ],
)
def test_hours_that_cannot_be_are_said_beside_the_day(as_user, text: str) -> None:
    person = make_user()
    row = make_worker(user=person)
    answer = as_user(person).post("/worker/calendar/", week(d3=text))
    assert answer.status_code == 200 and 'id="id_day_3_error"' in answer.content.decode() and text in answer.content.decode()
    assert not row.weekly_hours.exists()


def test_days_off_and_extra_hours_where_they_meet_the_closed_one_wins(as_user) -> None:
    person = make_user()
    row = make_worker(user=person)
    actor, first = actor_for(person), monday()
    services.set_week(row, hours=[(0, 480, 1080), (1, 480, 1080)], rests_on_holidays=True, actor=actor, now=clock.now())
    client = as_user(person)
    client.post("/worker/calendar/exceptions/", {"free": "off", "starts_on": str(first), "minutes": "14:00-16:00", "reason": "接孩子"})
    client.post("/worker/calendar/exceptions/", {"free": "free", "starts_on": str(first + timedelta(days=5)), "minutes": "09:00-12:00"})
    client.post("/worker/calendar/exceptions/", {"free": "off", "starts_on": str(first + timedelta(days=1)), "ends_on": str(first + timedelta(days=3))})
    assert words(row, first)[:2] == ["08:00–14:00，16:00–18:00", ""] and words(row, first)[5] == "09:00–12:00"
    services.add_exception(row, starts_on=first, ends_on=first, minutes=(780, 1200), free=True, actor=actor, now=clock.now())
    assert words(row, first)[0] == "08:00–14:00，16:00–20:00"
    page = client.get("/worker/calendar/").content.decode()
    assert "接孩子" in page and page.count("删掉") == 4
    one = CalendarException.objects.get(reason="接孩子")
    client.post(f"/worker/calendar/exceptions/{one.pk}/remove/")
    assert words(row, first)[0] == "08:00–20:00"
    other = make_worker(user=make_user())
    assert as_user(other.user).post(f"/worker/calendar/exceptions/{row.calendar_exceptions.first().pk}/remove/").status_code == 404


def test_a_public_holiday_is_a_day_off_for_who_rests_then() -> None:
    row, day = make_worker(user=make_user()), monday()
    Holiday.objects.update_or_create(date=day, defaults={"name": "试验节", "kind": "rest"})
    Holiday.objects.update_or_create(date=day + timedelta(days=1), defaults={"name": "调休", "kind": "work"})
    services.set_week(row, hours=[(0, 480, 720), (1, 480, 720)], rests_on_holidays=True, actor=actor_for(row.user), now=clock.now())
    assert words(row, day)[:2] == ["", "08:00–12:00"]
    services.set_week(row, hours=[(0, 480, 720), (1, 480, 720)], rests_on_holidays=False, actor=actor_for(row.user), now=clock.now())
    assert words(row, day)[0] == "08:00–12:00"


def test_what_makes_no_sense_is_refused() -> None:
    row = make_worker(user=make_user())
    actor, now, today = actor_for(row.user), clock.now(), timezone.localdate(clock.now())
    for fields in (
        {"starts_on": today, "ends_on": today - timedelta(days=1)},
        {"starts_on": today - timedelta(days=9), "ends_on": today - timedelta(days=2)},
        {"starts_on": today, "ends_on": today + timedelta(days=200)},
        {"starts_on": today + timedelta(days=500), "ends_on": today + timedelta(days=501)},
        {"starts_on": today, "ends_on": today + timedelta(days=1), "minutes": (60, 120)},
        {"starts_on": today, "ends_on": today, "minutes": (120, 60)},
        {"starts_on": today, "ends_on": today, "reason": "长" * 61},
    ):
        with pytest.raises(Invalid):
            services.add_exception(row, actor=actor, now=now, **fields)
    assert not row.calendar_exceptions.exists()


def test_the_employer_and_his_staff_keep_the_calendar_strangers_do_not(as_user) -> None:
    owner = make_user()
    row = make_worker(enterprise=make_enterprise(owner))
    staff = put_on_duty(make_user(), Role.ENTERPRISE_STAFF, row.enterprise.organisation)
    url = f"/enterprise/workers/{row.pk}/calendar/"
    assert as_user(staff).post(url, week(d0=SPLIT)).status_code == 302
    assert "08:00–12:00" in as_user(owner).get(f"{url}?week={monday()}").content.decode()
    stranger = make_user()
    make_enterprise(stranger)
    assert as_user(stranger).get(url).status_code == 404 and as_user(stranger).post(url, week()).status_code == 404
    with pytest.raises((Forbidden, NotFound)):
        services.set_week(row, hours=[], rests_on_holidays=True, actor=actor_for(make_user()), now=clock.now())


@pytest.mark.parametrize("asked", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-13-40", str(datetime(2026, 1, 1).date())])
def test_any_week_can_be_asked_for(as_user, asked: str) -> None:
    person = make_user()
    make_worker(user=person)
    assert as_user(person).get("/worker/calendar/", {"week": asked}).status_code == 200
