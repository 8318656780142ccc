"""Money: whole fen, exact text, shares that sum to the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import WHOLE, Money, split

FEN = st.integers(min_value=-(10**13), max_value=10**13)


@given(FEN)
def test_text_and_back(fen: int) -> None:
    assert Money.parse(Money(fen).yuan) == Money(fen)


@pytest.mark.parametrize(("text", "fen"), [("128", 12_800), ("128.5", 12_850), ("128.00", 12_800), ("-0.01", -1), ("0", 0), (" 7.30 ", 730)])
def test_parse(text: str, fen: int) -> None:
    assert Money.parse(text).fen == fen


@pytest.mark.parametrize("text", ["", "1.234", "1,000", "１２", "1e3", "NaN", "Infinity", "--1", "+1", "1.", ".5", "9" * 13, "12元", "0x10"])
def test_refuses_what_is_not_an_amount(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.parse(text)


@pytest.mark.parametrize("value", [1.0, "1", None, True])
def test_refuses_what_is_not_fen(value: object) -> None:
    with pytest.raises(TypeError):
        Money(value)  # type: ignore[arg-type]


@given(st.integers(min_value=0, max_value=10**13), st.integers(min_value=0, max_value=WHOLE))
def test_parts_sum_to_the_whole(amount: int, basis_points: int) -> None:
    rest, share = split(amount, basis_points)
    assert rest + share == amount
    assert 0 <= share <= amount
    assert share * WHOLE <= amount * basis_points < (share + 1) * WHOLE


@pytest.mark.parametrize(("amount", "points"), [(-1, 100), (100, -1), (100, WHOLE + 1)])
def test_refuses_impossible_shares(amount: int, points: int) -> None:
    with pytest.raises(ValueError, match=r"basis points|negative"):
        split(amount, points)


@given(FEN, FEN, st.integers(min_value=0, max_value=1000))
def test_arithmetic(left: int, right: int, count: int) -> None:
    assert (Money(left) + Money(right) - Money(right)).fen == left
    assert (Money(left) * count).fen == left * count


@pytest.mark.parametrize(("fen", "text"), [(12_800, "128"), (12_850, "128.50"), (5, "0.05")])
def test_short_form_for_lists(fen: int, text: str) -> None:
    assert Money(fen).short == text
