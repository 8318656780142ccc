"""The short listings of the demo city: sheets of rows (who, place, title, price, text) under what a whole group has in common.

What a group does not say follows from it: the key from the words, the day of posting from the key, the area from the place. So a sheet
holds what somebody would say and no more, and the same words are always the same listing.
"""

import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from core.reference import read_json
from home.operations.seed.city import DATA, City

SHEETS = DATA / "sheets"
OLDEST, LEAST_LEFT, MOST_LEFT = 56, 25, 150
NEIGHBOURS = 2
Row = dict[str, Any]


@cache
def places() -> dict[str, tuple[str, float, float]]:
    """Neighbourhoods by name: district, latitude, longitude."""
    return {name: (code, lat, lng) for code, found in read_json(DATA / "places.json").items() for name, (lat, lng) in found.items()}


def sheet_rows(city: City) -> Iterator[Row]:
    """Every row of every sheet as a whole listing."""
    for path in sorted(SHEETS.glob("*.json")):
        for group in read_json(path):
            for words in group["rows"]:
                yield _listing(city, group, words)


def _listing(city: City, group: Row, words: list[str]) -> Row:
    who, place, title, price, text = words
    number = zlib.crc32(f"{group['category']}|{who}|{title}|{place}".encode())
    code, lat, lng = places()[place]
    amount, _, unit = price.partition("/")
    return {
        "key": f"{group['category']}-{number:08x}",
        "side": group["side"],
        "enterprise": None if who in city.people else who,
        "member": who if who in city.people else None,
        "title": title,
        "description": text,
        "place": place,
        "district": code,
        # Not two pins upon one another: up to some hundred metres from the middle of the neighbourhood.
        "lat": round(lat + (number % 97 - 48) / 12000, 5),
        "lng": round(lng + (number // 97 % 97 - 48) / 12000, 5),
        "category": group["category"],
        "service_type": group.get("service_type"),
        "unit": unit or group["unit"],
        "tags": group.get("tags", []),
        "art": group.get("art", ""),
        "published_days_ago": number % OLDEST,
        "expires_in_days": LEAST_LEFT + number // 7 % (MOST_LEFT - LEAST_LEFT),
        **(_offer(city, group, code, amount) if group["side"] == "offer" else _request(group, amount, number)),
    }


def _offer(city: City, group: Row, code: str, amount: str) -> Row:
    return {
        "price_yuan": f"{float(amount):.2f}",
        "included": group.get("included", []),
        "not_included": group.get("not_included", []),
        "service_area": around(city, code),
    }


def _request(group: Row, amount: str, number: int) -> Row:
    low, dash, high = amount.partition("-")
    start = 2 + number % 19
    return {
        "budget_min_yuan": f"{float(low):.2f}" if dash else None,
        "budget_max_yuan": f"{float(high or low):.2f}",
        "wanted_from": start,
        "wanted_until": start + 7 + number // 19 % 24,
        "wanted_time": group["times"][number % len(group["times"])] if group.get("times") else "",
    }


def around(city: City, code: str) -> list[str]:
    """A district and the ones next to it."""
    here = city.districts[code]
    near = sorted(city.districts.values(), key=lambda one: ((one.lat or 0) - (here.lat or 0)) ** 2 + ((one.lng or 0) - (here.lng or 0)) ** 2)
    return [one.code for one in near[: NEIGHBOURS + 1]]
