"""Workers among the results: found by what they do, filtered by what they are, gone at once when they may not come (SRC-01 to 03, SRC-10)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core import clock
from core.outbox.testing import drain_all
from marketplace.enterprises.services import suspend as suspend_firm
from marketplace.workers import services
from marketplace.workers.models import CalendarException, Paper, Worker
from members.services import suspend_account
from search.models import SearchDocument
from search.services import projection
from tests.marketplace.bookings.factories import make_offer, service
from tests.marketplace.bookings.factories import make_worker as make_bookable
from tests.marketplace.factories import SYSTEM, district, make_enterprise
from tests.marketplace.ratings.factories import finished, rate
from tests.marketplace.workers.factories import make_paper, make_worker
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SEARCH, HAIDIAN = "/api/v1/search/", "110108"


@pytest.fixture
def ask(client: Client) -> Callable[..., dict[str, Any]]:
    """The answer of the API, among workers unless told otherwise."""

    def asked(**query: str) -> dict[str, Any]:
        answer = client.get(SEARCH, {"type": "worker", **query})
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    return asked


def found(body: dict[str, Any]) -> list[int]:
    return [item["id"] for item in body["items"]]


def show(*rows: Worker) -> None:
    """What the events would have done."""
    projection.refresh("worker", [row.pk for row in rows], now=clock.now())


@pytest.fixture
def two(db: None) -> tuple[Worker, Worker]:
    """A matron with a certificate and ten years, rated, with a price; a cleaner of another district with two years."""
    firm = make_enterprise(short_name="净禾家政")
    offer = make_offer(workers=0, enterprise=firm, service_type=service("newborn-care"), price_fen=8_800)
    matron = make_worker(enterprise=firm, called="王阿姨", skills=("newborn-care", "glass"), online=True, experience_years=12)
    make_paper(matron, "maternity-matron")
    cleaner = make_worker(called="赵师傅", skills=("cleaning-everyday",), online=True, experience_years=2, district=district("海淀区"), intro="")
    drain_all()
    show(matron, cleaner)
    assert offer.enterprise == firm
    return matron, cleaner


@pytest.mark.req("SRC-03")
@pytest.mark.req("SRC-02")
def test_a_worker_is_looked_up_and_every_result_says_type_price_and_rating(ask, client: Client, two) -> None:
    matron, cleaner = two
    for text in ("王阿姨", "新生儿照护", "母婴护理", "四川话"):
        assert matron.pk in found(ask(q=text)), text
    body = ask(q="王阿姨")
    item = body["items"][0]
    assert (item["id"], item["type"], item["price_yuan"], item["unit"], item["experience_years"]) == (matron.pk, "worker", "88.00", "元/小时", 12)
    assert "新生儿照护" in item["skills"] and item["certificates"] and item["papers"] >= 5 and item["rating_count"] == 0
    assert item["why"].startswith("标题里有「王」")
    page = client.get(item["url"]).content.decode()
    assert all(text in page for text in ("王阿姨", "做了 12 年", "新生儿照护", "今天有效的证件", *item["certificates"]))
    shown = client.get("/search/", {"type": "worker", "q": "阿姨"}).content.decode()
    assert all(text in shown for text in ("王阿姨", "88", "元/小时", "服务人员", "样证件有效", "会做什么", "做了几年"))
    for query, expected in (
        ({"price_min": "50", "price_max": "100"}, [matron.pk]),
        ({"price_max": "50"}, []),
        ({"rating_min": "4"}, []),
        ({"district": HAIDIAN}, [cleaner.pk]),
        ({"skill": "新生儿照护"}, [matron.pk]),
        ({"certificate": "maternity-matron"}, [matron.pk]),
        ({"experience": "1"}, [cleaner.pk]),
        ({"category": "cleaning"}, sorted((matron.pk, cleaner.pk))),
    ):
        assert sorted(found(ask(**query))) == expected, query
    facets = ask()["facets"]
    assert {row["value"]: row["count"] for row in facets["experience"]} == {"10": 1, "1": 1}
    assert next(row for row in facets["skill"] if row["value"] == "newborn-care")["label"] == "新生儿照护"
    assert client.get(SEARCH, {"skill": "glass"}).status_code == 400
    assert "skill" not in client.get(SEARCH).json()["facets"]


def test_a_rating_changes_what_the_result_says(ask) -> None:
    offer = make_offer()
    worker = Worker.objects.get(enterprise=offer.enterprise)
    rate(finished(offer), score=5)
    drain_all()
    [item] = [item for item in ask(rating_min="4")["items"] if item["id"] == worker.pk]
    assert (item["rating"], item["rating_count"], item["price_yuan"]) == (5.0, 1, "60.00")


@pytest.mark.parametrize("engine", ["database", "elasticsearch"])
def test_traits_are_counted_and_chosen_alike_on_both_engines(ask, two, engine: str, request: pytest.FixtureRequest) -> None:
    if engine == "elasticsearch":
        request.getfixturevalue("elastic_index")()
    matron, cleaner = two
    body = ask(skill="glass")
    assert (body["backend"], found(body)) == (engine, [matron.pk])
    assert {row["value"] for row in body["facets"]["skill"]} == {"glass", "newborn-care", "cleaning-everyday"}
    assert [row["value"] for row in body["facets"]["certificate"]] == ["maternity-matron"]
    assert sorted(found(ask(available_on=str(timezone.localdate())))) == []
    assert sorted(found(ask(sort="newest"))) == sorted((matron.pk, cleaner.pk))


HIDE: dict[str, Callable[[Worker], object]] = {
    "offline": lambda row: services.go_offline(row, actor=SYSTEM, now=clock.now()),
    "suspended": lambda row: services.suspend(row, actor=SYSTEM, now=clock.now(), note="有投诉，先核实"),
    "blocked": lambda row: services.block(row, actor=SYSTEM, now=clock.now(), note="冒名顶替上门"),
    "employer": lambda row: suspend_firm(row.enterprise, actor=actor_for(make_staff("leader")), now=clock.now(), note="查处"),
    "unwilling": lambda row: services.be_found(row, wanted=False, actor=actor_for(row.user), now=clock.now()),
    "account": lambda row: suspend_account(user=row.user, actor=actor_for(make_staff("administrator")), now=clock.now(), reason="冒用别人的号码"),
}


@pytest.mark.parametrize("engine", ["database", "elasticsearch"])
def test_who_may_not_come_stands_nowhere(ask, client: Client, engine: str, request: pytest.FixtureRequest) -> None:
    build = request.getfixturevalue("elastic_index") if engine == "elasticsearch" else None
    rows = {
        state: make_worker(called=f"琉璃{state}", user=make_user(), enterprise=make_enterprise(), online=True, skills=("glass",))
        for state in ("shown", "paper", *HIDE)
    }
    for state in ("draft", "pending", "returned", "left"):
        rows[state] = make_worker(called=f"琉璃{state}", state=state)
    rows["unvetted"] = make_worker(called="琉璃unvetted", vetted=False, online=True)
    Paper.objects.filter(worker=rows["paper"], kind__code="health-certificate").update(ends_on=timezone.localdate())
    show(*rows.values())
    assert SearchDocument.objects.filter(type="worker", deleted=False).count() == len(HIDE) + 2
    for state, hide in HIDE.items():
        hide(Worker.objects.select_related("enterprise", "user").get(pk=rows[state].pk))
    drain_all()
    with time_machine.travel(clock.midnight(timezone.localdate() + timedelta(days=1)) + timedelta(minutes=1), tick=False):
        projection.refresh_due(now=clock.now())
        if build:
            build()
        body = ask(q="琉璃")
        assert (body["backend"], found(body), body["count"]) == (engine, [rows["shown"].pk], 1)
        assert [row["count"] for row in body["facets"]["skill"]] == [1]
        offered = client.get("/api/v1/search/suggest/", {"q": "琉璃"}).json()["items"]
        assert [(one["kind"], one["url"]) for one in offered] == [("worker", f"/workers/{rows['shown'].pk}/")]
        page = client.get("/search/", {"q": "琉璃"}).content.decode()
        assert "琉璃shown" in page and not any(f"琉璃{state}" in page for state in rows if state != "shown")
    for state in ("draft", "pending", "returned", "left", "suspended", "blocked", "employer"):
        number = rows[state].pk
        assert {client.get(path).status_code for path in (f"/workers/{number}/", f"/api/v1/workers/{number}/")} == {404}, state


@pytest.mark.req("SRC-01")
def test_services_and_providers_are_found_by_word_category_district_price_rating_and_day(client: Client) -> None:
    offer = make_offer(title="日常保洁，两小时起")
    busy = make_offer(workers=0, title="日常保洁，随叫随到", price_fen=5_000)
    away = make_bookable(enterprise=busy.enterprise)
    day = timezone.localdate() + timedelta(days=3)
    CalendarException.objects.create(worker=away, period=(clock.midnight(day), clock.midnight(day + timedelta(days=1))), free=False)
    worker = Worker.objects.get(enterprise=offer.enterprise)
    rate(finished(offer), score=5)
    drain_all()
    for kind, rows in (("listing", (offer, busy)), ("worker", (worker, away)), ("enterprise", (offer.enterprise, busy.enterprise))):
        projection.refresh(kind, [row.pk for row in rows], now=clock.now())

    def keys(**query: str) -> set[str]:
        return {f"{item['type']}:{item['id']}" for item in client.get(SEARCH, {"page_size": "50", **query}).json()["items"]}

    first = {f"listing:{offer.pk}", f"worker:{worker.pk}"}
    second = {f"listing:{busy.pk}", f"worker:{away.pk}"}
    assert first | second <= keys(q="保洁") and first | second <= keys(category="cleaning")
    assert f"listing:{offer.pk}" in keys(q="保洁", district=district().code) and not keys(q="保洁", district=HAIDIAN)
    assert keys(q="保洁", available_on=str(day)) == first
    assert first | second <= keys(q="保洁", available_on=str(day + timedelta(days=1)))
    assert keys(q="保洁", price_max="55") == second
    assert first <= keys(rating_min="4") and not second & keys(rating_min="4")
    [top, *_] = client.get(SEARCH, {"q": "保洁", "type": "listing", "lat": "39.92", "lng": "116.44"}).json()["items"]
    assert "标题里有「保洁」" in top["why"] and "离你" in top["why"]
    cheapest = client.get(SEARCH, {"q": "保洁", "type": "listing", "sort": "price"}).json()["items"]
    assert [item["id"] for item in cheapest] == [busy.pk, offer.pk]
    page = client.get("/search/", {"q": "保洁", "available_on": str(day), "sort": "price"}).content.decode()
    assert f"{day} 有空" in page and 'aria-current="true"' in page and 'name="available_on"' in page
    for wrong in (str(timezone.localdate() - timedelta(days=1)), "明天", str(day + timedelta(days=90))):
        assert client.get(SEARCH, {"available_on": wrong}).status_code == 400


def test_a_worker_says_himself_whether_he_is_found(client: Client, ask) -> None:
    row = make_worker(user=make_user(), online=True, called="钱阿姨")
    show(row)
    client.force_login(row.user)
    assert "不想被搜到" in client.get("/worker/").content.decode()
    assert client.post("/worker/consent/", {"found": "0"}).status_code == 302
    drain_all()
    assert found(ask(q="钱阿姨")) == [] and client.get(f"/workers/{row.pk}/").status_code == 200
    client.post("/worker/consent/", {"found": "1"})
    drain_all()
    assert found(ask(q="钱阿姨")) == [row.pk]
