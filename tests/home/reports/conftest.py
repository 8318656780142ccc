"""The fixtures of the marketplace."""

from tests.marketplace.conftest import _fresh_catalogue, as_user  # noqa: F401
