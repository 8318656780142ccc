"""The certificates that postings may ask for."""

from pathlib import Path

from core.reference import missing, read_json, reference
from marketplace.recruitment.models import Certificate

DATA = Path(__file__).parent / "data" / "certificates.json"


@reference("recruitment.certificates", order=20)
def load_certificates() -> int:
    """Certificates of the trade, in the order of the file."""
    rows = missing("certificate", read_json(DATA))
    start = Certificate.objects.count()
    Certificate.objects.bulk_create([Certificate(code=row["code"], name=row["name"], position=start + place) for place, row in enumerate(rows)])
    return len(rows)
