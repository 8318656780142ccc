"""How well the search finds what families ask for: judged queries over the listings of the demo city, on both engines.

`make relevance` prints the table. The bars are those of the issue; a class below its bar fails.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from core import clock
from core.models import District
from home.operations.seed.city import City, rows
from home.operations.seed.sheets import sheet_rows
from marketplace.catalog.queries import catalogue
from members.models import User
from search import lexicon, params, queries, sources
from search.documents import Document
from search.engines import database, elastic
from search.services import frequencies, projection, rebuild
from search.sources import Source
from tests.search.relevance.measures import Measured, by_class, judged, measure

pytestmark = pytest.mark.usefixtures("fresh_db")
# nDCG@10, P@10; 0 where only the other is asked for.
BARS = {
    "exact": (0, 0.95),
    "phrase": (0, 0.95),
    "synonym": (0.85, 0),
    "pinyin": (0.85, 0),
    "initials": (0.75, 0),
    "typo": (0.75, 0),
    "traditional": (0.9, 0),
    "district": (0, 0.85),
    "side": (0.85, 0),
    "natural": (0.7, 0),
    "nonsense": (1, 1),
}


def demo_listings() -> dict[int, dict[str, Any]]:
    """The listings of the demo city as its files hold them, numbered."""
    city = City(now=clock.now(), people={row["key"]: User() for row in rows("people")})
    return dict(enumerate([*rows("listings"), *sheet_rows(city)], 1))


def document(number: int, row: dict[str, Any]) -> Document:
    """As search/sources/listings.py makes it of a listing."""
    tree, now = catalogue(), clock.now()
    number_of = {node.code: key for key, node in tree.by_id.items()}
    path = tree.path_of(number_of[row["category"]])
    node = path[-1]
    place = District.objects.filter(code=row["district"]).first()
    names = [name for one in path for name in (one.name, *one.aliases)]
    names += [place.name, place.short] if place else []
    price = row.get("price_yuan") or row.get("budget_max_yuan") or row.get("budget_min_yuan")
    return Document(
        type="listing",
        object_id=number,
        title=row["title"],
        url=f"/listings/{number}/",
        tags=tuple(dict.fromkeys([*names, *row.get("tags", ())])),
        body="\n".join([row["description"], *row.get("included", ()), row.get("place", "")]),
        category=node.name,
        categories=tuple(one.code for one in path),
        district=row["district"],
        district_name=place.name if place else "",
        side=row["side"],
        price_fen=round(float(price) * 100) if price else None,
        completeness=0.6,
        published_at=now - timedelta(days=row.get("published_days_ago", 10)),
        summary=row["description"][:90],
    )


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[int, dict[str, Any]]:
    """Every listing of the demo city in the projection."""
    settings.SEARCH_LEXICON_SECONDS = 0
    listed = demo_listings()
    made = {number: document(number, row) for number, row in listed.items()}
    monkeypatch.setitem(sources.SOURCES, "listing", Source("listing", lambda ids: [made[number] for number in ids if number in made], lambda after, limit: []))
    lexicon.forget()
    lexicon.current()
    projection.refresh("listing", made, now=clock.now())
    frequencies.rebuild()
    lexicon.reload()
    return listed


def asked_of(query: str) -> tuple[list[int], int]:
    """The listings found, fifty at most, and how many there are."""
    known = lexicon.current()
    request = QueryDict(mutable=True)
    request.update({"q": query, "page_size": "50"})
    asked = params.asked(request, known)
    answer = queries.search(asked.question, known).answer
    return [int(hit.render["key"].split(":")[1]) for hit in answer.hits], answer.count


def figures(listed: dict[int, dict[str, Any]]) -> dict[str, list[Measured]]:
    """Every judged query, by class."""
    found: dict[str, list[Measured]] = {}
    for one in judged():
        found.setdefault(one.kind, []).append(measure(one, *asked_of(one.query), listed))
    return found


def report(name: str, measured: dict[str, list[Measured]]) -> list[str]:
    """Print the table of an engine; the classes below their bars."""
    below = []
    print(f"\n{name}: class, queries, nDCG@10, P@10, recall@50")
    for kind, (quality, precision, recall) in by_class(measured).items():
        bars = BARS[kind]
        fails = quality < bars[0] or precision < bars[1]
        print(f"  {kind:12} {len(measured[kind]):3} {quality:.3f} {precision:.3f} {recall:.3f} {'below' if fails else ''}")
        worst = sorted(measured[kind], key=lambda one: one.ndcg)[:4]
        print("      " + "; ".join(f"{one.query} {one.ndcg:.2f}/{one.precision:.2f} ({one.count})" for one in worst if one.ndcg < 0.9))
        below += [f"{kind}: nDCG {quality:.3f}, P {precision:.3f}"] if fails else []
    return below


def test_relevance_of_the_database_engine(city: dict[int, dict[str, Any]]) -> None:
    assert len(list(judged())) >= 150
    assert len(city) >= 1500
    assert [one.query for one in judged() if one.kind != "nonsense" and not any(map(one.gain, city.values()))] == []
    assert report(database.NAME, figures(city)) == []


def test_relevance_of_elasticsearch_and_the_same_ids(city: dict[int, dict[str, Any]], on_elasticsearch: str) -> None:
    rebuild.rebuild_index(now=clock.now())
    known = lexicon.current()
    measured = figures(city)
    different = []
    for one in judged():
        asked = params.asked(QueryDict(f"q={one.query}"), known).question
        ours = [[hit.n for hit in engine.search(asked, known).hits] for engine in (database, elastic)]
        different += [one.query] if ours[0] != ours[1] else []
    assert different == []
    assert report(elastic.NAME, measured) == []
