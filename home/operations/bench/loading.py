"""Writing a measured city by COPY: rows that stand as if published long ago, without history, audit or events, and their search documents.

A few thousand listings go in together with their documents in one transaction, so that the two never differ and a run may be cut off.
Enterprises come first, all in one. Where there are many listings, as many processes as the machine has processors write them, since
nearly all of the time goes into making tokens.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

from core.content import bump
from core.forked import leave_connections_to_the_parent
from home.operations.bench import making
from home.operations.bench.making import PREFIX, Stock
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from members.models import Organisation
from search import lexicon
from search.documents import COLUMNS, row_of
from search.services import frequencies, index, projection
from search.services.bulk import ensure_words_indexed, words_indexed_at_the_end
from search.services.rebuild import rebuild_index
from search.sources.listings import document_of

CHUNK = 5_000
# From here on one new index costs less than so many entries into the old one.
MANY = 20_000
BUFFER = 1 << 16
NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
VERSIONS = "SELECT nextval('search_version') FROM generate_series(1, %s)"


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are to be."""

    listings: int
    enterprises: int


SIZES = {"S": Size(1_000, 40), "M": Size(100_000, 600), "L": Size(1_000_000, 3_000)}


def strangers() -> int:
    """How many enterprises and listings are neither of the demo city nor of a measured one."""
    return sum(
        model.objects.exclude(external_id__startswith="demo:").exclude(external_id__startswith=PREFIX).count() + model.objects.filter(external_id=None).count()
        for model in (Enterprise, Listing)
    )


def load(size: Size, *, seed: int, now: datetime, progress: Callable[[int], None]) -> dict[str, int]:
    """Add what is missing up to this size; returns how many rows were written. Commits chunk by chunk."""
    ensure_words_indexed()
    firms = _enterprises(size.enterprises, Stock.read(), now)
    spans = _missing(size.listings, seed)
    wanted = sum(end - start for start, end in spans)
    many, made = wanted > MANY, 0
    with words_indexed_at_the_end() if many else nullcontext(), _writers(many, seed, now) as write:
        for count in write(spans):
            made += count
            progress(size.listings - wanted + made)
    if made:
        _settle(now)
    return {"enterprises": firms, "listings": made}


def _missing(wanted: int, seed: int) -> list[tuple[int, int]]:
    """The numbers that are not there yet, as half-open spans of at most a chunk."""
    prefix = f"{PREFIX}{seed}:"
    keys = Listing.objects.filter(external_id__startswith=prefix).values_list("external_id", flat=True)
    have = {int(str(key).removeprefix(prefix)) for key in keys}
    spans: list[tuple[int, int]] = []
    for number in range(wanted):
        if number in have:
            continue
        start, end = spans[-1] if spans else (number, number)
        if end == number and number - start < CHUNK and spans:
            spans[-1] = (start, number + 1)
        else:
            spans.append((number, number + 1))
    return spans


