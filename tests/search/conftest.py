"""Search in tests: a fresh lexicon, a closed breaker, and a source of documents that a test fills by hand."""

import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from core import clock
from search import lexicon, sources
from search.documents import Document
from search.engines import connection
from search.services import frequencies, index, projection, rebuild
from search.sources import Source


@pytest.fixture(autouse=True)
def quiet_search(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No refresh by the clock, patient time-outs on a busy machine, nothing kept from another test."""
    settings.SEARCH_LEXICON_SECONDS = 0
    settings.SEARCH_TIMEOUT_SECONDS = 20
    monkeypatch.setattr(connection, "BREAKER", connection.Breaker())
    monkeypatch.setattr("search.queries.BREAKER", connection.BREAKER)
    lexicon.forget()
    yield
    lexicon.forget()


class Shelf:
    """Documents that a test puts out: what stands on it is public."""

    def __init__(self) -> None:
        self.documents: dict[int, Document] = {}

    def put(self, *documents: Document, now: datetime | None = None) -> None:
        """Put documents out (or replace them) and bring the projection up to date."""
        self.documents |= {document.object_id: document for document in documents}
        projection.refresh("listing", [document.object_id for document in documents], now=now or clock.now())

    def make(self, number: int, title: str = "", **fields: Any) -> Document:
        """A listing-like document."""
        values = {"type": "listing", "object_id": number, "title": title or f"条目{number}", "url": f"/listings/{number}/", **fields}
        return Document(**values)

    def add(self, number: int, title: str = "", **fields: Any) -> None:
        """Make and put out one."""
        self.put(self.make(number, title, **fields))

    def take(self, *numbers: int) -> None:
        """Take documents away."""
        for number in numbers:
            del self.documents[number]
        projection.refresh("listing", numbers, now=clock.now())


@pytest.fixture
def shelf(db: None, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Listings come from the test instead of the marketplace."""
    made = Shelf()
    source = Source(
        "listing",
        lambda ids: [made.documents[number] for number in ids if number in made.documents],
        lambda after, limit: sorted(number for number in made.documents if number > after)[:limit],
    )
    monkeypatch.setitem(sources.SOURCES, "listing", source)
    return made


@pytest.fixture
def counted() -> Callable[[], None]:
    """Count the terms now and take them up."""

    def count() -> None:
        frequencies.rebuild()
        lexicon.reload()

    return count


@pytest.fixture
def elastic_index(on_elasticsearch: str) -> Callable[[], str]:
    """Make the index from the projection now; answers its name."""

    def build() -> str:
        return rebuild.rebuild_index(now=clock.now())["index"]

    return build


@pytest.fixture
def refreshed() -> Callable[[], None]:
    """What was pushed can be found."""

    def refresh() -> None:
        connection.request("POST", f"/{index.write_alias()}/_refresh")

    return refresh


@pytest.fixture
def hanging_server() -> Iterator[Callable[[], str]]:
    """The address of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield lambda: f"http://127.0.0.1:{listening.getsockname()[1]}"
