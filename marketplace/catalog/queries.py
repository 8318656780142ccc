"""Reads of the catalogue. The tree is kept in the process under the version of the scope "catalog"."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from core import cities, content
from core.cities import City
from core.models import District, Region, Unit
from marketplace.catalog.models import Category, CategoryRedirect, Landing, ServiceType

SCOPE = "catalog"
MOST_CITIES = 100
PICTURE = "fill-640x416"


@dataclass(frozen=True, slots=True)
class ServiceNode:
    """A service type as menus and forms show it."""

    id: int
    code: str
    name: str
    summary: str
    unit: str


@dataclass(frozen=True, slots=True)
class Node:
    """A category as menus, forms and pages show it. `parent_id` None: a top one."""

    id: int
    code: str
    slug: str
    name: str
    summary: str
    art: str
    aliases: tuple[str, ...]
    units: tuple[str, ...]
    parent_id: int | None
    children: tuple["Node", ...] = ()
    services: tuple[ServiceNode, ...] = ()

    @property
    def url(self) -> str:
        """Its landing page."""
        return f"/services/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Place:
    """A district as forms show it."""

    id: int
    code: str
    name: str
    short: str
    city: str
    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything of the catalogue that is in use, with look-ups. Never changed after it was made."""

    tops: tuple[Node, ...]
    by_id: dict[int, Node] = field(default_factory=dict)
    by_slug: dict[str, Node] = field(default_factory=dict)
    by_code: dict[str, Node] = field(default_factory=dict)
    districts: tuple[Place, ...] = ()
    units: dict[str, str] = field(default_factory=dict)

    def path_of(self, category_id: int) -> tuple[Node, ...]:
        """From the top to the category; empty when it is out of use."""
        node = self.by_id.get(category_id)
        if node is None:
            return ()
        parent = self.by_id.get(node.parent_id) if node.parent_id else None
        return (parent, node) if parent else (node,)

    def family_of(self, node: Node) -> list[int]:
        """The ids that a landing page of `node` covers: itself and what is below."""
        return [node.id, *(child.id for child in node.children)]


_kept: dict[str, tuple[str, Catalogue]] = {}
_of_city: dict[City, tuple[Catalogue, Catalogue]] = {}
_english: dict[str, tuple[str, dict[str, str]]] = {}


def catalogue() -> Catalogue:
    """The whole catalogue in use, with the districts of the city asked for. One query when nothing has changed, five after a change."""
    version = content.version(SCOPE)
    kept = _kept.get(SCOPE)
    if kept is None or kept[0] != version:
        kept = _kept[SCOPE] = (version, _read())
    city = cities.current()
    return kept[1] if city is None else _within(city, kept[1])


def _within(city: City, whole: Catalogue) -> Catalogue:
    """The same catalogue with the districts of a city; kept as long as the whole is the same."""
    known = _of_city.get(city)
    if known is None or known[0] is not whole:
        if len(_of_city) > MOST_CITIES:
            _of_city.clear()
        known = _of_city[city] = (whole, replace(whole, districts=tuple(place for place in whole.districts if city.has(place.code))))
    return known[1]


def forget() -> None:
    """Drop what is kept (tests that swap databases)."""
    _kept.clear()
    _of_city.clear()
    _english.clear()


def category_tree() -> tuple[Node, ...]:
    """The top categories in order, each with its children and service types."""
    return catalogue().tops


def service_choices() -> list[tuple[str, Any]]:
    """Service types in use by their codes, grouped under their categories."""
    nodes = [node for top in category_tree() for node in (top, *top.children) if node.services]
    return [(node.name, [(service.code, service.name) for service in node.services]) for node in nodes]


def _read() -> Catalogue:
    services: dict[int, list[ServiceNode]] = {}
    for kind in ServiceType.objects.in_use().in_order().select_related("unit"):
        node = ServiceNode(kind.pk, kind.code, kind.name, kind.summary, kind.unit.label if kind.unit else "")
        services.setdefault(kind.category_id, []).append(node)
    rows = list(Category.objects.in_use().in_order())
    below: dict[int, list[Node]] = {}
    for row in rows:
        if row.parent_id is not None:
            below.setdefault(row.parent_id, []).append(_node(row, (), services))
    tops = tuple(_node(row, tuple(below.get(row.pk, ())), services) for row in rows if row.parent_id is None)
    nodes = [node for top in tops for node in (top, *top.children)]
    return Catalogue(
        tops=tops,
        by_id={node.id: node for node in nodes},
        by_slug={node.slug: node for node in nodes},
        by_code={node.code: node for node in nodes},
        districts=tuple(_place(row) for row in District.objects.filter(active=True).order_by("position", "pk")),
        units=dict(Unit.objects.order_by("position", "pk").values_list("code", "label")),
    )


