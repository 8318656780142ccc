"""宣传单: a PDF with a code of its own for each campaign, and how often it was scanned (MKT-15)."""

import re
import zlib
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cms.storefronts.models import Flyer, FlyerDay
from core import clock
from core.pdf import width_of, wrapped
from core.qr import as_svg, matrix, runs
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import suspend
from tests.cms.storefronts.conftest import Shop, open_shop
from tests.marketplace.enterprises.factories import make_outlet
from tests.marketplace.factories import make_listing
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db
FLYERS = "/enterprise/flyers/"


def words(pdf: bytes) -> str:
    """What can be read on the sheet."""
    content = zlib.decompress(pdf.split(b"stream\n", 1)[1].split(b"\nendstream", 1)[0]).decode()
    found = re.findall(r"/([CL]) [\d.]+ Tf <([0-9a-f]+)> Tj", content)
    return "".join(bytes.fromhex(code).decode("utf-16-be" if face == "C" else "cp1252") for face, code in found)


def campaign(shop: Shop, name: str) -> Flyer:
    assert shop.browser.post(FLYERS, {"campaign": name}).status_code == 302
    return Flyer.objects.get(enterprise=shop.enterprise, campaign=name)


def test_the_sheet_says_who_what_for_how_much_and_where(shop: Shop) -> None:
    make_listing(enterprise=shop.enterprise, title="两居室擦窗", price_fen=13800)
    answer = shop.browser.get("/enterprise/flyer.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-1.4")
    flyer = Flyer.objects.get(enterprise=shop.enterprise)
    read = words(answer.content)
    for text in (
        "安心家政",
        shop.enterprise.legal_name,
        shop.enterprise.licence_no,
        "两居室擦窗",
        "138 元/小时",
        f"testserver/q/{flyer.code}/",
        "核验过营业执照",
    ):
        assert text in read, text
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF", answer.content)[1])
    assert answer.content[start:].startswith(b"xref")
    assert shop.browser.get("/enterprise/flyer.pdf").content == answer.content


def test_each_campaign_has_a_code_of_its_own_and_scans_are_counted_by_day(shop: Shop) -> None:
    station, fair = campaign(shop, "望京地铁口"), campaign(shop, "春节庙会")
    assert station.code != fair.code
    for _ in range(3):
        assert Client().get(f"/q/{station.code}/").url == shop.address
    assert Client().get(f"/q/{fair.code.lower()}/").url == shop.address
    with time_machine.travel(clock.now() - timedelta(days=2)):
        Client().get(f"/q/{station.code}/")
    assert sorted(FlyerDay.objects.values_list("flyer__campaign", "scans")) == [("春节庙会", 1), ("望京地铁口", 1), ("望京地铁口", 3)]
    page = shop.browser.get(FLYERS).content.decode()
    assert "4 次" in page and "1 次" in page
    by_day = shop.browser.get(f"{FLYERS}{station.pk}/").content.decode()
    assert '<b class="num">3</b>' in by_day and '<b class="num">4</b>' in by_day
    assert {field.name for field in FlyerDay._meta.fields} == {"id", "flyer", "day", "scans"}, "nothing about who scanned"


def test_looking_ahead_is_no_scan_and_a_suspended_enterprise_is_led_to_by_nobody(shop: Shop) -> None:
    flyer = campaign(shop, "望京地铁口")
    Client().head(f"/q/{flyer.code}/")
    Client().get(f"/q/{flyer.code}/", headers={"Sec-Purpose": "prefetch;prerender"})
    assert not FlyerDay.objects.exists()
    assert Client().get("/q/NOTHING/").status_code == 404
    suspend(Enterprise.objects.get(pk=shop.enterprise.pk), actor=actor_for(make_staff("leader")), now=clock.now(), note="没有年检")
    assert Client().get(f"/q/{flyer.code}/").status_code == 404
    assert not FlyerDay.objects.exists()


def test_flyers_are_only_ones_own(shop: Shop) -> None:
    flyer = campaign(shop, "东直门书市")
    other = open_shop(legal_name="北京乙家政服务有限公司", short_name="乙家政")
    assert other.browser.get(f"{FLYERS}{flyer.pk}/").status_code == 404
    assert other.browser.get(f"{FLYERS}{flyer.pk}/flyer.pdf").status_code == 404
    assert "东直门书市" not in other.browser.get(FLYERS).content.decode()


