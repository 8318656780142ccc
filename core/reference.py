"""Reference data: files in the repository, loaded after migrate, that staff may then change.

A loader adds what is missing *by code* and never touches a row that was loaded before: a row that staff renamed stays renamed,
one that they deleted stays deleted (`ReferenceStamp` remembers what was loaded once).
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from core.models import District, Holiday, ReferenceStamp, Region, Unit

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Loader:
    """A named loader; lower orders run first."""

    name: str
    order: int
    load: Callable[[], int]


LOADERS: dict[str, Loader] = {}


def reference(name: str, *, order: int = 50) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Decorator: register a loader that returns how many rows it added."""

    def add(function: Callable[[], int]) -> Callable[[], int]:
        LOADERS[name] = Loader(name, order, function)
        return function

    return add


def load_all() -> dict[str, int]:
    """Run every loader in order, each in a transaction; returns name → rows added."""
    added = {}
    for loader in sorted(LOADERS.values(), key=lambda item: (item.order, item.name)):
        with transaction.atomic():
            added[loader.name] = loader.load()
    return added


def read_json(path: Path) -> Any:
    """The content of a data file."""
    return json.loads(path.read_text(encoding="utf-8"))


def missing(kind: str, rows: Iterable[dict[str, Any]], code: str = "code") -> list[dict[str, Any]]:
    """The rows of a data file that were never loaded; notes them as loaded."""
    rows = list(rows)
    known = set(ReferenceStamp.objects.filter(kind=kind).values_list("code", flat=True))
    fresh = [row for row in rows if row[code] not in known]
    ReferenceStamp.objects.bulk_create([ReferenceStamp(kind=kind, code=row[code]) for row in fresh])
    return fresh


@reference("core.districts", order=10)
def load_districts() -> int:
    """Districts of the city (GB/T 2260)."""
    data = read_json(DATA / "districts.json")
    rows = missing("district", data["districts"])
    start = District.objects.count()
    District.objects.bulk_create(
        [
            District(
                code=row["code"],
                name=row["name"],
                short=row["short"],
                pinyin=row["pinyin"],
                city=row.get("city", "北京市"),
                lat=row["lat"],
                lng=row["lng"],
                position=start + index,
            )
            for index, row in enumerate(rows)
        ]
    )
    return len(rows)


@reference("core.units", order=10)
def load_units() -> int:
    """Units of price."""
    data = read_json(DATA / "units.json")
    rows = missing("unit", data)
    start = Unit.objects.count()
    Unit.objects.bulk_create([Unit(code=row["code"], label=row["label"], position=start + index) for index, row in enumerate(rows)])
    return len(rows)


@reference("core.regions", order=10)
def load_regions() -> int:
    """Provinces, the city's districts, and streets as far as they are kept here; the others come by a table."""
    rows = missing("region", read_json(DATA / "regions.json"))
    Region.objects.bulk_create([Region(**row) for row in rows])
    return len(rows)


def load_city(code: str) -> int:
    """The divisions and districts of another city, where the repository has them; returns how many rows it added. Only when a city is opened."""
    path = DATA / "cities" / f"{code}.json"
    if not path.is_file():
        return 0
    data = read_json(path)
    regions, districts = missing("region", data["regions"]), missing("district", data["districts"])
    Region.objects.bulk_create([Region(**row) for row in regions], ignore_conflicts=True)
    start = District.objects.count()
    District.objects.bulk_create([District(**row, position=start + index) for index, row in enumerate(districts)], ignore_conflicts=True)
    return len(regions) + len(districts)


@reference("core.holidays", order=10)
def load_holidays() -> int:
    """Days off and working weekends, by the notices of the State Council's office."""
    rows = missing("holiday", read_json(DATA / "holidays.json"), "date")
    Holiday.objects.bulk_create([Holiday(**row) for row in rows])
    return len(rows)
