"""The two shipped rules for cancelling and moving, as tables (X-BK-06; defaults of TaskRabbit and Urban Company)."""

import json

import pytest

from marketplace.bookings.cancelling import Asked, fee_of, terms_of
from marketplace.bookings.charging import lines_of, night_minutes, rounded, total_of
from marketplace.bookings.reference import DATA
from tests.marketplace.bookings.factories import tomorrow

DAY, HOUR = 1440, 60
TOTAL, RATE = 18000, 6000


def terms(code: str) -> dict:
    """A shipped rule as an order keeps it, from the file."""
    row = next(row for row in json.loads(DATA.read_text(encoding="utf-8")) if row["code"] == code)
    return {
        "grace": row["grace_minutes"],
        "free_until_assigned": row["free_until_assigned"],
        "late": row["late_minutes"],
        "wait": row["wait_minutes"],
        "windows": row["windows"],
    }


def ask(by: str, action: str, left: int, **facts) -> Asked:
    return Asked(by, action, left, **({"total_fen": TOTAL, "rate_fen": RATE} | facts))


@pytest.mark.parametrize(
    ("asked", "fen"),
    [
        (ask("customer", "cancel", DAY), 0),
        (ask("customer", "cancel", DAY - 1), RATE),
        (ask("customer", "cancel", 10), RATE),
        (ask("customer", "cancel", 10, minutes_since_placed=5), 0),
        (ask("customer", "cancel", 10, minutes_since_placed=6), RATE),
        (ask("customer", "cancel", -20, late_minutes=20), 0),
        (ask("customer", "cancel", -10, late_minutes=10), RATE),
        (ask("customer", "cancel", 10, assigned=False), 0),
        (ask("customer", "cancel", 10, total_fen=4000), 4000),
        (ask("customer", "move", DAY), 0),
        (ask("customer", "miss", -30), 2 * RATE),
        (ask("provider", "cancel", 2 * DAY), 0),
        (ask("provider", "cancel", 2 * DAY - 1), 2000),
        (ask("provider", "cancel", DAY - 1), 5000),
        (ask("provider", "cancel", 4 * HOUR - 1), 10000),
        (ask("provider", "miss", -30), 15000),
    ],
)
def test_one_hour_inside_a_day(asked, fen):
    fee = fee_of(terms("one-hour-inside-a-day"), asked)
    assert fee.fen == fen
    assert fee.payer == asked.by and (fee.payee == "customer") == (asked.by == "provider" and fen > 0)


def test_inside_a_day_moving_needs_both_sides():
    rule = terms("one-hour-inside-a-day")
    assert fee_of(rule, ask("customer", "move", DAY - 1)).needs_agreement
    assert not fee_of(rule, ask("customer", "move", DAY)).needs_agreement
    assert not fee_of(rule, ask("customer", "move", 10, minutes_since_placed=1)).needs_agreement


@pytest.mark.parametrize(
    ("asked", "fen"),
    [
        (ask("customer", "cancel", 3 * HOUR), 0),
        (ask("customer", "cancel", 3 * HOUR - 1), 5400),
        (ask("customer", "cancel", 10, assigned=False), 0),
        (ask("customer", "cancel", -20, late_minutes=15), 0),
        (ask("customer", "move", 3 * HOUR), 0),
        (ask("customer", "move", 3 * HOUR - 1), 2000),
        (ask("customer", "miss", -30), TOTAL),
        (ask("provider", "cancel", DAY), 0),
        (ask("provider", "cancel", DAY - 1), 5000),
        (ask("provider", "cancel", HOUR), 10000),
    ],
)
def test_free_until_three_hours(asked, fen):
    fee = fee_of(terms("free-until-three-hours"), asked)
    assert fee.fen == fen and not fee.needs_agreement


def test_without_a_rule_everything_is_free():
    assert fee_of(terms_of(None), ask("customer", "cancel", -60)).fen == 0


# ---- prices ----


def inputs(**fields) -> dict:
    plain = {"unit": "hour", "unit_label": "元/小时", "price_fen": 6000, "minutes": 120, "amount": 1, "complexity": 10_000}
    return {**plain, "night_minutes": 0, "night_share": 0, "holiday_share": 0, **fields}


@pytest.mark.parametrize(
    ("fields", "fen"),
    [
        ({}, 12000),
        ({"minutes": 150}, 15000),
        ({"complexity": 12_000}, 14400),
        ({"price_fen": 3333, "minutes": 20}, 1111),
        ({"unit": "visit", "price_fen": 29900}, 29900),
        ({"unit": "sqm", "price_fen": 650, "amount": 89}, 57850),
        ({"night_minutes": 60, "night_share": 2000}, 13200),
        ({"holiday_share": 5000}, 18000),
        ({"night_minutes": 120, "night_share": 2000, "holiday_share": 5000}, 20400),
    ],
)
def test_what_a_visit_costs(fields, fen):
    assert total_of(inputs(**fields)) == fen
    assert sum(line.fen for line in lines_of(inputs(**fields))) == fen


def test_a_quote_names_the_factor_and_the_time():
    line = lines_of(inputs(complexity=12_500, minutes=150))[0]
    assert line.detail == "60 元/小时 × 2 小时 30 分钟 × 难度 1.25"


@pytest.mark.parametrize(("hour", "minutes", "night"), [(10, 120, 0), (7, 120, 60), (19, 120, 60), (22, 240, 240), (20, 30, 30)])
def test_the_night_is_before_eight_and_after_twenty(hour, minutes, night):
    assert night_minutes(tomorrow(hour), minutes) == night


def test_halves_go_up():
    assert [rounded(number, 2) for number in (1, 2, 3)] == [1, 1, 2]
