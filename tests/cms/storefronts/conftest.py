"""What the tests of storefronts share."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from cms.storefronts.models import Storefront
from cms.storefronts.queries import storefront_of
from core.outbox.testing import drain_all
from marketplace.catalog import queries
from marketplace.enterprises.models import Enterprise
from members.models import User
from tests.marketplace.factories import make_enterprise
from tests.members.factories import make_user


@dataclass(slots=True)
class Shop:
    """An admitted enterprise with its owner's browser."""

    enterprise: Enterprise
    owner: User
    browser: Client

    @property
    def address(self) -> str:
        return self.enterprise.get_absolute_url()

    @property
    def storefront(self) -> Storefront:
        found = storefront_of(self.enterprise)
        assert found is not None
        return found


def open_shop(**fields: object) -> Shop:
    """Admitted, and what follows from it has happened."""
    owner = make_user(name="赵安")
    enterprise = make_enterprise(owner, **fields)
    drain_all()
    browser = Client()
    browser.force_login(owner)
    return Shop(enterprise, owner, browser)


@pytest.fixture(autouse=True)
def _fresh_catalogue() -> Iterator[None]:
    """The catalogue that a process keeps belongs to one database."""
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def shop(db: None) -> Shop:
    """One of them."""
    return open_shop()
