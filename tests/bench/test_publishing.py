"""P4: from publishing to fresh bytes everywhere the public reads a title, among 100 pages and among 2,000, beside the readings alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.owner import settled
from tests.bench.ratios import compare, wall_seconds
from tests.bench.wsgi import Application
from tests.cms.articles.test_publish_to_visible import places, publish
from tests.cms.factories import article, many_articles

pytestmark = [pytest.mark.usefixtures("fresh_db")]


def test_from_publishing_to_fresh_bytes() -> None:
    site, page, asked, version = Application(), article("换窗的价钱（第1版）"), {}, 1
    paths = places(page)

    def read() -> None:
        for path in paths:
            status, body = site.get(path)
            assert status == 200 and f"第{version}版" in body.decode(), path

    def publish_and_read() -> None:
        nonlocal version
        version += 1
        publish(page, version)
        read()

    for size in (100, 2_000):
        many_articles(size - (100 if size > 100 else 0), under="society")
        settled()
        publish_and_read()
        with CaptureQueriesContext(connection) as captured:
            publish_and_read()
        asked[size] = len(captured)
        compare(
            f"publish and {len(paths)} fresh answers among {size} ÷ the same stored answers (wall)",
            lambda: wall_seconds(publish_and_read),
            lambda: wall_seconds(read),
        )
    print(f"statements from publishing to {len(paths)} fresh answers: {asked}", flush=True)
    assert asked[100] == asked[2_000]
