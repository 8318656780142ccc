"""Names of categories, service types and districts, as the search knows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.catalog.queries import Catalogue


@dataclass(frozen=True, slots=True)
class Place:
    """A category or a district: its name, what else it answers to, and the code of what it belongs to."""

    name: str
    names: tuple[str, ...]
    parent: str = ""


def categories(tree: Catalogue) -> dict[str, Place]:
    """Categories in use by code, tops before their children. A name and an address lead to the code too."""
    codes = {number: node.code for number, node in tree.by_id.items()}
    nodes = [node for top in tree.tops for node in (top, *top.children)]
    return {node.code: Place(node.name, (node.name, node.slug, *node.aliases), codes.get(node.parent_id or 0, "")) for node in nodes}


def districts(tree: Catalogue) -> dict[str, Place]:
    """Districts in use by code, in their order."""
    return {place.code: Place(place.name, tuple(dict.fromkeys((place.name, place.short)))) for place in tree.districts}


def words(tree: Catalogue) -> Iterable[str]:
    """Everything that is one word of the trade: names and aliases of categories, names of service types, districts."""
    for node in tree.by_id.values():
        yield node.name
        yield from node.aliases
        yield from (service.name for service in node.services)
    for place in tree.districts:
        yield from (place.name, place.short)


def services(tree: Catalogue) -> Iterable[tuple[str, str]]:
    """Names of service types with the name of their category."""
    for node in tree.by_id.values():
        yield from ((service.name, node.name) for service in node.services if service.name != node.name)


def skills(tree: Catalogue) -> dict[str, Place]:
    """Service types in use by code."""
    return {service.code: Place(service.name, (service.name,)) for node in tree.by_id.values() for service in node.services}
