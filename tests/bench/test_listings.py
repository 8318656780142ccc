"""P3: a list of twenty listings beside `json_agg` behind the same middleware, in one query, at two sizes."""

from pathlib import Path

import pytest
from django.core.management import call_command

from marketplace.catalog.queries import catalogue
from tests.bench.owner import settled
from tests.bench.ratios import compare
from tests.bench.wsgi import Application, queries
from tests.marketplace.market import market_lines

pytestmark = [pytest.mark.usefixtures("fresh_db")]
PATH = "/api/v1/listings/"


def test_twenty_listings_beside_json_agg(tmp_path: Path) -> None:
    catalogue()
    ours, floor = Application(), Application("tests.bench.floors")
    for size in (200, 3_000):
        file = tmp_path / f"{size}.jsonl"
        file.write_text("\n".join(market_lines(size)), encoding="utf-8")
        call_command("import_market", str(file), "--no-wait")
        settled()
        status, body = ours.get(PATH)
        assert status == 200 and body.count(b'"price_yuan"') == 20
        assert queries(ours, PATH) == 1
        assert queries(ours, PATH + "?side=offer&category=cleaning-home&district=110105") == 2
        ratio = compare(f"list of 20 of {size} ÷ json_agg floor (CPU)", ours.cpu(PATH), floor.cpu(PATH))
        assert ratio.median <= 1.5
