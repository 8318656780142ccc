"""Calendars as text: folding, escaping, moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from marketplace.bookings.ics import Entry, calendar, escaped, folded, utc

NINE = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """As a calendar program reads it (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").split("\r\n")


def entry(**fields) -> Entry:
    values = {
        "uid": "1@orders",
        "sequence": 0,
        "changed_at": NINE,
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=2),
        "summary": "保洁",
        "status": "CONFIRMED",
    }
    return Entry(**{**values, **fields})


def test_a_short_line_stays_whole():
    assert folded("SUMMARY:" + "a" * 67) == "SUMMARY:" + "a" * 67


def test_a_long_line_is_cut_at_75_octets():
    text = folded("SUMMARY:" + "a" * 68)
    assert text == "SUMMARY:" + "a" * 67 + "\r\n a"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=400))
def test_no_piece_is_longer_and_no_character_is_cut(text: str):
    pieces = folded(text).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece.removeprefix(" ") for piece in pieces[1:])]) == text


def test_chinese_is_cut_between_characters():
    pieces = folded("SUMMARY:" + "家" * 60).split("\r\n")
    assert len(pieces) == 3 and all(piece.encode().decode() == piece for piece in pieces)
    assert [piece[0] for piece in pieces[1:]] == [" ", " "]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("一\r\n二\n三\r四", "一\\n二\\n三\\n四"),
        ("x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\\nEND:VEVENT\\nBEGIN:VEVENT"),
        ("零\x00\x07一\t二", "零一\t二"),
    ],
)
def test_nothing_in_a_value_ends_it(text: str, said: str):
    assert escaped(text) == said


def test_moments_are_in_utc():
    assert utc(NINE) == "20260901T010000Z"
    assert utc(clock.midnight(NINE.date())) == "20260831T160000Z"


def test_a_whole_calendar():
    text = calendar(
        "上门", [entry(summary="擦窗，带梯子; 快", location="朝阳区", description="订单 1\n约好了", url="https://example.com/my/orders/1/", sequence=3)]
    )
    lines = unfolded(text)
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert {"VERSION:2.0", "METHOD:PUBLISH", "SEQUENCE:3", "STATUS:CONFIRMED", "DTSTART:20260901T010000Z", "DTEND:20260901T030000Z"} <= set(lines)
    assert "SUMMARY:擦窗，带梯子\\; 快" in lines and "DESCRIPTION:订单 1\\n约好了" in lines and "URL:https://example.com/my/orders/1/" in lines
    assert text.count("\n") == text.count("\r\n")


def test_what_people_write_makes_no_lines_of_its_own():
    text = calendar("上门", [entry(summary="x\r\nATTACH:file:///etc/passwd\r\nBEGIN:VALARM")])
    assert [line for line in unfolded(text) if line.startswith(("ATTACH", "BEGIN:VALARM"))] == []
