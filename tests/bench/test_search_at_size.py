"""S1 at a thousand and a hundred thousand listings (NIGHTLY=1: a million): a log of queries as people ask, beside the same bodies sent raw.

With a million, S3 too: the rebuild beside COPY piped to `_bulk`, and its memory beside that of a hundred thousand.
"""

import math
import os
import random
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from core import clock
from search import lexicon
from search.engines import connection
from search.services import index, rebuild
from tests.bench.ratios import Ratio, cpu_seconds, wall_seconds
from tests.bench.test_search import BAR_MS, Prepared, Raw, prepared, put_out
from tests.bench.test_search_upkeep import peak_memory, piped, rebuilt
from tests.bench.wsgi import Application, queries
from tests.search import relevance

pytestmark = [pytest.mark.usefixtures("fresh_db")]
SIZES = (1_000, 100_000, *((1_000_000,) if os.environ.get("NIGHTLY") else ()))
LOG, ROUNDS = 600, 7
# What people add to the words: nothing, a district, a radius, a price, an order.
NARROWED = ("", "&district=110105", "&lat=39.9&lng=116.4&radius_km=3", "&lat=39.9&lng=116.4&radius_km=10", "&price_max=300", "&sort=rating", "&side=offer")


def log() -> list[str]:
    """Queries by Zipf's law: the words of the relevance set, the first ones most often, narrowed now and then."""
    lines = (Path(relevance.__file__).parent / "judged.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split("|")[1].strip() for line in lines if not line.startswith(("#", "nonsense")) and 2 <= len(line.split("|")[1].strip()) <= 4]
    choose = random.Random(11)
    choose.shuffle(words)
    asked = choose.choices(words, weights=[1 / place for place in range(1, len(words) + 1)], k=LOG)
    return [f"q={word}{narrowed}" for word, narrowed in zip(asked, choose.choices(NARROWED, weights=[6, 2, 1, 1, 1, 1, 2], k=LOG), strict=True)]


@pytest.fixture
def unhurried(on_elasticsearch: str, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Elasticsearch's address; no search gives up, so that slow ones are seen."""
    settings.SEARCH_LEXICON_SECONDS = 0
    settings.SEARCH_TIMEOUT_SECONDS = 20
    monkeypatch.setattr(connection, "BREAKER", connection.Breaker())
    monkeypatch.setattr("search.queries.BREAKER", connection.BREAKER)
    lexicon.forget()
    yield on_elasticsearch
    lexicon.forget()


def hundredth(times: list[float]) -> float:
    """The time that one in a hundred exceeds."""
    return statistics.quantiles(times, n=100)[98]


def timed(asked: list[Prepared], calls: tuple[Callable[[Prepared], object], ...]) -> tuple[list[float], ...]:
    """Wall seconds of every query by each way of asking, in turns."""
    times: tuple[list[float], ...] = tuple([] for _ in calls)
    for number, query in enumerate(asked):
        order = range(len(calls)) if number % 2 else range(len(calls) - 1, -1, -1)
        for place in order:
            times[place].append(wall_seconds(lambda place=place, query=query: calls[place](query)))
    return times


def measured(size: int, url: str) -> tuple[Ratio, float, tuple[float, float]]:
    """The tail beside that of the raw bodies, CPU milliseconds above them, and both medians in milliseconds."""
    ours, raw, asked = Application(), Raw(url), [prepared(text) for text in log()]
    for query in asked:
        status, body = ours.get(query.path)
        assert status == 200 and orjson.loads(body)["backend"] == "elasticsearch"
    assert {queries(ours, query.path) for query in asked[:40]} == {0}

    def api(query: Prepared) -> object:
        return ours.get(query.path)

    def floor(query: Prepared) -> object:
        return raw.send(query.body)

    rounds = [timed(asked, (api, floor)) for _ in range(ROUNDS)]
    some = asked[:200]
    above = [cpu_seconds(lambda: [api(query) for query in some], 1) - cpu_seconds(lambda: [floor(query) for query in some], 1) for _ in range(ROUNDS)]
    tail = Ratio.of(f"search of {size}, p99 ÷ p99 of the raw bodies (wall)", [hundredth(mine) / hundredth(theirs) for mine, theirs in rounds])
    mine, theirs = (statistics.median(statistics.median(times[place]) for times in rounds) * 1000 for place in (0, 1))
    return tail, statistics.median(above) / len(some) * 1000, (mine, theirs)


def renewed(size: int, url: str) -> tuple[float, int]:
    """Seconds of a rebuild beside those of COPY piped to `_bulk`, by turns, and the most memory of the command in KiB."""
    rebuilds = [rebuilt()]
    floor = piped(url)
    rebuilds.append(rebuilt())
    seconds, memory = statistics.mean(rebuilds), peak_memory()
    print(f"rebuild of {size}: {size / seconds:.0f} a second, {floor / seconds:.2f} × the floor, peak {memory / 1024:.0f} MB", flush=True)
    assert floor / seconds >= 0.6
    return seconds, memory


def test_a_log_of_queries_beside_raw(unhurried: str, monkeypatch: pytest.MonkeyPatch) -> None:
    medians, rebuilds, slow = {}, {}, list[str]()
    for size in SIZES:
        put_out(size, monkeypatch)
        rebuild.rebuild_index(now=clock.now())
        assert connection.request("GET", f"/{index.serving()}/_count")["count"] == size
        tail, above, medians[size] = measured(size, unhurried)
        print(tail, "p50 {:.1f} ms, raw {:.1f} ms".format(*medians[size]), f"CPU {above:.2f} ms above", sep="; ", flush=True)
        slow += [f"{size}: p99 × {tail.median:.2f}, {above:.2f} ms"] if above > BAR_MS or (tail.median > 1.3 and size >= 100_000) else []
        if SIZES[-1] == 1_000_000 and size >= 100_000:
            rebuilds[size] = renewed(size, unhurried)
    first, last = medians[SIZES[0]], medians[SIZES[-1]]
    print(f"from {SIZES[0]} to {SIZES[-1]} ours grows × {last[0] / first[0]:.1f}, the raw bodies × {last[1] / first[1]:.1f}", flush=True)
    if len(rebuilds) == 2:
        (few, small), (many, large) = rebuilds.values()
        growth = math.log10(many / few)
        print(f"rebuild slope {growth:.2f}, memory × {large / small:.2f}", flush=True)
        assert growth <= 1.05 and large <= 1.1 * small
    assert not slow
