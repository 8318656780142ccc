"""S3, S4 and type-ahead: a rebuild beside COPY piped to `_bulk`, from commit to searchable, and suggestions beside one prefix look-up."""

import http.client
import json
import math
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection as database
from django.db import transaction

from core import clock
from core.access import system_actor
from core.outbox import publish
from core.outbox.testing import drain_all
from marketplace.listings.events import LISTING_CHANGED
from marketplace.listings.models import Listing
from marketplace.listings.services import ImportedListing, import_listings
from search import lexicon, queries
from search.engines.connection import request
from search.models import PendingDocument, Suggestion, SuggestionPrefix
from search.prefixes import prefixes
from search.services import index, rebuild
from tests.bench.owner import settled
from tests.bench.ratios import Ratio, compare, wall_seconds
from tests.bench.test_search import put_out
from tests.marketplace.factories import category, district, unit
from tests.search.corpus import TAILS, WORDS
from tests.services import postgres
from tests.services.place import BASE_DIR
from tests.services.site import Site
from tests.waiting import poll

pytestmark = [pytest.mark.usefixtures("fresh_db")]
SIZES = (10_000, 100_000) if os.environ.get("NIGHTLY") else (2_500, 10_000)
ROUNDS = 5
REFRESH_SECONDS = 0.5
SAVES_A_SECOND, SAVING_SECONDS = 20, 15
BURST, BURST_REQUESTS = 1_000, 20
# No escaping: the text is JSON already, and neither of these two signs is in it.
COPY = """
COPY (SELECT '{"index":{"_id":"' || type || ':' || object_id || '","version":' || version || ',"version_type":"external_gte"}}',
             '{"n":' || id || ',' || substr(index_body, 2) FROM search_searchdocument WHERE NOT deleted ORDER BY id)
TO STDOUT WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')
"""


def slope(small: float, large: float, sizes: tuple[int, int] = SIZES) -> float:
    """How time grows with size: 1 is in proportion."""
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


class Pipe:
    """Takes what COPY writes and posts it to `_bulk`, 500 documents at a time, over one line; answers are thrown away."""

    def __init__(self, url: str, name: str) -> None:
        parts = urlsplit(url)
        self.line = http.client.HTTPConnection(parts.hostname or "", parts.port)
        self.path = f"/{name}/_bulk?filter_path=errors"
        self.lines: list[bytes] = []
        self.rest = b""

    def write(self, chunk: bytes) -> None:
        """A piece of COPY's output."""
        *whole, self.rest = (self.rest + chunk).split(b"\n")
        self.lines += whole
        while len(self.lines) >= index.BULK_ROWS:
            self.send(self.lines[: index.BULK_ROWS])
            del self.lines[: index.BULK_ROWS]

    def send(self, lines: list[bytes]) -> None:
        """One request."""
        if lines:
            self.line.request("POST", self.path, b"\n".join(lines).replace(b"\x02", b"\n") + b"\n", {"content-type": "application/x-ndjson"})
            assert json.loads(self.line.getresponse().read()) == {"errors": False}


def piped(url: str) -> float:
    """Seconds from nothing to a searchable index by COPY piped to `_bulk`: no aliases, no comparison, no writes meanwhile."""
    name = f"{index.write_alias()}-floor"

    def work() -> None:
        index.create(name)
        pipe = Pipe(url, name)
        with database.cursor() as cursor:
            cursor.cursor.copy_expert(COPY, pipe)
        pipe.send(pipe.lines)
        index.finish(name)

    seconds = wall_seconds(work)
    request("DELETE", f"/{name}")
    return seconds


def rebuilt() -> float:
    """Seconds of our rebuild: filled, compared, swapped, compared again, the old one removed."""
    return wall_seconds(lambda: rebuild.rebuild_index(now=clock.now()))