def _node(row: Category, children: tuple[Node, ...], services: dict[int, list[ServiceNode]]) -> Node:
    return Node(
        id=row.pk,
        code=row.code,
        slug=row.slug,
        name=row.name,
        summary=row.summary,
        art=row.art,
        aliases=tuple(row.aliases),
        units=tuple(row.units),
        parent_id=row.parent_id,
        children=children,
        services=tuple(services.get(row.pk, ())),
    )


def _place(row: District) -> Place:
    return Place(row.pk, row.code, row.name, row.short, row.city, row.lat, row.lng)


def english_names() -> dict[str, str]:
    """English by Chinese of everything that has both: districts, divisions, units, categories, service types. Kept like the tree."""
    version = content.version(SCOPE)
    kept = _english.get(SCOPE)
    if kept is None or kept[0] != version:
        tables = ((Region, "name"), (District, "short"), (District, "name"), (Unit, "label"), (ServiceType, "name"), (Category, "name"))
        found: dict[str, str] = {}
        for model, field in tables:
            other = "label_en" if field == "label" else "name_en"
            found |= dict(model._default_manager.exclude(**{other: ""}).values_list(field, other))
        kept = _english[SCOPE] = (version, found)
    return kept[1]


def by_slug(slug: str) -> Category | None:
    """The category in use that has this address now."""
    return Category.objects.in_use().filter(slug=slug).first()


def current_slug(slug: str) -> str | None:
    """Where an old or merged address leads now; None when nowhere. A category that is only out of use leads to its parent."""
    row = Category.objects.select_related("merged_into", "parent").filter(slug=slug).first()
    if row is None:
        old = CategoryRedirect.objects.select_related("category__merged_into", "category__parent").filter(slug=slug).first()
        row = old.category if old else None
    if row is None:
        return None
    target = row.merged_into or row
    if target.active:
        return target.slug
    return target.parent.slug if target.parent is not None and target.parent.active else None


def category_named(name: str, tree: Catalogue | None = None) -> Node | None:
    """A category in use by its Chinese name or code, a sub-category before a top one."""
    known = tree or catalogue()
    found = [node for node in known.by_id.values() if name in (node.name, node.code)]
    return max(found, key=lambda node: node.parent_id is not None, default=None)


def shown(category: Category) -> str:
    """A category with its top, as choices show it."""
    return f"{category.parent.name}，{category.name}" if category.parent else category.name


def merge_preview(row: Category | ServiceType, choices: QuerySet[Any]) -> dict[str, Any]:
    """For the screen that merges: `options` (id, label) out of `choices`, and `moves`, what will go over. At most five queries."""
    if isinstance(row, ServiceType):
        found = choices.select_related("category__parent").order_by("category__parent__position", "category__position", "position", "pinyin")
        return {"options": [(one.pk, f"{shown(one.category)}：{one}") for one in found], "moves": {}}
    children = list(row.children.filter(merged_into=None).order_by("position", "pinyin", "pk"))
    allowed = choices.filter(parent=None) if children else choices
    return {
        "options": [(one.pk, shown(one)) for one in allowed.select_related("parent").order_by("parent__position", "position", "pinyin")],
        "moves": {
            "children": children,
            "services": list(row.service_types.filter(merged_into=None).order_by("position", "pinyin", "pk")),
            "addresses": [row.slug, *row.redirects.order_by("pk").values_list("slug", flat=True)],
        },
    }


@dataclass(frozen=True, slots=True)
class ShownLanding:
    """What editors have written for a page, ready to draw; `questions`: (question, answer)."""

    heading: str
    text: str
    picture: dict[str, Any] | None
    drawing: str
    alt: str
    questions: tuple[tuple[str, str], ...]


def landing_of(*, category_id: int | None = None, service_type_id: int | None = None) -> ShownLanding | None:
    """The words of a category's page or of a service type's. One query, and one for a photograph."""
    where = {"category_id": category_id} if category_id is not None else {"service_type_id": service_type_id}
    row = Landing.objects.filter(**where).select_related("image").first()
    if row is None:
        return None
    photo = row.image.get_rendition(PICTURE) if row.image else None
    picture = {"url": photo.url, "width": photo.width, "height": photo.height} if photo else None
    questions = tuple((block.value["question"], block.value["answer"]) for block in row.faq)
    return ShownLanding(row.heading, row.text, picture, row.drawing, row.alt, questions)


def service_at(code: str) -> ServiceType | None:
    """The service type in use that an address leads to now, where it was merged the one that it went into; None when nowhere. One query."""
    names = ("category__parent", "unit", "merged_into__category__parent", "merged_into__unit")
    row = ServiceType.objects.select_related(*names).filter(code=code).first()
    found = row.merged_into or row if row is not None else None
    return found if found is not None and found.active else None
