"""Who could do a job: free, qualified, in reach, best first, each with the reasons (SRC-05, SRC-06, SRC-07); the share of the first (SRC-10)."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from dispatch.matching.finding import Demand, match, soonest
from dispatch.matching.models import Offer
from dispatch.matching.offering import answer, offer_to
from dispatch.matching.ranking import Facts, Weights, history_points, rating_points
from dispatch.matching.states import OfferState
from marketplace.bookings.availability import Job, Place, read, refusals
from marketplace.bookings.availability.rules import Rule
from marketplace.bookings.availability.travel import kilometres
from marketplace.workers.models import Paper, Worker
from tests.marketplace.bookings.factories import HOME, make_offer, make_order, make_worker, service, tomorrow
from tests.marketplace.factories import district, make_enterprise
from tests.marketplace.ratings.factories import finished, rate
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
KM = 1 / 111.2


def at(km: float) -> tuple[float, float]:
    """So far north of the middle."""
    return HOME[0] + km * KM, HOME[1]


def worker_at(km: float, **fields) -> Worker:
    lat, lng = at(km)
    return make_worker(lat=lat, lng=lng, **fields)


def demand(**overrides) -> Demand:
    return Demand(**({"service_type_id": service().pk, "minutes": 120, "point": HOME, "start": tomorrow()} | overrides))


def ids(found) -> list[int]:
    return [one.worker_id for one in found]


def api(role: str = "dispatcher") -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


ASKED = {"service_type": "", "district": "110105", "lat": str(HOME[0]), "lng": str(HOME[1]), "minutes": "120"}


def asked(**more: str) -> dict[str, str]:
    return {**ASKED, "service_type": service().code, "start": tomorrow().isoformat(), **more}


@pytest.mark.req("SRC-05")
@pytest.mark.req("SRC-06")
@pytest.mark.req("SRC-07")
def test_the_api_lists_who_is_free_qualified_and_near_with_the_reasons():
    near, far = worker_at(1), worker_at(6)
    beyond = worker_at(9, range_km=8)
    busy = worker_at(1.5, enterprise=(firm := make_enterprise()))
    make_order(make_offer(enterprise=firm, workers=0), start=tomorrow(10), worker_id=busy.pk)
    unpapered = worker_at(2)
    Paper.objects.filter(worker=unpapered).update(ends_on=timezone.localdate(tomorrow()) - timedelta(days=1))
    unskilled, offline = worker_at(2, skills=()), worker_at(2, online=False)
    resting = worker_at(2, hours=((0, 0, 60),))
    answer_ = api().get(reverse("api-matches"), asked()).json()
    found = [item["worker"] for item in answer_["items"]]
    assert found == [near.pk, far.pk] and answer_["count"] == 2
    assert not {beyond.pk, busy.pk, unpapered.pk, unskilled.pk, offline.pk, resting.pk} & set(found)
    first = answer_["items"][0]
    assert first["rank"] == 1 and first["distance_km"] == pytest.approx(1.0, abs=0.02)
    assert [reason["name"] for reason in first["reasons"]] == ["skill", "papers", "distance", "slot", "rating", "punctual", "history"]
    assert all(reason["text"] for reason in first["reasons"]) and sum(reason["points"] for reason in first["reasons"]) == first["points"]
    assert first["points"] > answer_["items"][1]["points"]


def test_a_paper_counts_on_the_day_of_the_visit_and_not_on_the_day_of_asking():
    row = worker_at(1)
    Paper.objects.filter(worker=row).update(ends_on=timezone.localdate(tomorrow(days=3)))
    assert ids(match(demand(start=tomorrow(days=3)), now=clock.now())) == [row.pk]
    assert match(demand(start=tomorrow(days=4)), now=clock.now()) == []


def test_whom_the_family_knows_comes_before_whom_it_does_not_and_whom_it_disliked_last():
    family = make_user()
    firm = make_enterprise()
    place = make_offer(enterprise=firm, workers=1)
    known = firm.workers.get()
    rate(finished(place, customer=family), score=5)
    disliked_place = make_offer(workers=1, enterprise=(other := make_enterprise()))
    disliked = other.workers.get()
    rate(finished(disliked_place, customer=family), score=1)
    stranger = make_worker()
    found = match(demand(family_id=family.pk), now=clock.now())
    assert ids(found) == [known.pk, stranger.pk, disliked.pk]
    words = {one.worker_id: {reason.name: reason.text for reason in one.reasons} for one in found}
    assert words[known.pk]["history"] == "来过这家 1 次，上次得 5 星" and words[stranger.pk]["history"] == "没来过这家"
    assert words[disliked.pk]["history"].endswith("有一次家里不满意")


def test_points_stay_within_their_weights():
    weights = Weights()
    assert rating_points(Facts(5.0, 5.0, 9), weights) == 25 and rating_points(Facts(1.0, 1.0, 9), weights) == 0
    assert rating_points(Facts(), weights) == 12
    assert history_points(Facts(times=9), weights) == 20 and history_points(Facts(times=9, worst_stars=2), weights) == -20


def test_a_demand_without_a_start_begins_when_each_could_be_there():
    now = tomorrow(10, 3)
    near, far = worker_at(1), worker_at(8)
    found = match(demand(start=None), now=now)
    assert ids(found) == [near.pk, far.pk]
    assert [one.start for one in found] == [soonest(now, one.travel_minutes) for one in found]
    assert found[0].start < found[1].start and all(one.start.minute % 5 == 0 for one in found)
    assert soonest(tomorrow(10, 0), 0) == tomorrow(10, 0) and soonest(tomorrow(10, 1), 0) == tomorrow(10, 5)


@pytest.mark.parametrize("seed", range(4))
def test_the_list_is_what_asking_everybody_would_give(seed: int):
    dice, kind = random.Random(seed), service()
    rows = []
    for _ in range(40):
        hours = tuple((day, 480, dice.choice((720, 1200))) for day in range(7))
        rows.append(
            worker_at(dice.uniform(0, 12), range_km=dice.choice((3, 8, 25)), hours=hours, online=dice.random() > 0.2, travel=dice.choice(("foot", "car")))
        )
    start, now = tomorrow(dice.randrange(8, 18)), clock.now()
    job = Job(kind.pk, Rule(notice_minutes=0, interval_minutes=1), 120, Place(*HOME))
    calendars = read([row.pk for row in rows], service_type_id=kind.pk, first=start.date(), last=start.date(), now=now)
    able = {one.worker_id for one in calendars if not refusals(one, job, start, now=now)}
    near = {row.pk for row in rows if kilometres((row.lat, row.lng), HOME) <= min(10, row.range_km)}
    found = match(demand(start=start, radius_km=10.0), now=now, size=50)
    assert set(ids(found)) == able & near
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)


def test_asking_costs_the_same_for_few_and_for_many():
    family = make_user()
    counts = []
    for more in (2, 12):
        for _ in range(more):
            make_worker()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            match(demand(family_id=family.pk), now=clock.now())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18


def offered(kind: str, subject: int, *, taker: int | None, count: int = 3, seconds: int = 60, declines_first: bool = False) -> None:
    now = clock.now()
    workers = [make_worker() for _ in range(count)]
    found = match(demand(among=frozenset(row.pk for row in workers)), now=now)
    rows = offer_to(found, kind=kind, subject=subject, service_type_id=service().pk, wave=1, until=now + timedelta(minutes=3), now=now)
    for row in rows:
        if row.rank == taker:
            answer(row, OfferState.ACCEPTED, now=now + timedelta(seconds=seconds))
        else:
            answer(row, OfferState.DECLINED if declines_first and row.rank == 1 else OfferState.LAPSED, now=now + timedelta(minutes=3))


@pytest.mark.req("SRC-10")
def test_the_report_says_how_often_the_first_of_the_list_took_the_job():
    offered("urgent", 1, taker=1, seconds=40)
    offered("urgent", 2, taker=1, seconds=60)
    offered("urgent", 3, taker=3, seconds=170, declines_first=True)
    offered("urgent", 5, taker=1, seconds=1)
    offered("urgent", 4, taker=None)
    today = str(timezone.localdate(clock.now()))
    said = api().get(reverse("api-matches-quality"), {"since": today, "to": today}).json()
    assert said["whole"] == {"label": "全部", "jobs": 5, "offers": 15, "taken": 4, "by_first": 3, "first_declined": 1, "share": 75.0, "seconds": 50}
    assert [line["label"] for line in said["by_service"]] == [service().name]
    yesterday = str(timezone.localdate(clock.now()) - timedelta(days=1))
    empty = api().get(reverse("api-matches-quality"), {"since": yesterday, "to": yesterday}).json()
    assert empty["whole"]["jobs"] == 0 and empty["whole"]["share"] is None and empty["by_service"] == []
    client = api("leader")
    page = client.get(reverse("dispatch_matching_report"), {"since": today, "to": today}).content.decode()
    assert "占 75.0%" in page and service().name in page
    assert "结束不能早于开始" in client.get(reverse("dispatch_matching_report"), {"since": today, "to": yesterday}).content.decode()


def test_one_job_is_taken_once_and_each_is_asked_once():
    offered("urgent", 9, taker=1)
    other = Offer.objects.get(subject=9, rank=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(other, OfferState.ACCEPTED, now=clock.now())


def test_the_desk_shows_the_list_and_says_what_is_wrong():
    row = make_worker()
    client = api()
    page = client.get(reverse("dispatch_matching"))
    assert page.status_code == 200 and "在右边写清楚要什么" in page.content.decode()
    start = timezone.localtime(tomorrow()).strftime("%Y-%m-%dT%H:%M")
    said = {"service_type": service().pk, "district": district().pk, "start": start, "minutes": "120", "order": ""}
    text = client.get(reverse("dispatch_matching"), said).content.decode()
    assert row.called in text and "能去的 1 位" in text and "没来过这家" in text
    assert "没有这个订单" in client.get(reverse("dispatch_matching"), {**said, "order": "1"}).content.decode()
    assert "要在以后" in client.get(reverse("dispatch_matching"), {**said, "start": "2020-01-01T10:00"}).content.decode()
    Worker.objects.all().update(online=False)
    assert "附近没有人能去" in client.get(reverse("dispatch_matching"), said).content.decode()


def test_a_demand_that_makes_no_sense_is_refused():
    client = api()
    for name, wrong in (
        ("service_type", "no-such"),
        ("district", "000000"),
        ("start", "2020-01-01T10:00:00+08:00"),
        ("order", "9"),
        ("lng", ""),
        ("size", "0"),
    ):
        assert client.get(reverse("api-matches"), asked(**{name: wrong})).status_code == 400, name
    half = {name: text for name, text in asked().items() if name != "lng"}
    assert client.get(reverse("api-matches"), half).status_code == 400
    assert client.get(reverse("api-matches-quality"), {"since": "2026-01-02", "to": "2026-01-01"}).status_code == 400