# The most memory of the process since it began this program; what `wait4` tells also counts what stood there before: us.
PEAK = """
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "search", "rebuild", "--no-sources", "--json"])
print("\\n" + next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def peak_memory() -> int:
    """The most memory that the command takes, in KiB."""
    done = subprocess.run([sys.executable, "-c", PEAK], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout.split()[-1])


@pytest.fixture
def quiet(settings) -> Iterator[None]:
    """No refresh of the lexicon by the clock; nothing kept."""
    settings.SEARCH_LEXICON_SECONDS = 0
    lexicon.forget()
    yield
    lexicon.forget()


def test_rebuild_beside_copy_to_bulk(on_elasticsearch: str, quiet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3: as many documents a second as 0.6 × the floor; time in proportion to size; the same memory at both sizes."""
    ratios: list[Ratio] = []
    seconds: list[float] = []
    memory: list[int] = []
    for size in SIZES:
        put_out(size, monkeypatch)
        ours: list[float] = []
        ratios.append(
            compare(
                f"rebuild of {size} ÷ COPY piped to _bulk", lambda ours=ours: ours.append(rebuilt()) or ours[-1], lambda: piped(on_elasticsearch), rounds=ROUNDS
            )
        )
        seconds.append(statistics.median(ours[1:]))
        memory.append(peak_memory())
        print(f"{size} documents: {size / seconds[-1]:.0f} a second, {1 / ratios[-1].median:.2f} × the floor, peak {memory[-1] / 1024:.0f} MB", flush=True)
    print(f"rebuild slope {slope(*seconds):.2f}, memory × {memory[1] / memory[0]:.2f}", flush=True)
    assert max(ratio.median for ratio in ratios) <= 1 / 0.6
    assert slope(*seconds) <= 1.05
    assert memory[1] <= 1.1 * memory[0]


class Saver:
    """Saves through the import, and watches until each can be found."""

    def __init__(self) -> None:
        self.actor, self.category, self.unit, self.district = system_actor(), category("月嫂").pk, unit().pk, district().pk
        self.committed: dict[str, float] = {}
        self.found: dict[str, float] = {}
        self.saved = 0

    def save(self, count: int = 1) -> None:
        """New listings in one transaction."""
        lines = [self._line(number) for number in range(self.saved, self.saved + count)]
        import_listings(lines, enterprises={}, actor=self.actor, now=clock.now())
        at, self.saved = time.monotonic(), self.saved + count
        keys = Listing.objects.filter(external_id__in=[line.key for line in lines]).values_list("pk", flat=True)
        self.committed |= dict.fromkeys((f"listing:{key}" for key in keys), at)

    def _line(self, number: int) -> ImportedListing:
        place = {"unit_id": self.unit, "district_id": self.district, "lat": 39.9, "lng": 116.4, "tags": ("上门",)}
        words = {"title": f"金牌月嫂 {number}", "description": "会做月子餐，新生儿洗澡抚触。"}
        return ImportedListing(key=f"快{number}", side="offer", enterprise="", category_id=self.category, price_fen=30_000, **words, **place)

    def look(self) -> bool:
        """Note what can be found by now; whether all can."""
        waiting = [key for key in list(self.committed) if key not in self.found]
        body = json.dumps({"size": 1000, "_source": False, "track_total_hits": False, "query": {"ids": {"values": waiting}}}).encode()
        hits = request("POST", f"/{index.write_alias()}/_search?request_cache=false", body)["hits"]["hits"] if waiting else []
        self.found |= dict.fromkeys((hit["_id"] for hit in hits), time.monotonic())
        return len(hits) == len(waiting)


def bulk_requests() -> int:
    """How many bulk requests the one shard of the index has had."""
    name = index.serving() or ""
    return request("GET", f"/{name}/_stats/bulk")["indices"][name]["primaries"]["bulk"]["total_operations"]


@pytest.fixture
def saver(fresh_db: str, on_elasticsearch: str, quiet: None) -> Iterator[Saver]:
    """2,000 listings in the index, the background process of the site at work."""
    made = Saver()
    made.save(2_000)
    drain_all()
    rebuild.rebuild(now=clock.now())
    drain_all()
    settled()
    site = Site(fresh_db, {**postgres.environment(fresh_db)})
    site.work.start()
    try:
        made.committed.clear()
        made.save()
        poll(made.look, timeout=60)
        made.committed.clear()
        yield made
    finally:
        site.work.kill()
        site.log.unlink(missing_ok=True)


