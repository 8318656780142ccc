"""基础数据: districts, categories, units, divisions and holidays are kept by staff and go out and in as tables (PAR-02)."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.audit.models import AuditEntry
from core.models import District, Holiday, Region, Unit
from core.outbox.testing import drain_all
from marketplace.catalog.models import Category
from marketplace.catalog.tables import TABLES
from search.models import SearchDocument
from tests.marketplace.factories import category, district, make_listing, unit
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
NEW = {
    "districts": {"code": "110120", "name": "亦庄区", "short": "亦庄", "city": "北京市", "lat": "39.79", "lng": "116.5", "position": "99", "active": "on"},
    "units": {"code": "acre", "label": "元/亩", "position": "9"},
    "regions": {"code": "1301", "name": "石家庄市", "active": "on"},
    "holidays": {"date": "2027-01-01", "name": "元旦", "kind": "rest"},
}
MODELS = {"districts": District, "units": Unit, "regions": Region, "holidays": Holiday}
RENAMED = {"districts": ("name", "亦庄新区"), "units": ("label", "元/每亩"), "regions": ("name", "石家庄"), "holidays": ("name", "新年")}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff("administrator"))
    return client


def address(table: str, part: str, *args: int) -> str:
    return reverse(f"marketplace_catalog_{table}:{part}", args=args)


def upload(client: Client, table: str, text: str, encoding: str = "utf-8") -> tuple[int, str]:
    file = SimpleUploadedFile("表.csv", text.encode(encoding), "text/csv")
    answer = client.post(reverse("catalog_bring_in", args=[table]), {"file": file}, follow=True)
    return answer.status_code, unescape(answer.content.decode())


def export(client: Client, table: str) -> str:
    answer = client.get(reverse("catalog_take_out", args=[table]))
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


@pytest.mark.req("PAR-02")
@pytest.mark.parametrize("table", [*MODELS, "categories"])
def test_a_table_is_kept_and_goes_out_and_in(staff: Client, table: str) -> None:
    if table in MODELS:
        _kept_by_hand(staff, table)
    before = export(staff, table)
    status, page = upload(staff, table, before)
    assert status == 200 and "新增 0 行，改了 0 行" in page
    assert export(staff, table) == before
    lines = before.splitlines()
    assert lines[0] == ",".join(TABLES[table].headings) and len(lines) > 3


def _kept_by_hand(client: Client, table: str) -> None:
    """Added, listed, changed, deleted on the screens, each with its audit row."""
    model = MODELS[table]
    field, name = RENAMED[table]
    assert client.post(address(table, "add"), NEW[table]).status_code == 302
    row = model.objects.latest("pk")
    assert str(NEW[table][field]) in client.get(address(table, "index"), {"q": NEW[table][field]}).content.decode()
    assert client.post(address(table, "edit", row.pk), {**NEW[table], field: name}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == name
    assert client.post(address(table, "delete", row.pk)).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()
    said = set(AuditEntry.objects.filter(function__startswith=f"{model.access_resource}.").values_list("function", flat=True))
    assert {f"{model.access_resource}.{verb}" for verb in ("add", "change", "delete")} <= said


@pytest.mark.parametrize(
    ("table", "text", "says"),
    [
        ("districts", "代码,名称\n11010,短码区\n", "代码是 6 位数字"),
        ("districts", "代码,名称,启用\n110105,朝阳区,也许\n", "启用「也许」读不懂，写是或否"),
        ("districts", "名称\n朝阳区\n", "缺：代码"),
        ("districts", "代码,名称,纬度\n110105,朝阳区,北边\n", "纬度「北边」读不懂"),
        ("regions", "代码,名称\n440103,荔湾区\n", "先要有上级 4401"),
        ("regions", "代码,名称\n044,零\n", "代码是 2、4、6 或 9 位数字"),
        ("regions", "代码,名称\n11,北京\n11,北平\n", "和第 2 行是同一个代码"),
        ("holidays", "日期,名称,安排\n2027-02-30,没有的日子,放假\n", "日期「2027-02-30」读不懂"),
        ("holidays", "日期,名称\n2027-01-01,元旦\n", "新的一行要填安排"),
        ("units", "代码,名称\n公里,元/公里\n", "代码「公里」读不懂"),
        ("units", "代码,名称\nacre,元/小时\n", "名称"),
        ("categories", "代码,名称,网址,上级代码\nnew-x,新类,new-x,nowhere\n", "上级代码「nowhere」读不懂"),
        ("categories", "代码,名称,网址,别名\nnew-x,新类,new-x,一二三四五六七八九十一二三四五六七八九十一\n", "别名「"),
        ("categories", "代码,名称,网址\nnew-x,新类,New_X\n", "网址"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(staff: Client, table: str, text: str, says: str) -> None:
    before = export(staff, table)
    status, page = upload(staff, table, text)
    assert status == 400 and says in page
    assert export(staff, table) == before


def test_one_wrong_line_holds_all_back(staff: Client) -> None:
    status, page = upload(staff, "units", "代码,名称\nacre,元/亩\n亩,元/每亩\n")
    assert status == 400 and "第 3 行" in page and not Unit.objects.filter(code="acre").exists()


def test_a_spreadsheets_own_encoding_and_dates_are_read(staff: Client) -> None:
    status, page = upload(staff, "holidays", "日期,名称,安排\n2027/2/6,除夕,放假\n2027年2月7日,春节,放假\n", "gb18030")
    assert status == 200 and "新增 2 行" in page
    assert list(Holiday.objects.filter(date__year=2027).values_list("name", flat=True).order_by("date")) == ["除夕", "春节"]


def test_categories_change_by_their_own_rules(staff: Client) -> None:
    row = category()
    status, _ = upload(staff, "categories", f"代码,网址,别名\n{row.code},new-address,钟点工；小时工\n")
    row.refresh_from_db()
    assert (status, row.slug, row.aliases) == (200, "new-address", ["钟点工", "小时工"])
    assert Category.objects.get(redirects__slug=category().redirects.get().slug) == row


def test_what_is_in_use_is_not_deleted(staff: Client) -> None:
    make_listing()
    for table, row in (("districts", district()), ("units", unit()), ("regions", Region.objects.get(code="11"))):
        page = staff.post(address(table, "delete", row.pk), follow=True)
        assert type(row).objects.filter(pk=row.pk).exists(), table
        assert page.status_code in (200, 409)


def test_a_renamed_district_is_found_by_its_new_name(staff: Client) -> None:
    row = district()
    listing = make_listing(district=row)
    drain_all()
    values = {name: getattr(row, name) for name in ("code", "short", "city", "lat", "lng", "position")}
    assert staff.post(address("districts", "edit", row.pk), {**values, "name": "望京新区", "active": "on"}).status_code == 302
    drain_all()
    assert "望京新区" in str(SearchDocument.objects.get(type="listing", object_id=listing.pk).source)
    assert "望京新区" in Client().get("/api/v1/districts/").content.decode()


def test_divisions_and_holidays_for_machines(client: Client, django_assert_num_queries) -> None:
    assert client.get("/api/v1/regions/").json()["count"] == 34
    with django_assert_num_queries(1):
        streets = client.get("/api/v1/regions/", {"parent": "110105"}).json()["items"]
    assert {"code": "110105004", "name": "三里屯街道", "parent": "110105"} in streets
    assert client.get("/api/v1/regions/", {"parent": "110105001"}).status_code == 400
    days = client.get("/api/v1/holidays/", {"year": 2026}).json()["items"]
    assert {"date": "2026-10-01", "name": "国庆节", "kind": "rest"} in days and {"date": "2026-10-10", "name": "国庆节调休", "kind": "work"} in days
    assert client.get("/api/v1/holidays/").status_code == 400


def test_the_lists_cost_the_same_for_few_and_for_many(staff: Client, django_assert_max_num_queries) -> None:
    for table in MODELS:
        staff.get(address(table, "index"))
        with django_assert_max_num_queries(30):
            staff.get(address(table, "index"))
