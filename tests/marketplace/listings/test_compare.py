"""Offers side by side: public ones only, in the order chosen, with what makes them different; works by a plain form."""

import pytest
from django.test import Client

from core.content import bump
from marketplace.listings.models import Listing
from tests.marketplace.factories import category, make_enterprise, make_listing, unit
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "/listings/compare/"


def compared(*numbers: object) -> str:
    """The page for these ids."""
    response = Client().get(PAGE, {"id": list(numbers)})
    assert response.status_code == 200
    return response.content.decode()


def test_offers_stand_side_by_side_in_the_order_chosen() -> None:
    firm = make_enterprise()
    dear = make_listing(title="双人深度保洁", enterprise=firm, price_fen=6000, included=["厨房", "卫生间"], not_included=["擦窗外侧"])
    cheap = make_listing(title="日常保洁", author=make_user(), price_fen=4000)
    shown = compared(dear.pk, cheap.pk)
    assert shown.index("双人深度保洁") < shown.index("日常保洁")
    for text in ("2 条放在一起看", "擦窗外侧", firm.legal_name, "（会员）", "没写", f"?id={cheap.pk}"):
        assert text in shown
    assert shown.count("最低") == 1 and shown.index("40") < shown.index("最低")
    assert compared(cheap.pk, dear.pk).index("日常保洁") < compared(cheap.pk, dear.pk).index("双人深度保洁")


def test_what_is_not_public_is_said_to_be_gone_and_shows_nothing() -> None:
    open_one, hidden, need = make_listing(title="看得见"), make_listing(title="看不见的秘密", state="hidden"), make_listing(title="求一位", side="request")
    shown = compared(open_one.pk, hidden.pk, need.pk, 999999937)
    assert "看得见" in shown and "看不见的秘密" not in shown and "3 条已经不在了" in shown
    Listing.objects.filter(pk=open_one.pk).update(state="paused")
    bump("listings")
    assert "看得见" not in compared(open_one.pk)


def test_prices_of_different_units_have_no_lowest() -> None:
    first, second = make_listing(price_fen=100), make_listing(price_fen=900)
    assert "最低" in compared(first.pk, second.pk)
    Listing.objects.filter(pk=second.pk).update(unit=unit("元/次"))
    assert "最低" not in compared(first.pk, second.pk)


def test_the_cost_does_not_grow_with_the_number(django_assert_max_num_queries) -> None:
    rows = [make_listing(enterprise=make_enterprise(), category=category()) for _ in range(4)]
    compared(rows[0].pk)
    with django_assert_max_num_queries(12):
        compared(*[row.pk for row in rows])


@pytest.mark.parametrize("numbers", [["1", "2", "3", "4", "5"], ["x"], ["-1"], ["9" * 40], ["１"], [""]])
def test_nonsense_is_refused(numbers: list[str]) -> None:
    assert Client().get(PAGE, {"id": numbers}).status_code == 400


def test_nothing_chosen_says_how_to_choose() -> None:
    shown = compared()
    assert "还没有选" in shown and 'href="/search/"' in shown
    assert compared(*["7", "7"]).count("7 条已经不在") == 0
