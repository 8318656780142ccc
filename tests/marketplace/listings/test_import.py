"""`import_market`: the whole file or nothing, repeatable by key."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.models import StateHistory
from core.outbox.queries import status
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing

pytestmark = pytest.mark.django_db

SHOP = {
    "kind": "enterprise",
    "key": "e1",
    "name": "北京安心家政服务有限公司",
    "licence_no": "91110105MA0YK4T7X1",
    "district": "朝阳区",
    "address": "望京街道 2 层",
    "lat": 39.99,
    "lng": 116.47,
    "phone": "010-61234567",
}
OFFER = {
    "kind": "listing",
    "key": "l1",
    "side": "offer",
    "enterprise": "e1",
    "category": "月嫂",
    "title": "金牌月嫂，二十六天",
    "description": "会做月子餐。",
    "price_yuan": "13800.00",
    "unit": "元/月",
    "district": "朝阳区",
    "lat": 39.991,
    "lng": 116.478,
    "tags": ["会粤语"],
}
REQUEST = {**OFFER, "key": "l2", "side": "request", "enterprise": None, "category": "家政服务", "title": "找一位会粤语的月嫂", "price_yuan": 12000.5}


def write(folder: Path, *rows: object) -> str:
    file = folder / "market.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(file)


def public() -> set[str | None]:
    return set(Listing.objects.public(clock.now()).values_list("external_id", flat=True))


def test_everything_is_in_and_search_has_caught_up(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    call_command("import_market", write(tmp_path, OFFER, SHOP, "", REQUEST), "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["enterprises"], said["listings"]) == (1, 2)
    assert public() == {"l1", "l2"}
    offer, request = Listing.objects.get(external_id="l1"), Listing.objects.get(external_id="l2")
    assert (offer.price_fen, offer.enterprise.external_id, offer.category.name, offer.unit.label) == (1_380_000, "e1", "月嫂", "元/月")
    assert (request.budget_max_fen, request.price_fen, request.enterprise_id, request.category.name) == (1_200_050, None, None, "家政服务")
    assert Enterprise.objects.get(external_id="e1").state == "approved"
    assert StateHistory.objects.filter(event="import").count() == 3
    after = status()
    assert (after.new, after.open) == (0, 0)


def test_a_repeated_file_changes_what_changed_and_adds_nothing(tmp_path: Path) -> None:
    call_command("import_market", write(tmp_path, SHOP, OFFER))
    call_command("import_market", write(tmp_path, SHOP, {**OFFER, "title": "金牌月嫂，会粤语", "price_yuan": "14800"}))
    row = Listing.objects.get()
    assert (row.title, row.price_fen, Enterprise.objects.count()) == ("金牌月嫂，会粤语", 1_480_000, 1)


def test_a_listing_may_name_an_enterprise_imported_before(tmp_path: Path) -> None:
    call_command("import_market", write(tmp_path, SHOP))
    call_command("import_market", write(tmp_path, OFFER), "--no-wait")
    assert Listing.objects.get().enterprise.external_id == "e1"


def test_what_staff_took_down_stays_down(tmp_path: Path) -> None:
    call_command("import_market", write(tmp_path, SHOP, OFFER))
    Listing.objects.update(state="hidden")
    Enterprise.objects.update(state="suspended")
    call_command("import_market", write(tmp_path, SHOP, OFFER))
    assert public() == set() and Enterprise.objects.get().state == "suspended"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{broken", "JSON"),
        ("[1]", "对象"),
        ({**OFFER, "kind": "worker"}, "kind"),
        ({**OFFER, "key": ""}, "key"),
        ({**OFFER, "key": 7}, "key"),
        ({**OFFER, "side": "both"}, "side"),
        ({**OFFER, "category": "没有这一类"}, "没有这一类"),
        ({**OFFER, "district": "火星区"}, "火星区"),
        ({**OFFER, "unit": "元/光年"}, "元/光年"),
        ({**OFFER, "enterprise": "nobody"}, "nobody"),
        ({**OFFER, "price_yuan": "12.345"}, "price_yuan"),
        ({**OFFER, "price_yuan": "-1"}, "price_yuan"),
        ({**OFFER, "price_yuan": None}, "price_yuan"),
        ({**OFFER, "title": ""}, "title"),
        ({**OFFER, "title": "长" * 121}, "title"),
        ({**OFFER, "lat": 91}, "lat"),
        ({**OFFER, "lng": "东"}, "lng"),
        ({**OFFER, "tags": "词"}, "tags"),
        ({**SHOP, "key": "e9", "licence_no": "9" * 19}, "licence_no"),
        ({**SHOP, "key": "e9"}, "第 1 行已经有了"),
        ({**SHOP, "key": "e9", "name": "x\u0000"}, "name"),
        ('{"kind": "listing", "key": "x", "lat": NaN}', "JSON"),
        (SHOP, "已经有了"),
    ],
)
def test_one_wrong_line_and_nothing_is_written(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_market", write(tmp_path, SHOP, {**OFFER, "key": "good"}, row))
    assert "第 3 行" in str(refused.value) and said in str(refused.value)
    assert Listing.objects.count() == 0 and Enterprise.objects.count() == 0


def test_a_licence_that_another_enterprise_holds_is_a_line_error(tmp_path: Path) -> None:
    call_command("import_market", write(tmp_path, SHOP))
    with pytest.raises(CommandError) as refused:
        call_command("import_market", write(tmp_path, {**SHOP, "key": "e2"}, {**OFFER, "enterprise": "e2"}))
    assert "第 1 行：licence_no" in str(refused.value) and Enterprise.objects.count() == 1


def test_a_file_that_is_not_there_is_said_so() -> None:
    with pytest.raises(CommandError):
        call_command("import_market", "/nonexistent/market.jsonl")
    assert Listing.objects.count() == 0
