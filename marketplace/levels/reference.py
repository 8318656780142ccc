"""The shipped levels; what they are worth is staff's from then on."""

from datetime import date
from pathlib import Path

from core import clock
from core.reference import missing, read_json, reference
from marketplace.levels.models import LevelTerms, MemberLevel


@reference("levels.levels", order=30)
def load_levels() -> int:
    """Three levels with what they are worth."""
    rows = missing("member_level", read_json(Path(__file__).parent / "data" / "levels.json"))
    for row in rows:
        level = MemberLevel.objects.create(code=row["code"], name=row["name"], rank=row["rank"])
        LevelTerms.objects.create(level=level, starts_on=date.fromisoformat(row["starts_on"]), published_at=clock.now(), **row["terms"])
    return len(rows)
