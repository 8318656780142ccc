"""指导价格 in the back office: publish, history, withdraw, tables in and out."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.audit.models import AuditEntry
from marketplace.pricing.models import GuidancePrice
from tests.marketplace.factories import district
from tests.marketplace.pricing.factories import make_guidance, service_type, table, today
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
BASE = "/admin/marketplace-pricing/"


def entered(role: str = "publisher") -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def form(**changes: object) -> dict[str, object]:
    values = {"service_type": service_type().pk, "unit": "", "district": "", "low_fen": "45", "high_fen": "60", "starts_on": str(today()), "basis": "季度监测"}
    return {**values, **changes}


def html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def upload(client: Client, content: bytes) -> tuple[int, str]:
    answer = client.post(f"{BASE}import/", {"file": SimpleUploadedFile("表.csv", content, "text/csv")})
    return answer.status_code, unescape(answer.content.decode())


def test_one_is_published_and_has_a_page_with_the_history_of_its_service() -> None:
    old = make_guidance(days=-40, low=4000)
    client = entered()
    answer = client.post(f"{BASE}publish/", form(district=district().pk))
    row = GuidancePrice.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}{row.pk}/")
    page = html(client, f"{BASE}{row.pk}/")
    assert "45–60 元/小时" in page and "朝阳区" in page and "季度监测" in page
    assert "历次指导价" in page and f"{BASE}{old.pk}/" in page and "40–60" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"low_fen": "61"}, "最高价不能比最低价低"),
        ({"low_fen": "四十五"}, "最多两位小数"),
        ({"low_fen": ""}, "请填最低价"),
        ({"starts_on": "2062-01-01"}, "三年"),
        ({"starts_on": "明天"}, "日期写成"),
        ({"service_type": ""}, "请选一个服务项目"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(changes: dict, says: str) -> None:
    answer = entered().post(f"{BASE}publish/", form(**changes))
    assert answer.status_code == 400 and says in unescape(answer.content.decode())
    assert GuidancePrice.objects.count() == 0


def test_a_second_one_for_the_same_day_is_refused_in_words() -> None:
    make_guidance()
    answer = entered().post(f"{BASE}publish/", form())
    assert answer.status_code == 400 and "已经有一档指导价" in unescape(answer.content.decode())
    assert GuidancePrice.objects.count() == 1


def test_the_successor_starts_from_what_it_follows() -> None:
    row = make_guidance(district=district(), days=-3)
    page = html(entered(), f"{BASE}publish/?of={row.pk}")
    assert f'<option value="{row.service_type_id}" selected' in page and f'<option value="{row.district_id}" selected' in page


def test_one_is_withdrawn_with_a_reason_once() -> None:
    make_guidance(days=-40, low=4000)
    row, client = make_guidance(), entered()
    assert "之前的 40–60 元/小时 重新算数" in html(client, f"{BASE}{row.pk}/")
    refused = client.post(f"{BASE}{row.pk}/withdraw/", {"note": ""})
    assert refused.status_code == 400 and "写清为什么撤回" in unescape(refused.content.decode())
    assert client.post(f"{BASE}{row.pk}/withdraw/", {"note": "最低价录错了。"}).status_code == 302
    page = html(client, f"{BASE}{row.pk}/")
    assert "最低价录错了。" in page and "撤回这一档" not in page
    assert client.post(f"{BASE}{row.pk}/withdraw/", {"note": "再来一次。"}).status_code == 409
    assert AuditEntry.objects.filter(function="service_price.withdraw").count() == 1


def test_the_list_says_where_each_stands() -> None:
    make_guidance(days=-9)
    make_guidance()
    make_guidance(days=9)
    client = entered("auditor")
    page = html(client, BASE)
    for label in ("生效中", "还没生效", "已被接替", "已撤回"):
        assert label in page
    for standing in ("in_force", "coming", "superseded"):
        assert html(client, f"{BASE}?standing={standing}").count('class="title"') == 1
    assert "发布一档" not in page and "导出表格" in page
    assert html(client, f"{BASE}?category=1&district=1")


def test_the_list_costs_the_same_for_few_and_for_many(django_assert_max_num_queries) -> None:
    client = entered()
    make_guidance(days=-1)
    client.get(BASE)
    with django_assert_max_num_queries(30) as few:
        client.get(BASE)
    for number in range(12):
        make_guidance(days=number)
    with django_assert_max_num_queries(len(few)):
        client.get(BASE)


def test_a_table_is_published_whole_and_again_changes_nothing() -> None:
    client = entered()
    lines = [
        f"cleaning-everyday,,,,{today()},45,60,季度监测",
        f",擦玻璃,㎡,朝阳,{today():%Y/%m/%d},10,15.5,",
        f",擦玻璃,元/㎡,全市,{today():%Y年%m月%d日},9,14,",
    ]
    assert upload(client, table(*lines))[0] == 302
    assert list(GuidancePrice.objects.order_by("pk").values_list("service_type__code", "district__short", "low_fen", "high_fen")) == [
        ("cleaning-everyday", None, 4500, 6000),
        ("glass", "朝阳", 1000, 1550),
        ("glass", None, 900, 1400),
    ]
    assert upload(client, table(*lines))[0] == 302
    assert GuidancePrice.objects.count() == 3


def test_each_wrong_line_is_named_and_nothing_is_written() -> None:
    make_guidance(code="range-hood-wash")
    lines = [
        f"cleaning-everyday,,,,{today()},45,60,",
        f"no-such,,,,{today()},45,60,",
        f",没有这个,元/个儿,火星区,{today()},1,2,",
        "glass,,,,明年,十,,",
        f"glass,,,,{today()},15,10,",
        f"cleaning-everyday,,元/小时,全市,{today()},40,50,",
        f"range-hood-wash,,,,{today()},1,2,",
    ]
    status, page = upload(entered(), table(*lines))
    assert status == 400
    for says in (
        "第 3 行：没有代码是「no-such」的服务项目",
        "第 4 行：没有「没有这个」这个服务项目",
        "第 4 行：没有「元/个儿」这个单位",
        "第 4 行：没有「火星区」这个区",
        "第 5 行：生效日期「明年」读不懂",
        "第 5 行：最低价「十」读不懂",
        "第 6 行：最高价：最高价不能比最低价低",
        "第 7 行：和第 2 行是同一个项目、单位、区、日期",
    ):
        assert says in page
    assert GuidancePrice.objects.count() == 1


def test_a_line_against_what_is_published_is_named_too() -> None:
    make_guidance()
    status, page = upload(entered(), table(f"glass,,,,{today()},10,15,", f"cleaning-everyday,,,,{today()},1,2,"))
    assert status == 400 and "第 3 行：这个项目、单位、区在这一天已经有一档指导价" in page
    assert GuidancePrice.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\x00\x00", "另存为 CSV"),
        ("项目代码,最低价\nglass,1".encode(), "缺：生效日期、最高价"),
        (table("")[:-2], "表里没有内容"),
        (table(*["glass,,,,2026-01-01,1,2,"] * 2001), "一次最多 2000 行"),
        (b"x" * 1_000_001, "1 MB 以内"),
    ],
)
def test_what_is_no_such_table_is_said(content: bytes, says: str) -> None:
    status, page = upload(entered(), content)
    assert status == 400 and says in page


def test_a_table_in_the_old_encoding_is_read() -> None:
    assert upload(entered(), table().decode().encode("gb18030"))[0] == 302
    assert GuidancePrice.objects.get().basis == "季度监测"


def test_what_goes_out_comes_in_again_unchanged_and_computes_nothing() -> None:
    make_guidance(basis="=SUM(A1:A9)")
    make_guidance(days=30, district=district(), low=4600)
    client = entered()
    out = client.get(f"{BASE}export/")
    assert out["Content-Type"].startswith("text/csv") and "attachment" in out["Content-Disposition"]
    assert "'=SUM" in out.content.decode("utf-8-sig")
    assert upload(client, out.content)[0] == 302
    assert GuidancePrice.objects.count() == 2
    assert AuditEntry.objects.get(function="service_price.import").detail == {"published": 0, "known": 2}


def test_a_reader_may_not_publish() -> None:
    for path in ("publish/", "import/"):
        assert entered("leader").get(BASE + path).status_code == 403
    assert "撤回这一档" not in html(entered("leader"), f"{BASE}{make_guidance().pk}/")
