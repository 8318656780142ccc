"""Members of a city with offers that the search knows."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from core import clock
from marketplace.listings.models import Listing
from members.models import User
from search import lexicon
from search.services.projection import refresh


@pytest.fixture(autouse=True)
def fresh_words() -> Iterator[None]:
    """Nothing kept from another test."""
    lexicon.forget()
    yield
    lexicon.forget()


@pytest.fixture
def projected() -> Callable[..., None]:
    """Let the search know of listings as they are now."""

    def project(*listings: Listing) -> None:
        refresh("listing", [row.pk for row in listings], now=clock.now())

    return project


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser of a person."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
