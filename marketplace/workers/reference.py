"""The kinds of papers, and for which services they are asked."""

from pathlib import Path

from core.reference import missing, read_json, reference
from marketplace.catalog.models import ServiceType
from marketplace.workers.models import PaperKind

DATA = Path(__file__).parent / "data" / "paper_kinds.json"


@reference("workers.paper_kinds", order=30)
def load_paper_kinds() -> int:
    """Kinds in the order of the file; after the catalogue, whose services they name."""
    rows = missing("paper_kind", read_json(DATA))
    services = dict(ServiceType.objects.values_list("code", "pk"))
    start = PaperKind.objects.count()
    asked = {row["code"]: row.pop("service_types") for row in rows}
    kinds = PaperKind.objects.bulk_create([PaperKind(**row, position=start + place) for place, row in enumerate(rows)])
    link = PaperKind.service_types.through
    link.objects.bulk_create([link(paperkind_id=kind.pk, servicetype_id=services[code]) for kind in kinds for code in asked[kind.code] if code in services])
    return len(rows)
