"""From what callers write (slug, code or Chinese name) to rows of the reference data."""

from typing import Any

from core.errors import Invalid
from core.models import District, Region, Unit
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import Catalogue, Node, Place, catalogue


def node_of(text: str, tree: Catalogue) -> Node:
    """A category in use by slug, code or name, a sub-category first. No query. Raises Invalid."""
    nodes = sorted((node for node in tree.by_id.values() if text in (node.slug, node.code, node.name)), key=lambda node: node.parent_id is None)
    if not nodes:
        raise Invalid(fields={"category": ["没有这个分类。"]})
    return nodes[0]


def place_of(text: str, tree: Catalogue, field: str = "district") -> Place:
    """A district in use by code, name or short name. No query. Raises Invalid."""
    place = next((place for place in tree.districts if text in (place.code, place.name, place.short)), None)
    if place is None:
        raise Invalid(fields={field: ["没有这个区。"]})
    return place


def category_of(text: str) -> Category:
    """A category in use by slug, code or name, a sub-category first. Raises Invalid."""
    return Category.objects.select_related("parent").get(pk=node_of(text, catalogue()).id)


def service_type_of(text: str, category: Category | None) -> ServiceType:
    """A service type in use by code, or by name within its category. Raises Invalid."""
    found = ServiceType.objects.in_use()
    row = found.filter(code=text).first() or (found.filter(name=text, category=category).first() if category else None)
    if row is None:
        raise Invalid(fields={"service_type": ["没有这个服务项目。"]})
    return row


def district_of(text: str, field: str = "district") -> District:
    """A district in use by code, name or short name. Raises Invalid."""
    return District.objects.get(pk=place_of(text, catalogue(), field).id)


def street_of(text: str, district_code: str = "") -> Region:
    """A street in use by code, or by name within its district. Raises Invalid."""
    found = Region.objects.filter(active=True, code__startswith=district_code, code__regex=r"^\d{9}$")
    row = found.filter(code=text).first() or (found.filter(name=text).first() if district_code else None)
    if row is None:
        raise Invalid(fields={"street": ["没有这条街道，请选一条。" if district_code else "街道写代码，或者和区一起写名称。"]})
    return row


def streets_of(district_code: str) -> list[Region]:
    """The streets of a district that are in use, by code. One query."""
    return list(Region.objects.filter(active=True, code__startswith=district_code, code__regex=r"^\d{9}$").order_by("code"))


def unit_of(text: str) -> Unit:
    """A unit by code, label (元/小时) or the word after the stroke (小时). Raises Invalid."""
    known = catalogue().units
    code = next((code for code, label in known.items() if text in (code, label, label.removeprefix("元/"))), None)
    found = Unit.objects.filter(code=code).first() if code else None
    if found is None:
        raise Invalid(fields={"unit": ["没有这个计价单位。"]})
    return found


def looked_up(values: dict[str, Any]) -> dict[str, Any]:
    """The same values with texts replaced by rows for category, service_type, district and unit. Raises Invalid naming all at once."""
    found = dict(values)
    problems: dict[str, list[str]] = {}
    for name, look in (("category", category_of), ("district", district_of), ("unit", unit_of)):
        if isinstance(found.get(name), str):
            try:
                found[name] = look(found[name])
            except Invalid as error:
                problems |= error.fields
    if isinstance(found.get("service_type"), str):
        category = found.get("category")
        try:
            found["service_type"] = service_type_of(found["service_type"], category if isinstance(category, Category) else None)
        except Invalid as error:
            problems |= error.fields
    if problems:
        raise Invalid(fields=problems)
    return found
