"""What stands in the files of the demo city (city_shown.py looks at the city that is made of them)."""

from collections import Counter

import pytest

from core import clock
from core.contacts import has_contact, has_door
from home.operations.seed.city import City, rows
from home.operations.seed.sheets import sheet_rows
from marketplace.enterprises.licence import problem_of

pytestmark = pytest.mark.django_db


def test_what_stands_in_the_files_is_said_by_somebody_and_only_once(settings) -> None:
    settings.DEMO_MODE = True
    city = City(now=clock.now())
    city.people = {row["key"]: None for row in rows("people")}  # type: ignore[misc]
    short = list(sheet_rows(city))
    known = {row["key"] for row in rows("enterprises") if row["state"] == "approved"}
    trades = {row["key"]: row["categories"] for row in rows("enterprises")}
    assert {row["enterprise"] for row in short} <= {None, *known}
    assert all(row["category"] in trades[row["enterprise"]] for row in short if row["enterprise"])
    keys = [row["key"] for row in (*rows("listings"), *short)]
    assert len(keys) == len(set(keys)) >= 1_300
    texts = Counter(row["description"] for row in (*rows("listings"), *short))
    assert texts.most_common(1)[0][1] == 1
    assert not [row["title"] for row in short if has_contact(row["title"] + row["description"]) or has_door(row["title"] + row["description"])]
    firms, people = rows("enterprises"), rows("people")
    assert len(firms) == 60
    assert not [row["legal_name"] for row in firms if problem_of(row["licence_no"])]
    for name in ("legal_name", "short_name", "licence_no", "intro"):
        assert len({row[name] for row in firms}) == len(firms)
    # Numbers of the demo's own kind, which nobody has.
    assert all(row["phone"].startswith(("19900000", "138000001")) for row in (*people, *firms))
