"""The world of a module."""

from tests.rights.fixtures import world

__all__ = ["world"]