class _Writer:
    """Writes spans of listings of one measured city."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.seed, self.now = seed, now
        self.stock = Stock.read()
        self.stock.enterprises = list(Enterprise.objects.public().filter(external_id__startswith=PREFIX).order_by("pk"))

    def write(self, span: tuple[int, int]) -> int:
        """One transaction; returns how many."""
        rows = list(making.listings(*span, self.stock, self.now, seed=self.seed))
        _listings(rows, self.now)
        return len(rows)


_here: dict[str, _Writer] = {}


def _begin(seed: int, now: datetime) -> None:
    leave_connections_to_the_parent()
    # A writer makes nothing but rows and lets them go; the collector would look through the whole program again and again.
    gc.disable()
    _here["writer"] = _Writer(seed, now)


def _write(span: tuple[int, int]) -> int:
    return _here["writer"].write(span)


@contextmanager
def _writers(many: bool, seed: int, now: datetime) -> Iterator[Callable[[list[tuple[int, int]]], Iterable[int]]]:
    """What writes spans and answers how many each was: this process, or several beside it."""
    if not many:
        yield lambda spans: map(_Writer(seed, now).write, spans)
        return
    # Those who come out of this process would share its line to the database.
    connection.close()
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), _begin, (seed, now)) as pool:
        yield lambda spans: pool.imap_unordered(_write, spans)


def _enterprises(wanted: int, stock: Stock, now: datetime) -> int:
    have = Enterprise.objects.filter(external_id__startswith=PREFIX).count()
    if have >= wanted:
        return 0
    rows = list(making.enterprises(have, wanted, stock, now))
    with transaction.atomic(), connection.cursor() as cursor:
        firm = Organisation.Kind.ENTERPRISE
        tenants = Organisation.objects.bulk_create([Organisation(kind=firm, code=f"bench-{row.licence_no}", name=row.legal_name) for row in rows])
        for row, tenant in zip(rows, tenants, strict=True):
            row.organisation = tenant
        _copy_rows(cursor, Enterprise, rows)
        trades = Enterprise.categories.through
        served = [stock.categories[(row.pk * step) % len(stock.categories)].pk for row in rows for step in (3, 7)]
        pairs = dict.fromkeys(zip([row.pk for row in rows for _ in "37"], served, strict=True))
        trades.objects.bulk_create([trades(enterprise_id=row, category_id=category) for row, category in pairs])
        projection.refresh("enterprise", [row.pk for row in rows], now=now)
    return len(rows)


def _listings(rows: Sequence[Listing], now: datetime) -> None:
    tree, known = catalogue(), lexicon.current().words
    with transaction.atomic(), connection.cursor() as cursor:
        _copy_rows(cursor, Listing, rows)
        versions = _drawn(cursor, VERSIONS, [len(rows)])
        # All of them before COPY begins: making one may ask the database (which cities there are), and a COPY leaves it no line.
        documents = [row_of(document_of(row, tree, ""), now, known).columns for row in rows]
        columns = [*COLUMNS, "version", "deleted", "changed_at"]
        _copy(cursor, "search_searchdocument", columns, ([*values, version, False, now] for values, version in zip(documents, versions, strict=True)))
        if settings.ELASTICSEARCH_URL:
            cursor.execute(
                "INSERT INTO search_pendingdocument (document_id, version, since) SELECT id, version, %s FROM search_searchdocument WHERE version = ANY(%s)",
                [now, versions],
            )


def _settle(now: datetime) -> None:
    """What a busy city has done long ago: stored pages made anew, words counted, tables measured, the index of Elasticsearch filled."""
    with transaction.atomic():
        bump("listings", "enterprises")
    frequencies.rebuild()
    lexicon.forget()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if index.configured():
        rebuild_index(now=now)


def _copy_rows(cursor: Any, model: type[Model], rows: Sequence[Any]) -> None:
    """Give the rows their numbers and write them."""
    table = model._meta.db_table
    for row, number in zip(rows, _drawn(cursor, NUMBERS, [table, len(rows)]), strict=True):
        row.pk = number
    fields = [field for field in model._meta.concrete_fields if field.column]
    _copy(cursor, table, [str(field.column) for field in fields], ([_stored(field, row) for field in fields] for row in rows))


def _drawn(cursor: Any, statement: str, parameters: Sequence[Any]) -> list[int]:
    cursor.execute(statement, parameters)
    return [row[0] for row in cursor.fetchall()]


def _stored(field: Field, row: Model) -> Any:
    value = getattr(row, field.attname)
    return list(value) if isinstance(field, ArrayField) else value


def _copy(cursor: Any, table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', _Lines(rows), size=BUFFER)


class _Lines:
    """Rows as a file that COPY reads: the database writes what it has got while the next rows are being made."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.lines = ("\t".join(map(_text, values)) + "\n" for values in rows)
        self.left = ""

    def read(self, size: int) -> str:
        """At most so many characters; nothing at the end."""
        parts, length = [self.left], len(self.left)
        while length < size and (line := next(self.lines, None)) is not None:
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self.left = text[size:]
        return text[:size]


def _text(value: Any) -> str:
    """A value in the text form of COPY."""
    if isinstance(value, str):
        return _escaped(value)
    if value is None:
        return "\\N"
    if isinstance(value, list | tuple):
        inner = ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value)
        return _escaped("{" + inner + "}")
    return timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
