"""How often a worker or an enterprise came in time lately, as candidates are ranked by it (BKG-16).

    score = (in time + weight × usual) / (visits + weight)

Count-aware like the score of ratings: one late visit of one says little, ten of fifty say much. The counts are kept where visits begin
(`dispatch.board`) and stored with the score, so nothing is computed when a list is read.
"""

from datetime import datetime

from dispatch.matching.models import Punctuality
from dispatch.matching.parameters import PUNCTUAL_WEIGHT

# Who has no visits yet stands like most.
USUAL = 0.95


def score_of(visits: int, in_time: int, *, now: datetime) -> float:
    """The score of so many visits, so many of them in time: 0…1 to two decimals, so it moves rarely."""
    weight = PUNCTUAL_WEIGHT.at(now)
    return round((in_time + weight * USUAL) / (visits + weight), 2)


def keep(kind: str, number: int, *, now: datetime, visits: int, in_time: int, more: bool = False) -> bool:
    """Write how often somebody came in time, or add to it (`more`); whether the score moved. Inside a transaction; locks the row."""
    Punctuality.objects.bulk_create([Punctuality(kind=kind, number=number, score=USUAL, changed_at=now)], ignore_conflicts=True)
    row = Punctuality.objects.select_for_update().get(kind=kind, number=number)
    before = (row.visits, row.in_time, row.score)
    row.visits, row.in_time = (row.visits + visits, row.in_time + in_time) if more else (visits, in_time)
    row.score = score_of(row.visits, row.in_time, now=now)
    if (row.visits, row.in_time, row.score) != before:
        row.changed_at = now
        row.save(update_fields=["visits", "in_time", "score", "changed_at"])
    return row.score != before[2]