def test_from_commit_to_searchable(saver: Saver) -> None:
    """S4: 20 saves a second through the background process; what was committed can be found within the refresh and half a second."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            saver.look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.monotonic()
    for number in range(SAVES_A_SECOND * SAVING_SECONDS):
        saver.save()
        stop.wait(max(0.0, begun + (number + 1) / SAVES_A_SECOND - time.monotonic()))
    rate = SAVES_A_SECOND * SAVING_SECONDS / (time.monotonic() - begun)
    poll(lambda: len(saver.found) > len(saver.committed), timeout=20)
    stop.set()
    watcher.join()
    lags = sorted(saver.found[key] - at for key, at in saver.committed.items())
    p50, p95, p99 = (lags[int(len(lags) * part)] for part in (0.5, 0.95, 0.99))
    print(f"commit → searchable at {rate:.1f} saves a second: p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s, most {lags[-1]:.2f} s", flush=True)
    assert rate >= 0.9 * SAVES_A_SECOND
    assert p99 <= REFRESH_SECONDS + 0.5


def test_a_burst_of_saves_is_few_requests(saver: Saver) -> None:
    """S4: a thousand saves, each with a commit of its own, as fast as they can be made."""
    rows = list(Listing.objects.order_by("pk").values_list("pk", flat=True)[:BURST])
    before, begun = bulk_requests(), time.monotonic()
    for pk in rows:
        with transaction.atomic():
            Listing.objects.filter(pk=pk).update(title=f"改过的月嫂 {pk}")
            publish(LISTING_CHANGED, key=f"listing:{pk}", listing_id=pk)
    saving = time.monotonic() - begun
    changed = b'{"size": 0, "track_total_hits": true, "query": {"term": {"any": "\xe6\x94\xb9\xe8\xbf\x87"}}}'
    poll(lambda: request("POST", f"/{index.write_alias()}/_search", changed)["hits"]["total"]["value"] >= BURST, timeout=60)
    sent = bulk_requests() - before
    print(f"{BURST} saves in {saving:.1f} s: {sent} bulk requests, all searchable {time.monotonic() - begun - saving:.1f} s after the last", flush=True)
    assert not PendingDocument.objects.exists()
    assert 0 < sent <= BURST_REQUESTS


TYPED = ("专", "金牌", "b", "zhuany", "jpys", "专业", "金牌月嫂")
# The floor: the look-up of one beginning in one kind.
LOOK_UP = """
SELECT s.kind, s.text, s.url FROM search_suggestionprefix p JOIN search_suggestion s ON s.id = p.suggestion_id
WHERE p.prefix = %s AND p.kind = 'enterprise' ORDER BY p.weight DESC, p.suggestion_id LIMIT 4
"""


def offer_phrases(count: int) -> None:
    """So many phrases of four kinds, with their beginnings."""
    names = ("月嫂", "家政保洁", "家电维修", "通下水道", "钢琴搬运", "擦玻璃", "育儿嫂", "开锁")
    kinds = ("service", "enterprise", "article", "worker")
    have = Suggestion.objects.filter(key__startswith="bench:").count()
    made = [
        Suggestion(key=f"bench:{number}", kind=kinds[number % 4], url=f"/{number}/", weight=number * 7919 % 1000,
                   text=f"{WORDS[number % 10]}{names[number // 10 % 8]}{TAILS[number // 80 % 8]}{number}")
        for number in range(have, count)
    ]  # fmt: skip
    rows = Suggestion.objects.bulk_create(made)
    beginnings = [SuggestionPrefix(prefix=way, kind=row.kind, weight=row.weight, suggestion=row) for row in rows for way in sorted(prefixes(row.text))]
    SuggestionPrefix.objects.bulk_create(beginnings, batch_size=5_000)
    settled()


def looked_up() -> None:
    """The floor for every text."""
    with database.cursor() as cursor:
        for text in TYPED:
            cursor.execute(LOOK_UP, [text])
            cursor.fetchall()


def quickest(work: Callable[[], object]) -> float:
    """Seconds of the quickest of thirty."""
    return min(wall_seconds(work) for _ in range(30))


def test_type_ahead_beside_one_look_up(quiet: None) -> None:
    times: list[float] = []
    ratio = None
    for size in SIZES:
        offer_phrases(size)
        assert all(queries.suggest(text) for text in TYPED)
        suggested = lambda: [queries.suggest(text) for text in TYPED]  # noqa: E731
        ratio = compare(
            f"type-ahead of five kinds among {size} phrases ÷ one prefix look-up", lambda work=suggested: quickest(work), lambda: quickest(looked_up)
        )
        times.append(quickest(suggested))
    print(f"type-ahead {times[1] / len(TYPED) * 1000:.2f} ms, slope {slope(*times):.2f}", flush=True)
    assert slope(*times) <= 0.15
    assert ratio is not None and ratio.median <= 3.0
