"""The ten top categories with their sub-categories (CAT-01…55) and the service types (SVC)."""

from pathlib import Path
from typing import Any

from django.db.models import Model

from core.content import bump
from core.models import District, Region, Unit
from core.reference import missing, read_json, reference
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.pinyin import key_of
from marketplace.catalog.queries import SCOPE

DATA = Path(__file__).parent / "data"


@reference("catalog.categories", order=20)
def load_categories() -> int:
    """Categories that were never loaded; tops first."""
    rows = missing("category", read_json(DATA / "categories.json"))
    known = {row.code: row for row in Category.objects.all()}
    for level in (False, True):
        fresh = [_category(row, known) for row in rows if bool(row["parent"]) is level and row["code"] not in known]
        known |= {row.code: row for row in Category.objects.bulk_create(row for row in fresh if row is not None)}
    if rows:
        bump(SCOPE)
    return len(rows)


def _category(row: dict[str, Any], known: dict[str, Category]) -> Category | None:
    if row["parent"] and row["parent"] not in known:
        return None
    return Category(
        code=row["code"],
        slug=row["slug"],
        name=row["name"],
        pinyin=key_of(row["name"]),
        summary=row["summary"],
        art=row["art"].removesuffix(".svg"),
        aliases=row["aliases"],
        units=row["units"],
        position=row["order"],
        parent=known[row["parent"]] if row["parent"] else None,
    )


@reference("catalog.service_types", order=30)
def load_service_types() -> int:
    """Service types that were never loaded."""
    rows = missing("service_type", read_json(DATA / "service_types.json"))
    categories = {row.code: row for row in Category.objects.all()}
    units = {row.code: row for row in Unit.objects.all()}
    ServiceType.objects.bulk_create(
        ServiceType(
            code=row["code"],
            name=row["name"],
            pinyin=key_of(row["name"]),
            category=categories[row["category"]],
            unit=units.get(row["unit"]),
            summary=row["summary"],
            checklist=row["checklist"],
            customer_type=row["customer_type"],
            needs_licence=row["needs_licence"],
            licence=row["licence"],
            clause=row["clause"],
            position=row["order"],
        )
        for row in rows
        if row["category"] in categories
    )
    if rows:
        bump(SCOPE)
    return len(rows)


ENGLISH: tuple[tuple[str, type[Model], str], ...] = (
    ("districts", District, "name_en"),
    ("regions", Region, "name_en"),
    ("units", Unit, "label_en"),
    ("categories", Category, "name_en"),
    ("service_types", ServiceType, "name_en"),
)


@reference("catalog.english_names", order=40)
def load_english_names() -> int:
    """English names, each once and only where there is none: also for rows that were loaded before there were any."""
    added = 0
    for table, model, field in ENGLISH:
        given = read_json(DATA / "english.json")[table]
        wanted = {row["code"] for row in missing(f"english:{table}", [{"code": code} for code in given])}
        rows = list(model._default_manager.filter(**{"code__in": wanted, field: ""}))
        for row in rows:
            setattr(row, field, given[row.code])  # type: ignore[attr-defined]
        added += model._default_manager.bulk_update(rows, [field], batch_size=500)
    if added:
        bump(SCOPE)
    return added
