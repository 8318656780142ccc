"""Quality: a stored number that no single factor runs away with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from search import weights
from search.documents import Document, on_globe, on_grid, quality, row_of
from search.presenter import distance_from

NOW = clock.now()
LISTING = Document(type="listing", object_id=1, title="月嫂", url="/listings/1/", published_at=NOW, completeness=0.5)


def test_one_five_star_rating_does_not_outrank_a_hundred_of_4_8() -> None:
    one, hundred = replace(LISTING, rating=5.0, rating_count=1), replace(LISTING, rating=4.8, rating_count=100)
    assert quality(hundred, NOW) > quality(one, NOW) > quality(LISTING, NOW)


def test_fresh_and_complete_things_come_before_old_and_empty_ones() -> None:
    old = replace(LISTING, published_at=NOW - timedelta(days=400))
    assert quality(LISTING, NOW) > quality(old, NOW)
    assert quality(replace(LISTING, completeness=1.0), NOW) > quality(LISTING, NOW)


@pytest.mark.parametrize("kind", ["listing", "enterprise", "article"])
def test_quality_stays_in_its_range(kind: str) -> None:
    best = replace(LISTING, type=kind, rating=5.0, rating_count=10_000, completeness=1.0)
    worst = replace(LISTING, type=kind, rating=1.0, rating_count=10_000, completeness=0.0, published_at=None)
    assert weights.QUALITY_MIN <= quality(worst, NOW) < quality(best, NOW) <= weights.TYPE_CEILING[kind]


def test_a_place_lies_on_the_grid_and_stays_there() -> None:
    lat, lng = on_grid(39.9123456789, 116.4123456789)
    assert on_grid(lat, lng) == (lat, lng)
    assert abs(lat - 39.9123456789) < 1e-7
    assert abs(lng - 116.4123456789) < 1e-7
    assert on_grid(None, 116.0) == (None, None)


def test_the_same_document_gives_the_same_row() -> None:
    assert row_of(LISTING, NOW, frozenset()) == row_of(LISTING, NOW, frozenset())
    assert row_of(LISTING, NOW, frozenset()).content_hash != row_of(replace(LISTING, title="保姆"), NOW, frozenset()).content_hash


def test_a_place_from_before_the_globe_is_as_far_as_the_same_on_it() -> None:
    measure = distance_from((39.9, 116.4))
    assert measure is not None
    for lat, lng, far in ((39.9, 116.4, 0.0), (39.95, 116.4, 5.6), (31.23, 121.47, 1067.1)):
        assert measure([lat, lng]) == measure(list(on_globe(lat, lng))) == pytest.approx(far, abs=0.2)
