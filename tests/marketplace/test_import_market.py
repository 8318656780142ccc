"""`import_market FILE` as an operator meets it: one transaction, every error with its line, repeatable, search has caught up."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.audit.models import AuditEntry
from core.outbox.models import OutboxEvent
from core.outbox.queries import last_event, status
from marketplace.enterprises.models import Enterprise
from marketplace.listings.management.commands import import_market
from marketplace.listings.market_lines import LONGEST_LINE
from marketplace.listings.models import Listing
from search.models import SearchDocument
from settings.parts.paths import BASE_DIR
from tests.marketplace.factories import district
from tests.marketplace.market import market_lines

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
    "description": "会做月子餐。\n住家。",
    "price_yuan": "13800.00",
    "unit": "元/月",
    "district": "朝阳区",
    "lat": 39.991,
    "lng": 116.478,
    "tags": ["会粤语"],
}


def write(folder: Path, *rows: Any) -> str:
    """A file of these lines; text and bytes stand in it as they are."""
    lines = [row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)).encode() for row in rows]
    file = folder / "market.jsonl"
    file.write_bytes(b"\n".join(lines))
    return str(file)


def said(*arguments: str) -> dict[str, Any]:
    """What the command says with --json; also when it refuses."""
    out = io.StringIO()
    try:
        call_command("import_market", *arguments, "--json", stdout=out)
    except CommandError as error:
        assert error.returncode == 1
    return json.loads(out.getvalue())


def test_what_was_imported_is_on_its_page_and_in_search_when_the_command_returns(tmp_path: Path) -> None:
    answer = said(write(tmp_path, SHOP, OFFER))
    assert answer["ok"] and (answer["enterprises_added"], answer["listings_added"]) == (1, 1) and answer["waited_seconds"] is not None
    row = Listing.objects.get(external_id="l1")
    page = Client().get(f"/listings/{row.pk}/").content.decode()
    assert "金牌月嫂，二十六天" in page and "北京安心家政服务有限公司" in page
    assert SearchDocument.objects.filter(title="金牌月嫂，二十六天").count() == 1
    assert (status().new, status().open) == (0, 0)


def test_without_waiting_the_events_are_left_to_the_worker(tmp_path: Path) -> None:
    answer = said(write(tmp_path, SHOP, OFFER), "--no-wait")
    assert answer["waited_seconds"] is None and status().new > 0 and not SearchDocument.objects.filter(title="金牌月嫂，二十六天").exists()


def test_the_same_file_again_changes_nothing_and_tells_nobody(tmp_path: Path) -> None:
    file = write(tmp_path, SHOP, OFFER)
    said(file)
    before, audited, changed_at = last_event(), AuditEntry.objects.count(), Listing.objects.get().changed_at
    answer = said(file)
    assert (answer["listings_unchanged"], answer["listings_added"], answer["listings_changed"]) == (1, 0, 0)
    assert answer["enterprises_unchanged"] == 1
    assert (last_event(), AuditEntry.objects.count(), Listing.objects.get().changed_at) == (before, audited, changed_at)


def test_a_changed_line_changes_its_row_page_and_search(tmp_path: Path) -> None:
    said(write(tmp_path, SHOP, OFFER))
    row = Listing.objects.get()
    assert "13,800" in Client().get(f"/listings/{row.pk}/").content.decode()
    answer = said(write(tmp_path, {**SHOP, "name": "北京安心家政集团有限公司"}, {**OFFER, "price_yuan": "14800"}))
    assert (answer["enterprises_changed"], answer["listings_changed"]) == (1, 1)
    page = Client().get(f"/listings/{row.pk}/").content.decode()
    assert "14,800" in page and "北京安心家政集团有限公司" in page
    assert Listing.objects.get().pk == row.pk and Enterprise.objects.count() == 1


WRONG = {
    "an unknown field": ({**OFFER, "verified": True}, "verified"),
    "an unknown kind": ({**OFFER, "kind": "worker"}, "kind"),
    "a kind that is a list": ({**OFFER, "kind": ["listing"]}, "kind"),
    "a side that is an object": ({**OFFER, "side": {}}, "side"),
    "an unknown category": ({**OFFER, "category": "没有这一类"}, "category"),
    "a category by its code": ({**OFFER, "category": "housekeeping-maternity"}, "category"),
    "an unknown district": ({**OFFER, "district": "火星区"}, "district"),
    "an unknown unit": ({**OFFER, "unit": "元/光年"}, "unit"),
    "an unknown enterprise": ({**OFFER, "enterprise": "nobody"}, "enterprise"),
    "a number for a title": ({**OFFER, "title": 7}, "title"),
    "a text for a latitude": ({**OFFER, "lat": "39.9"}, "lat"),
    "a yes for a latitude": ({**OFFER, "lat": True}, "lat"),
    "a latitude without a longitude": ({**OFFER, "lng": None}, "lng"),
    "a latitude beyond the pole": ({**OFFER, "lat": 90.01}, "lat"),
    "a latitude beyond all numbers": (json.dumps(OFFER).replace("39.991", "1e999"), "lat"),
    "a price in words": ({**OFFER, "price_yuan": "面议"}, "price_yuan"),
    "a price with three decimals": ({**OFFER, "price_yuan": 12.345}, "price_yuan"),
    "a negative price": ({**OFFER, "price_yuan": "-1.00"}, "price_yuan"),
    "a price beyond measure": ({**OFFER, "price_yuan": "999999999999"}, "price_yuan"),
    "a yes for a price": ({**OFFER, "price_yuan": True}, "price_yuan"),
    "no price": ({**OFFER, "price_yuan": None}, "price_yuan"),
    "tags in one text": ({**OFFER, "tags": "会粤语"}, "tags"),
    "a number among tags": ({**OFFER, "tags": ["会粤语", 7]}, "tags"),
    "a control character": ({**OFFER, "title": "金牌\u0007月嫂"}, "title"),
    "a line break in a title": ({**OFFER, "title": "金牌\n月嫂"}, "title"),
    "a null character": ({**OFFER, "description": "会\u0000做"}, "description"),
    "half a character": (json.dumps(OFFER).replace("l1", "\\ud800"), "key"),
    "text turned round": ({**OFFER, "title": "金牌\u202e月嫂"}, "title"),
    "no key": ({name: value for name, value in OFFER.items() if name != "key"}, "key"),
    "a field twice": (json.dumps(OFFER, ensure_ascii=False)[:-1] + ', "key": "l2"}', "key"),
    "not a number": (json.dumps(OFFER).replace("39.991", "NaN"), ""),
    "broken": ('{"kind": "listing"', ""),
    "a list": ("[]", ""),
    "deep nesting": ("[" * 5000 + "]" * 5000, ""),
    "not utf-8": (b'{"kind": "\xff"}', ""),
    "an endless line": (json.dumps({**OFFER, "description": "长" * LONGEST_LINE}), ""),
    "a licence too long": ({**SHOP, "key": "e2", "licence_no": "9" * 19}, "licence_no"),
    "a licence of another line": ({**SHOP, "key": "e2"}, "licence_no"),
    "a key of another line": ({**SHOP, "licence_no": "91110105MA0YK4T7X2"}, "key"),
    "a phone in words": ({**SHOP, "key": "e2", "licence_no": "91110105MA0YK4T7X2", "phone": "打给我"}, "phone"),
}


@pytest.mark.parametrize("what", WRONG)
def test_one_wrong_line_is_named_and_nothing_is_written(tmp_path: Path, what: str) -> None:
    row, name = WRONG[what]
    answer = said(write(tmp_path, SHOP, {**OFFER, "key": "good"}, row))
    assert not answer["ok"] and [(one["line"], one["field"]) for one in answer["errors"]] == [(3, name)] and answer["errors"][0]["message"]
    assert not Listing.objects.exists() and not Enterprise.objects.exists() and not OutboxEvent.objects.filter(name__startswith="listing").exists()


def test_all_errors_are_listed_in_the_order_of_their_lines(tmp_path: Path) -> None:
    wrong = [{**OFFER, "key": f"l{number}", "price_yuan": "x"} for number in range(150)]
    with pytest.raises(CommandError) as refused:
        call_command("import_market", write(tmp_path, SHOP, {**OFFER, "enterprise": "nobody"}, "", *wrong))
    lines = str(refused.value).splitlines()
    assert lines[0] == "没有导入，文件有 151 处要改。" and refused.value.returncode == 1
    assert [int(line.split()[1]) for line in lines[1:]] == [2, *range(4, 154)]


def test_a_licence_of_an_enterprise_that_is_there_is_an_error_of_its_line(tmp_path: Path) -> None:
    said(write(tmp_path, SHOP))
    answer = said(write(tmp_path, OFFER, {**SHOP, "key": "e2"}))
    assert [(one["line"], one["field"]) for one in answer["errors"]] == [(2, "licence_no")] and not Listing.objects.exists()


def test_listings_may_come_before_or_long_after_their_enterprise_and_without_a_point(tmp_path: Path) -> None:
    bare = {name: value for name, value in OFFER.items() if name not in {"lat", "lng", "tags", "description"}}
    said(write(tmp_path, b"\xef\xbb\xbf" + json.dumps(bare).encode(), SHOP))
    said(write(tmp_path, {**OFFER, "key": "l2", "unit": "月", "price_yuan": 12000.5, "district": "朝阳"}))
    first, second = Listing.objects.order_by("pk")
    assert (first.lat, first.lng, first.tags, first.description) == (district().lat, district().lng, [], "")
    assert (second.price_fen, second.unit.label, second.enterprise) == (1_200_050, "元/月", first.enterprise)


def test_what_changed_between_reading_and_writing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, surveyed = write(tmp_path, SHOP, OFFER), import_market.survey

    def survey_and_spoil(*arguments: Any, **options: Any) -> Any:
        found = surveyed(*arguments, **options)
        write(tmp_path, SHOP, {**OFFER, "enterprise": "nobody"})
        return found

    monkeypatch.setattr(import_market, "survey", survey_and_spoil)
    with pytest.raises(CommandError):
        call_command("import_market", file)
    assert not Enterprise.objects.exists() and not Listing.objects.exists()


def test_when_search_does_not_catch_up_in_time_the_data_stays_and_the_code_is_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_market, "drain_once", lambda: SimpleNamespace(failed=0))
    with pytest.raises(CommandError) as late:
        call_command("import_market", write(tmp_path, SHOP, OFFER), "--timeout", "0")
    assert late.value.returncode == 2 and Listing.objects.count() == 1


def test_a_file_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "nothing.jsonl")):
        with pytest.raises(CommandError, match="打不开"):
            call_command("import_market", name)


@pytest.mark.usefixtures("fresh_db")
def test_as_a_program_it_reads_a_pipe_and_its_exit_code_says_how_it_went() -> None:
    command = [sys.executable, BASE_DIR / "manage.py", "import_market", "-", "--json"]

    def run(text: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, input=text, capture_output=True, text=True, env=dict(os.environ), cwd=BASE_DIR, check=False)

    good = run("\n".join(market_lines(60)))
    assert good.returncode == 0 and json.loads(good.stdout)["listings_added"] == 60 == Listing.objects.count()
    bad = run(json.dumps({**OFFER, "unit": "元/光年"}))
    assert bad.returncode == 1 and json.loads(bad.stdout)["errors"][0]["field"] == "unit" and "Traceback" not in bad.stderr
