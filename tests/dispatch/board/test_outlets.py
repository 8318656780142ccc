"""What belongs to an outlet: staff with a dated history, services, its QR flyer, its report, its area, its own board (CHN-02, CHN-05, CHN-07)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.audit.models import AuditEntry
from core.contacts import NO_CONTACTS
from core.outbox.testing import drain_all
from core.schedule import load
from dispatch.board.services import note_arrival
from dispatch.matching.finding import Demand, match
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.services import free_workers
from marketplace.engagements.models import Engagement
from marketplace.enterprises.models import Outlet
from marketplace.workers import services as people
from marketplace.workers.models import Station, Worker
from members.roles import Role
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, put_at, service, tomorrow
from tests.marketplace.engagements.factories import make_long_offer, make_nurse, make_signing
from tests.marketplace.enterprises.factories import make_outlet, today
from tests.marketplace.factories import SYSTEM, district, make_enterprise
from tests.marketplace.ratings.factories import rate
from tests.members.factories import make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Chain:
    """An enterprise with a shop in 朝阳 and one in 通州, one worker in each and one in neither, and an offer that all of them do."""

    def __init__(self) -> None:
        self.owner = make_user(name="周国强")
        self.firm = make_enterprise(self.owner)
        self.offer = make_offer(enterprise=self.firm, workers=0)
        self.near = make_outlet(self.firm, name="望京店", district=district("朝阳区"), lat=39.99, lng=116.47)
        self.far = make_outlet(self.firm, name="通州店", district=district("通州区"), lat=39.905, lng=116.66)
        self.wang, self.li, self.sun = (make_worker(enterprise=self.firm, name=name, range_km=60) for name in ("王桂兰", "李冬梅", "孙玉芬"))
        self.station(self.wang, self.near)
        self.station(self.li, self.far)

    def station(self, worker: Worker, outlet: Outlet | None, days: int = 0) -> None:
        people.station(worker, outlet=outlet, starts_on=today() + timedelta(days=days), actor=SYSTEM, now=clock.now())

    def keeper(self, outlet: Outlet) -> Client:
        return client_of(put_on_duty(make_user(), Role.ENTERPRISE_OWNER, outlet.organisation))

    def free(self, place: str, days: int = 2) -> int:
        """How many could come at ten on that day, as the public list of times says."""
        start = tomorrow(days=days)
        asked = {"district": district(place).code, "minutes": 120, "first_day": f"{timezone.localdate(start)}", "days": 1}
        items = Client().get(reverse("api-listing-slots", args=[self.offer.pk]), asked).json()["items"]
        return next((item["free"] for item in items if item["start"] == timezone.localtime(start).isoformat()), 0)


@pytest.mark.req("CHN-02")
def test_staff_records_with_skills_schedule_photo_and_employer_in_one_place_by_outlet():
    chain = Chain()
    client = client_of(chain.owner)
    page = client.get("/enterprise/workers/").content.decode()
    for text in ("王桂兰", "李冬梅", "孙玉芬", f"{chain.firm.shown_name}，望京店", "通州店", "公司直接安排", service().name, "周一到周日 09:00–18:00", "<img"):
        assert text in page
    only = client.get("/enterprise/workers/", {"outlet": chain.near.pk}).content.decode()
    assert "王桂兰" in only and "李冬梅" not in only and "孙玉芬" not in only
    assert "孙玉芬" in client.get("/enterprise/workers/", {"outlet": "none"}).content.decode()
    one = client.get(f"/enterprise/workers/{chain.wang.pk}/").content.decode()
    for text in (chain.firm.legal_name, "望京店", service().name, "周一到周日 09:00–18:00", "<img", "起 望京店"):
        assert text in one
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/enterprise/workers/")
    for number in range(9):
        chain.station(make_worker(enterprise=chain.firm, name=f"新来的{number}"), chain.far)
    with CaptureQueriesContext(connection) as many:
        client.get("/enterprise/workers/")
    assert len(many) == len(few)


def test_an_enterprise_moves_somebody_from_a_day_on_and_the_history_stays():
    chain = Chain()
    client, url = client_of(chain.owner), reverse("workers:enterprise-station", args=[chain.sun.pk])
    ahead = today() + timedelta(days=5)
    form = {"outlet": chain.near.pk, "starts_on": f"{ahead}", "note": "望京缺人"}
    assert client.post(url, form).status_code == 302
    chain.sun.refresh_from_db()
    assert chain.sun.outlet_id is None
    shown = client.get(f"/enterprise/workers/{chain.sun.pk}/").content.decode()
    assert "望京缺人" in shown and "还没到" in shown
    for wrong, said in (
        ({"starts_on": f"{today() - timedelta(days=1)}"}, "过去的不能改"),
        ({"starts_on": ""}, "请选日期"),
        ({"starts_on": f"{ahead}"}, "那天本来就是这样安排的"),
        ({"note": "打 13800000102"}, NO_CONTACTS),
        ({"outlet": "999999"}, "选择"),
    ):
        answer = client.post(url, form | wrong)
        assert answer.status_code == 400 and said in answer.content.decode(), wrong
    job = load()["workers.stations"]
    job.run()
    assert Worker.objects.get(pk=chain.sun.pk).outlet_id is None
    with time_machine.travel(clock.midnight(ahead) + timedelta(minutes=3), tick=False):
        job.run()
        job.run()
        assert Worker.objects.get(pk=chain.sun.pk).outlet_id == chain.near.pk
    assert AuditEntry.objects.filter(function="worker.station_begins", object_id=str(chain.sun.pk)).count() == 1
    row = Station.objects.get(worker=chain.sun)
    assert row.author_id == chain.owner.pk
    with pytest.raises(DatabaseError), transaction.atomic():
        Station.objects.filter(pk=row.pk).update(starts_on=today())


def test_a_closed_shop_gives_its_people_back_to_the_enterprise():
    chain = Chain()
    assert client_of(chain.owner).post(f"/enterprise/outlets/{chain.near.pk}/close/", {"note": "房租到期"}).status_code == 302
    assert chain.free("通州区") == 3  # at once, before any job
    drain_all()
    chain.wang.refresh_from_db()
    assert chain.wang.outlet_id is None and [row.note for row in Station.objects.filter(worker=chain.wang).order_by("pk")] == ["", "望京店关店"]


@pytest.mark.req("CHN-07")
def test_the_area_of_an_outlet_bounds_where_its_people_are_offered_and_the_nearest_comes_first():
    chain = Chain()
    assert (chain.free("朝阳区"), chain.free("通州区"), chain.free("东城区")) == (2, 2, 1)
    chain.firm.service_area.set([district("朝阳区")])
    assert (chain.free("朝阳区"), chain.free("通州区"), chain.free("东城区")) == (2, 1, 0)
    chain.firm.service_area.clear()
    order = make_order(chain.offer, start=tomorrow(13), worker_id=chain.wang.pk)
    assert set(free_workers(order, now=clock.now())) == {chain.wang.pk, chain.sun.pk}
    desk = client_of(make_staff("dispatcher")).get(reverse("dispatch_board_order", args=[order.number])).content.decode()
    assert "他的门店不做这个区" in desk
    # From the day on which he changes the outlet the other area counts, and not a day before.
    chain.station(chain.li, chain.near, days=4)
    assert (chain.free("朝阳区", 3), chain.free("朝阳区", 4), chain.free("通州区", 3), chain.free("通州区", 4)) == (2, 3, 2, 1)
    second = make_outlet(chain.firm, name="青年路店", district=district("朝阳区"), lat=39.925, lng=116.5)
    chain.station(chain.sun, second)
    place = district("朝阳区")
    wanted = Demand(service().pk, 120, (39.99, 116.47), tomorrow(), district_id=place.pk, radius_km=40.0)
    found = match(wanted, now=clock.now())
    assert [one.worker_id for one in found] == [chain.wang.pk, chain.sun.pk]
    said = {one.worker_id: next(reason for reason in one.reasons if reason.name == "outlet") for one in found}
    assert said[chain.wang.pk].text == "望京店的人，这个区归它，店离 0.0 公里" and said[chain.wang.pk].points == 5 > said[chain.sun.pk].points
    # Where everything else is equal the nearer outlet decides.
    Outlet.objects.filter(pk=second.pk).update(lat=39.99, lng=116.47)
    Outlet.objects.filter(pk=chain.near.pk).update(lat=39.8, lng=116.3)
    assert [one.worker_id for one in match(wanted, now=clock.now())] == [chain.sun.pk, chain.wang.pk]


def done(chain: Chain, worker: Worker, *, late: int = 0, score: int | None = None, days: int = 1) -> Booking:
    """An order that this worker has done, and how late he came."""
    order = make_order(
        chain.offer, worker_id=worker.pk, start=tomorrow(14, days=5 + Booking.objects.count()), district=district("通州区" if worker == chain.li else "朝阳区")
    )
    start = clock.midnight(today().replace(day=1)) + timedelta(days=days, hours=10)
    put_at(order, start)
    Visit.objects.filter(booking=order).update(arrived_at=start + timedelta(minutes=late), left_at=start + timedelta(minutes=late + 90))
    Booking.objects.filter(pk=order.pk).update(state="confirmed", until=None, ended_at=clock.now())
    order = Booking.objects.with_names().get(pk=order.pk)
    note_arrival(order, now=start + timedelta(minutes=late))
    if score is not None:
        rate(order, score=score)
    return order


@pytest.mark.req("CHN-05")
def test_an_outlet_has_staff_services_a_code_of_its_own_and_a_report():
    chain = Chain()
    # Both have been there since before the month began.
    for worker, outlet in ((chain.wang, chain.near), (chain.li, chain.far)):
        Station.objects.create(worker=worker, outlet=outlet, starts_on=today() - timedelta(days=60), created_at=clock.now())
    owner, keeper = client_of(chain.owner), chain.keeper(chain.near)
    listed = owner.get("/enterprise/outlets/").content.decode()
    for text in ("望京店", "花家地北里甲", "周一到周五", "员工", "做什么", "报表", "带二维码的宣传单"):
        assert text in listed
    # Its services: the shop in 朝阳 does other things now, so its worker is not sent for this offer.
    other = make_offer(enterprise=chain.firm, workers=0, title="擦玻璃")
    assert keeper.post(f"/enterprise/outlet-services/{chain.near.pk}/", {"offers": [other.pk]}).status_code == 302
    assert chain.free("朝阳区") == 1
    assert keeper.post(f"/enterprise/outlet-services/{chain.near.pk}/", {"offers": [chain.offer.pk, other.pk]}).status_code == 302
    assert chain.free("朝阳区") == 2 and not chain.near.offers.exists()  # all of them is no choice
    strange = make_offer(workers=0)
    assert keeper.post(f"/enterprise/outlet-services/{chain.near.pk}/", {"offers": [strange.pk]}).status_code == 400
    assert keeper.get(f"/enterprise/outlet-services/{chain.far.pk}/").status_code == 404
    # Its own code: the sheet names the outlet, and its scans are counted by themselves.
    sheet = keeper.get(f"/enterprise/outlets/{chain.near.pk}/flyer.pdf")
    assert sheet["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
    flyer = chain.near.flyers.get()
    assert Client().get(f"/q/{flyer.code}/").status_code == 302
    assert sum(day.scans for day in flyer.days.all()) == 1
    assert keeper.get(f"/enterprise/outlets/{chain.near.pk}/flyer.pdf").status_code == 200 and chain.near.flyers.count() == 1
    assert keeper.get(f"/enterprise/outlets/{chain.far.pk}/flyer.pdf").status_code == 404
    # Its report.
    done(chain, chain.wang, score=5)
    done(chain, chain.wang, late=30, score=4, days=2)
    done(chain, chain.li, score=3)
    done(chain, chain.sun)
    report = owner.get("/enterprise/outlets/report/").context
    lines = {row.name: one for row, one in report["lines"]}
    near, far = lines["望京店"], lines["通州店"]
    assert (near.orders, near.hours, near.mean, near.share) == (2, 3.0, 4.5, 50) and (far.orders, far.mean, far.share) == (1, 3.0, 100)
    assert (report["head"].orders, report["head"].mean) == (1, None)
    assert (report["sum"].orders, report["sum"].hours, report["sum"].mean, report["sum"].share) == (4, 6.0, 4.0, 75)
    own = keeper.get("/enterprise/outlets/report/")
    assert [row.name for row, _ in own.context["lines"]] == ["望京店"] and own.context["sum"] is None
    text = own.content.decode()
    assert "通州店" not in text and "合计</th>" not in text and "4.5（2 条）" in text and "50%" in text
    # Whoever moves leaves his past with the outlet where he did it.
    chain.station(chain.wang, chain.far)
    moved = {row.name: one.orders for row, one in owner.get("/enterprise/outlets/report/", {"month": f"{today():%Y-%m}"}).context["lines"]}
    assert moved == {"望京店": 2, "通州店": 1}


def test_a_manager_sees_and_plans_only_her_outlets_people():
    chain = Chain()
    mate = make_worker(enterprise=chain.firm, name="赵小梅", range_km=60)
    chain.station(mate, chain.near)
    hers = make_order(chain.offer, worker_id=chain.wang.pk)
    others = make_order(chain.offer, worker_id=chain.sun.pk)
    keeper, owner, day = chain.keeper(chain.near), client_of(chain.owner), f"{timezone.localdate(hers.starts_at)}"
    assert keeper.get("/enterprise/").url == "/enterprise/outlets/"
    board = keeper.get("/enterprise/board/", {"day": day}).content.decode()
    assert "王桂兰" in board and "赵小梅" in board and hers.number in board
    assert "李冬梅" not in board and "孙玉芬" not in board and others.number not in board
    whole = owner.get("/enterprise/board/", {"day": day}).content.decode()
    assert all(text in whole for text in ("王桂兰", "李冬梅", "孙玉芬", hers.number, others.number))
    assert "李冬梅" not in owner.get("/enterprise/board/", {"day": day, "outlet": chain.near.pk, "view": "week"}).content.decode()
    orders = keeper.get("/enterprise/orders/").content.decode()
    assert hers.number in orders and others.number not in orders
    assert keeper.get(f"/enterprise/orders/{others.number}/").status_code == 404
    assert keeper.get(f"/enterprise/workers/{chain.li.pk}/").status_code == 404
    page = keeper.get(f"/enterprise/orders/{hers.number}/").content.decode()
    assert f'value="{mate.pk}"' in page and f'value="{chain.sun.pk}"' not in page
    url = f"/enterprise/orders/{hers.number}/do/reassign/"
    refused = keeper.post(url, {"worker": chain.sun.pk}, follow=True).content.decode()
    assert "只能安排自己门店的人" in refused and goes(hers) == chain.wang.pk
    keeper.post(url, {"worker": mate.pk})
    assert goes(hers) == mate.pk
    spare = make_worker(enterprise=chain.firm, name="吴桂英", range_km=60)
    owner.post(url, {"worker": spare.pk})
    assert goes(hers) == spare.pk and keeper.get(f"/enterprise/orders/{hers.number}/").status_code == 404
    # She moves nobody to another outlet, and whom she enters is hers.
    assert keeper.post(reverse("workers:enterprise-station", args=[mate.pk]), {"outlet": "", "starts_on": f"{today()}"}).status_code == 404
    assert "从那天起调过去" not in keeper.get(f"/enterprise/workers/{mate.pk}/").content.decode()
    made = keeper.post(
        "/enterprise/workers/new/", {"name": "钱秀芳", "outlet": chain.near.pk, "experience_years": 3, "travel": "transit", "range_km": 15, "daily_visits": 4}
    )
    assert made.status_code == 302, made.content.decode()
    assert Worker.objects.get(name="钱秀芳").outlet_id == chain.near.pk and Station.objects.filter(worker__name="钱秀芳").count() == 1


def goes(order: Booking) -> int:
    return Assignment.objects.get(visit__booking=order, status="fixed").worker_id


def test_the_board_and_the_report_ask_no_query_for_each_row():
    chain = Chain()
    client, day = client_of(chain.owner), f"{timezone.localdate(tomorrow())}"
    pages = (f"/enterprise/board/?day={day}", f"/enterprise/board/?day={day}&view=week", "/enterprise/outlets/report/")

    def count(page: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    make_order(chain.offer, worker_id=chain.wang.pk)
    few = [count(page) for page in (*pages, *pages)][3:]
    for number in range(6):
        row = make_worker(enterprise=chain.firm, name=f"新来的{number}", range_km=60)
        chain.station(row, make_outlet(chain.firm, name=f"第{number}店"))
        make_order(chain.offer, worker_id=row.pk)
    assert [count(page) for page in pages] == few


def test_an_outlets_manager_reads_what_her_people_do_in_homes_for_days_and_what_is_said_of_them_and_decides_nothing():
    """As she sees their calendar: her own people's, by the members tree; the enterprise sees all and decides (CHN-02)."""
    chain = Chain()
    hers, other = (make_nurse(chain.firm, name=name) for name in ("赵秀兰", "钱美玲"))
    chain.station(hers, chain.near)
    offer = make_long_offer(enterprise=chain.firm, people=0)
    rows = []
    for nurse in (hers, other):
        Worker.objects.filter(enterprise=chain.firm, lives_in=True).update(online=False)
        Worker.objects.filter(pk=nurse.pk).update(online=True)
        rows.append(make_signing(offer))
    mine, theirs = rows
    orders = [make_order(chain.offer, start=tomorrow(10, days=3 + place), worker_id=worker.pk) for place, worker in enumerate((chain.wang, chain.sun))]
    Booking.objects.update(state="confirmed", until=None, ended_at=clock.now())
    said = [rate(Booking.objects.with_names().get(pk=order.pk), text=text) for order, text in zip(orders, ("窗槽都擦到了。", "灶台没擦干净。"), strict=True)]
    keeper, owner = chain.keeper(chain.near), client_of(chain.owner)
    queue, page = reverse("engagements:enterprise-engagements"), "engagements:enterprise-engagement"
    seen = keeper.get(queue).content.decode()
    assert mine.number in seen and theirs.number not in seen
    assert keeper.get(reverse(page, args=[mine.number])).status_code == 200 and keeper.get(reverse(page, args=[theirs.number])).status_code == 404
    assert all(row.number in owner.get(queue).content.decode() for row in rows)
    do = reverse("engagements:enterprise-act", args=[mine.number, "withdraw"])
    assert keeper.post(do, {"note": "不做了。", "fee_fen": "0"}).status_code == 403
    assert Engagement.objects.get(pk=mine.pk).state == mine.state
    ratings = reverse("ratings:enterprise-list")
    text = keeper.get(ratings).content.decode()
    assert "窗槽都擦到了" in text and "灶台没擦干净" not in text and "公开回复</summary>" not in text
    assert keeper.post(reverse("ratings:enterprise-reply", args=[said[0].pk]), {"text": "谢谢。"}).status_code == 403
    assert keeper.post(reverse("ratings:enterprise-reply", args=[said[1].pk]), {"text": "谢谢。"}).status_code == 404
    whole = owner.get(ratings).content.decode()
    assert "窗槽都擦到了" in whole and "灶台没擦干净" in whole and "公开回复</summary>" in whole
    assert owner.post(reverse("ratings:enterprise-reply", args=[said[0].pk]), {"text": "谢谢，下次还找她。"}).status_code == 302
