"""What the tests of the marketplace share."""

from collections.abc import Callable

import pytest
from django.test import Client

from marketplace.catalog import queries
from members.models import User


@pytest.fixture(autouse=True)
def _fresh_catalogue():
    """The catalogue that a process keeps belongs to one database."""
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def as_user() -> Callable[[User | None], Client]:
    """A client of a person, or of nobody."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make