@pytest.mark.parametrize("name", ["", "长" * 31, "打 13800138000"])
def test_a_campaign_needs_a_name_that_says_something(shop: Shop, name: str) -> None:
    assert shop.browser.post(FLYERS, {"campaign": name}).status_code == 200
    assert not Flyer.objects.filter(enterprise=shop.enterprise).exclude(campaign="").exists()


def test_the_same_campaign_is_not_made_twice(shop: Shop) -> None:
    campaign(shop, "望京地铁口")
    assert "已经有一种了" in shop.browser.post(FLYERS, {"campaign": "望京地铁口"}).content.decode()


def test_a_code_is_a_square_with_three_corners() -> None:
    rows = matrix("https://example.org/q/ABCDEFG/")
    size = len(rows)
    assert all(len(row) == size for row in rows) and size % 4 == 1
    corner = [True] * 7
    assert rows[0][:7] == rows[0][-7:] == rows[-1][:7] == corner
    assert sum(length for _, _, length in runs(rows)) == sum(map(sum, rows))
    assert as_svg("甲").count("<path") == 2


def test_lines_are_broken_where_they_end() -> None:
    lines = wrapped("擦玻璃、日常保洁、油烟机拆洗做得多，工具和清洁剂自己带。", 10, 100, 2)
    assert len(lines) == 2 and lines[1].endswith("…")
    assert all(width_of(line, 10) <= 110 for line in lines)


@pytest.mark.req("MKT-15")
def test_enterprise_outlet_and_campaign_have_flyers_of_their_own_with_counted_scans(shop: Shop) -> None:
    outlet = make_outlet(shop.enterprise, name="望京店", address="花家地北里甲 16 号院底商")
    make_listing(enterprise=shop.enterprise, title="两居室擦窗", price_fen=13800)
    plain = words(shop.browser.get("/enterprise/flyer.pdf").content)
    assert shop.browser.post(FLYERS, {"outlet": outlet.pk, "campaign": ""}).status_code == 302
    assert "已经有一种" in shop.browser.post(FLYERS, {"outlet": outlet.pk, "campaign": ""}).content.decode()
    assert shop.browser.post(FLYERS, {"outlet": outlet.pk, "campaign": "国庆特惠"}).status_code == 302
    found = {
        "enterprise": Flyer.objects.get(enterprise=shop.enterprise, outlet=None, campaign=""),
        "outlet": Flyer.objects.get(outlet=outlet, campaign=""),
        "campaign": campaign(shop, "望京地铁口"),
        "both": Flyer.objects.get(outlet=outlet, campaign="国庆特惠"),
    }
    sheets = {kind: words(shop.browser.get(f"{FLYERS}{row.pk}/flyer.pdf").content) for kind, row in found.items()}
    assert sheets["enterprise"] == plain
    for kind, row in found.items():
        assert f"testserver/q/{row.code}/" in sheets[kind] and "两居室擦窗" in sheets[kind]
        is_of_outlet = kind in ("outlet", "both")
        assert ("望京店" in sheets[kind], "花家地北里甲" in sheets[kind]) == (is_of_outlet, is_of_outlet)
    for times, row in enumerate(found.values(), start=1):
        for _ in range(times):
            answer = Client().get(f"/q/{row.code}/")
            assert answer.status_code == 302 and answer.url.startswith(shop.enterprise.get_absolute_url())
    assert {kind: sum(row.days.values_list("scans", flat=True)) for kind, row in found.items()} == {"enterprise": 1, "outlet": 2, "campaign": 3, "both": 4}
    page = shop.browser.get(FLYERS).content.decode()
    for name in ("通用", "望京店", "望京地铁口", "望京店，国庆特惠"):
        assert f">{name}</a>" in page
    strange = make_outlet(open_shop(short_name="别家家政").enterprise, name="别家店")
    assert shop.browser.post(FLYERS, {"outlet": strange.pk, "campaign": "抢来的"}).status_code == 200
