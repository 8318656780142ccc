"""Job postings: published, not past their end, by an admitted enterprise. That rule is `JobPosting.objects.public`.

Pay is shown, never filtered or sorted by: a wage beside the price of a service would only mislead.
"""

from collections.abc import Sequence

from core import cities, clock
from marketplace.catalog.queries import Catalogue, catalogue
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.public import requirements, shown_pay
from search.documents import Document
from search.sources import Source, register

SUMMARY = 90
CALLED = ("招聘", "求职", "工作")


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public now. Two queries, and those of the catalogue after a change."""
    rows = list(JobPosting.objects.public(clock.now()).with_names().select_related("enterprise__district").prefetch_related("certificates").filter(pk__in=ids))
    tree = catalogue()
    return [_document(row, tree) for row in rows]


def public_ids(after: int, limit: int) -> list[int]:
    """Public postings by keyset."""
    return list(JobPosting.objects.public(clock.now()).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_enterprises(ids: Sequence[int]) -> list[int]:
    """All postings of these enterprises, public or not."""
    return list(JobPosting.objects.filter(enterprise_id__in=ids).values_list("pk", flat=True))


def ids_of_categories(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Postings in these categories or below them, by keyset."""
    found = JobPosting.objects.filter(category_id__in=ids) | JobPosting.objects.filter(category__parent_id__in=ids)
    return list(found.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def _document(row: JobPosting, tree: Catalogue) -> Document:
    path, asked = tree.path_of(row.category_id), requirements(row)
    district = [row.district.name, row.district.short] if row.district else []
    programme = [row.get_programme_display()] if row.programme else []
    names = [*(node.name for node in path), row.get_kind_display(), *district, row.enterprise.shown_name, *programme, *CALLED]
    there = [len(row.description) >= 60, bool(asked), bool(row.place), row.pay_max_fen is not None]
    return Document(
        type="job",
        object_id=row.pk,
        city=cities.code_of(row.district, row.enterprise.district if row.enterprise else None),
        external_id=row.external_id or "",
        title=row.title,
        url=row.get_absolute_url(),
        tags=tuple(dict.fromkeys(names)),
        body="\n".join([row.description, row.place, row.enterprise.legal_name, *asked]),
        category=row.category.name,
        categories=tuple(node.code for node in path),
        district=row.district.code if row.district else "",
        district_name=row.district.name if row.district else "",
        completeness=sum(there) / len(there),
        published_at=row.published_at,
        expires_at=row.expires_at,
        lat=row.district.lat if row.district else None,
        lng=row.district.lng if row.district else None,
        summary=row.description[:SUMMARY],
        shown={"pay": shown_pay(row), "kind_name": row.get_kind_display(), "enterprise": row.enterprise.shown_name, "art": row.category.art or "livingroom"},
    )


register(Source("job", public_rows, public_ids))
