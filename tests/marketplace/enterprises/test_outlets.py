"""Outlets: opened by their enterprise, found by distance and open hours, kept as a tree (CHN-01, CHN-06)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from core.models import Holiday
from marketplace.enterprises.drawing import HEIGHT, WIDTH, drawn
from marketplace.enterprises.models import Outlet
from marketplace.enterprises.places import rule_of, week
from marketplace.enterprises.services import suspend
from members.models import Organisation
from members.roles import Role
from tests.marketplace.enterprises.factories import make_agreement, make_outlet
from tests.marketplace.factories import district, make_enterprise
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
API = "/api/v1/outlets/"
# Wednesday 25 November 2026, 10:00 and 20:00 in the city.
MORNING, EVENING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC), datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def form(**overrides):
    """What the page for an outlet sends."""
    return {
        "name": "望京花家地店",
        "kind": "own",
        "district": district().pk,
        "address": "花家地北里甲 16 号院底商",
        "lat": "39.9965",
        "lng": "116.4785",
        "phone": "010-64710001",
        "contact_name": "周国强",
        "serves": [district().pk, district("东城区").pk],
        "rests_on_holidays": "on",
        **{f"hours_{day}": "08:30-18:00" for day in range(5)},
        "hours_5": "09:00—16:00",
    } | overrides


def names(answer) -> list[str]:
    return [item["name"] for item in answer.json()["items"]]


@pytest.mark.req("CHN-06")
def test_outlets_are_on_the_map_and_searchable_by_distance_and_open_hours(as_user) -> None:
    owner = make_user()
    enterprise = make_enterprise(owner)
    with time_machine.travel(MORNING, tick=False):
        assert as_user(owner).post("/enterprise/outlets/new/", form()).status_code == 302
        make_outlet(enterprise, name="通州新华店", lat=39.905, lng=116.66, district=district("通州区"))
        make_outlet(enterprise, name="通宵急修点", lat=39.93, lng=116.44, hours=dict.fromkeys(range(7), (0, 1440)), rests_on_holidays=False)
        near = Client().get(API, {"lat": 39.99, "lng": 116.48})
        assert names(near) == ["望京花家地店", "通宵急修点", "通州新华店"]
        distances = [item["distance_km"] for item in near.json()["items"]]
        assert distances == sorted(distances) and 0.5 < distances[0] < 1 and 17 < distances[2] < 19
        assert names(Client().get(API, {"lat": 39.99, "lng": 116.48, "radius_km": 10})) == ["望京花家地店", "通宵急修点"]
        assert set(names(Client().get(API, {"open_now": "true"}))) == {"望京花家地店", "通州新华店", "通宵急修点"}
        page = Client().get("/outlets/", {"lat": "39.99", "lng": "116.48"}).content.decode()
        assert page.count('class="pinb"') == 3 and 'class="home"' in page and page.index("望京花家地店") < page.index("通州新华店")
        assert "营业到 18:00" in page and "周一到周五" in page and "010-64710001" in page
    with time_machine.travel(EVENING, tick=False):
        assert names(Client().get(API, {"open_now": "true"})) == ["通宵急修点"]
        shown = Client().get("/outlets/", {"open_now": "1"}).content.decode()
        assert "通宵急修点" in shown and "望京花家地店" not in shown and shown.count('class="pinb"') == 1
    served = Client().get("/outlets/", {"district": district("东城区").code}).content.decode()
    assert "望京花家地店" in served and "通州新华店" not in served


@pytest.mark.req("CHN-01")
def test_chain_stores_and_franchisees_are_a_tree_with_contacts_contract_and_state(as_user) -> None:
    owner = make_user()
    enterprise = make_enterprise(owner)
    make_agreement(enterprise, number="YL-2026-018")
    client = as_user(owner)
    client.post("/enterprise/outlets/new/", form())
    wrong = client.post("/enterprise/outlets/new/", form(name="酒仙桥加盟店", kind="franchise"))
    assert wrong.status_code == 400 and "加盟店请填加盟合同编号。" in wrong.content.decode()
    contract = {"kind": "franchise", "contract_no": "JM-2026-03", "contract_until": "2027-05-31", "contact_name": "何秀梅"}
    client.post("/enterprise/outlets/new/", form(name="酒仙桥加盟店", **contract))
    own, franchise = Outlet.objects.order_by("pk")
    places = Organisation.objects.filter(parent=enterprise.organisation).order_by("pk")
    assert [(place.kind, place.name) for place in places] == [("outlet", "望京花家地店"), ("outlet", "酒仙桥加盟店")]
    assert client.post(f"/enterprise/outlets/{franchise.pk}/pause/", {"note": ""}).status_code == 400
    client.post(f"/enterprise/outlets/{franchise.pk}/pause/", {"note": "店面装修两周"})
    mine = client.get("/enterprise/outlets/").content.decode()
    for text in ("望京花家地店", "酒仙桥加盟店", "何秀梅", "JM-2026-03", "歇业"):
        assert text in mine
    tree = as_user(make_staff(Role.LEADER)).get("/admin/marketplace-chains/").content.decode()
    for text in (enterprise.legal_name, "YL-2026-018", "望京花家地店", "直营", "酒仙桥加盟店", "何秀梅", "JM-2026-03", "歇业", "010-64710001"):
        assert text in tree
    paused = as_user(make_staff(Role.LEADER)).get("/admin/marketplace-chains/", {"state": "paused"}).content.decode()
    assert "酒仙桥加盟店" in paused and "望京花家地店" not in paused
    assert names(Client().get(API)) == ["望京花家地店"]
    keeper = put_on_duty(make_user(), Role.ENTERPRISE_OWNER, own.organisation)
    seen = as_user(keeper).get("/enterprise/outlets/").content.decode()
    assert "望京花家地店" in seen and "酒仙桥加盟店" not in seen  # a shop sees itself, not beside it


def test_a_change_is_seen_at_once_and_a_closed_shop_is_gone(as_user) -> None:
    owner = make_user()
    row = make_outlet(make_enterprise(owner), name="老店")
    client = as_user(owner)
    assert "老店" in Client().get("/outlets/").content.decode()
    assert client.post(f"/enterprise/outlets/{row.pk}/", form(name="新店名")).status_code == 302
    assert "新店名" in Client().get("/outlets/").content.decode()
    assert Organisation.objects.get(pk=row.organisation_id).name == "新店名"
    client.post(f"/enterprise/outlets/{row.pk}/close/", {"note": "房租到期"})
    assert "新店名" not in Client().get("/outlets/").content.decode()
    assert client.post(f"/enterprise/outlets/{row.pk}/", form()).status_code == 400
    assert client.post(f"/enterprise/outlets/{row.pk}/reopen/").status_code == 409


def test_outlets_of_a_suspended_enterprise_are_gone_at_once() -> None:
    enterprise = make_enterprise()
    make_outlet(enterprise, name="望京店")
    assert "望京店" in Client().get("/outlets/").content.decode()
    suspend(enterprise, actor=actor_for(make_staff(Role.REGULATOR)), now=MORNING, note="没有年检")
    assert "望京店" not in Client().get("/outlets/").content.decode() and names(Client().get(API)) == []


def test_holidays_count(as_user) -> None:
    Holiday.objects.get_or_create(date=date(2026, 11, 25), defaults={"name": "试一天", "kind": "rest"})
    enterprise = make_enterprise()
    make_outlet(enterprise, name="休假的店")
    make_outlet(enterprise, name="不休假的店", rests_on_holidays=False)
    with time_machine.travel(MORNING, tick=False):
        assert names(Client().get(API, {"open_now": "true"})) == ["不休假的店"]
        assert "<dd>休息</dd>" in Client().get("/outlets/").content.decode()
    Holiday.objects.update_or_create(date=date(2026, 11, 28), defaults={"name": "调休", "kind": "work"})
    assert (rule_of(date(2026, 11, 28)).weekday, rule_of(date(2026, 11, 29)).weekday) == (0, 6)


def test_the_stored_page_ends_when_a_shop_opens_or_closes() -> None:
    make_outlet(make_enterprise(), name="望京店")
    with time_machine.travel(MORNING, tick=False) as traveller:
        assert "营业中" in Client().get("/outlets/").content.decode()
        traveller.shift(timedelta(hours=7, minutes=59))
        assert "营业中" in Client().get("/outlets/").content.decode()
        traveller.shift(timedelta(minutes=1))
        assert "没开门" in Client().get("/outlets/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours_0": "八点到六点"}, "写成 08:30-18:00"),
        ({"hours_0": "18:00-08:30"}, "关门要在开门以后"),
        ({"phone": "123"}, "门店电话看起来不对"),
        ({"serves": []}, "至少选一个服务得到的区"),
        ({"name": ""}, "请填门店名称"),
        ({"lat": "95"}, "坐标超出了范围"),
        ({f"hours_{day}": "" for day in range(6)}, "至少填一天的营业时间"),
    ],
)
def test_what_is_wrong_with_an_outlet_is_said(as_user, wrong, said) -> None:
    owner = make_user()
    make_enterprise(owner)
    answer = as_user(owner).post("/enterprise/outlets/new/", form(**wrong))
    assert answer.status_code == 400 and said in answer.content.decode() and not Outlet.objects.exists()


def test_a_strangers_outlet_is_not_there_and_one_of_the_same_name_is_refused(as_user) -> None:
    owner = make_user()
    enterprise = make_enterprise(owner)
    make_outlet(enterprise, name="望京花家地店")
    other = make_outlet(make_enterprise(make_user()), name="别家的店")
    client = as_user(owner)
    assert client.get(f"/enterprise/outlets/{other.pk}/").status_code == 404
    assert client.post(f"/enterprise/outlets/{other.pk}/close/", {"note": "关掉"}).status_code == 404
    again = client.post("/enterprise/outlets/new/", form())
    assert again.status_code == 400 and "已经有一家同名的门店" in again.content.decode()


@pytest.mark.parametrize(
    "asked", [{"lat": "39"}, {"lat": "x", "lng": "1"}, {"lat": "91", "lng": "1"}, {"cursor": "zzz"}, {"district": "x\x00"}, {"lat": "nan", "lng": "1"}]
)
def test_nonsense_in_the_address_is_400(asked) -> None:
    assert Client().get("/outlets/", asked).status_code == 400


def test_pages_go_on_where_the_last_one_ended() -> None:
    enterprise = make_enterprise()
    made = {make_outlet(enterprise, name=f"{name}店", lat=39.9 + number / 100).pk for number, name in enumerate("甲乙丙丁戊己庚")}
    for point in ({}, {"lat": 39.9, "lng": 116.47}):
        seen: list[int] = []
        cursor = ""
        while cursor is not None:
            body = Client().get(API, {**point, "page_size": 3} | ({"cursor": cursor} if cursor else {})).json()
            assert body["count"] == 7
            seen += [item["id"] for item in body["items"]]
            cursor = body["next"]
        assert len(seen) == 7 and set(seen) == made


def test_the_same_number_of_queries_for_two_and_for_twenty(django_assert_max_num_queries) -> None:
    enterprise = make_enterprise()
    for number in range(20):
        make_outlet(enterprise, name=f"{chr(0x4E00 + number)}店")
    Client().get(API)
    with django_assert_max_num_queries(8):
        assert len(Client().get(API, {"lat": 39.9, "lng": 116.4, "open_now": "true"}).json()["items"]) <= 20


def test_the_drawing_keeps_every_pin_inside_and_north_up() -> None:
    cards = [{"lat": 39.7, "lng": 116.2}, {"lat": 40.1, "lng": 116.7}]
    found = drawn(cards, [], None)
    assert all(0 < pin["x"] < WIDTH and 0 < pin["y"] < HEIGHT for pin in found["pins"])
    assert found["pins"][0]["y"] > found["pins"][1]["y"] and found["pins"][0]["x"] < found["pins"][1]["x"]
    assert drawn([], [], None) == {}


def test_the_week_is_said_in_few_lines() -> None:
    enterprise = make_enterprise()
    assert week(make_outlet(enterprise, hours=dict.fromkeys(range(7), (540, 1200)))) == [("每天", "09:00–20:00")]
    assert week(make_outlet(enterprise)) == [("周一到周五", "08:30–18:00"), ("周六到周日", "休息")]
