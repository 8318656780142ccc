"""Reference data of this slice: the centre's departments, the first texts to agree to, the groups of the roles."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core import clock
from core.access import current_actor
from core.reference import missing, read_json, reference
from members.models import ConsentDocument, Organisation
from members.services import sync_roles

DATA = Path(__file__).parent / "data"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@reference("members.departments", order=15)
def load_departments() -> int:
    """The departments of the network centre, parents first."""
    rows = missing("department", read_json(DATA / "departments.json")["departments"])
    for row in rows:
        parent = Organisation.objects.get(code=row["parent"]) if row.get("parent") else None
        Organisation.objects.create(kind=Organisation.Kind.DEPARTMENT, code=row["code"], name=row["name"], parent=parent)
    return len(rows)


@reference("members.consent_documents", order=15)
def load_consent_documents() -> int:
    """The first versions of terms and privacy notice."""
    data = read_json(DATA / "consent.json")
    rows = [{**row, "code": f"{row['kind']}:{row['version']}"} for row in data["documents"]]
    fresh = missing("consent_document", rows)
    for row in fresh:
        declared = data["declared_fields"] if row["kind"] == ConsentDocument.Kind.PRIVACY else []
        ConsentDocument.objects.create(
            kind=row["kind"],
            version=row["version"],
            title=row["title"],
            intro=row.get("intro", ""),
            body=_body(row["sections"]),
            fields=declared,
            published_at=datetime.fromisoformat(row["effective_date"]).replace(tzinfo=SHANGHAI),
        )
    return len(fresh)


def _body(sections: list[dict[str, Any]]) -> str:
    """The text in the form that staff edit: headings behind "## ", an empty line between paragraphs."""
    return "\n\n".join(block for section in sections for block in (f"## {section['heading']}", *section["paragraphs"]))


@reference("members.roles", order=5)
def load_role_groups() -> int:
    """A Django group for each role, as the permission table says. Staff do not change these, so every load puts them right."""
    return sync_roles(actor=current_actor(), now=clock.now()).groups
