"""Counting anew how somebody stands, from the facts. The row is locked before the facts are read, so of two counts the later one has read later."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from core.access import Actor, require
from core.content import bump
from core.outbox.services import publish_many
from marketplace.credit.events import ENTERPRISE_CREDIT, WORKER_CREDIT
from marketplace.credit.models import Mark, Record, Standing
from marketplace.credit.queries import assessable, scope_of
from marketplace.credit.scoring import Rules, Scored, scored
from marketplace.credit.sources import Window, counted
from marketplace.credit.states import Kind, Reason

BATCH = 200
KEPT = ("score", "grade", "facts", "parts", "counted_at", "changed_at")
EVENTS = {Kind.ENTERPRISE: ENTERPRISE_CREDIT, Kind.WORKER: WORKER_CREDIT}


def count_again(kind: str, numbers: Sequence[int], *, now: datetime) -> int:
    """Count these anew and keep what differs; how many scores or grades moved. Locks their rows in order. A fixed number of queries."""
    rules = Rules.at(now)
    with transaction.atomic():
        rows = _locked(kind, numbers, rules, now=now)
        facts = counted(kind, [row.number for row in rows], Window.until(now))
        differing, moved, history = [], [], []
        for row in rows:
            found = scored(facts[row.number], rules)
            before = (row.score, row.grade)
            if (*before, row.facts, row.parts) == (found.score, found.grade, found.facts, found.parts):
                continue
            if found.grade != row.grade:
                history.append(record_of(kind, row.number, found, rules, reason=Reason.GRADE, former=row.grade, at=now))
            if before != (found.score, found.grade):
                moved.append(row.number)
                row.changed_at = now
            row.score, row.grade, row.facts, row.parts, row.counted_at = found.score, found.grade, found.facts, dict(found.parts), now
            differing.append(row)
        Standing.objects.bulk_update(differing, KEPT, batch_size=BATCH)
        Record.objects.bulk_create(history)
        _tell(kind, moved, [row.number for row in differing])
    return len(moved)


def _locked(kind: str, numbers: Sequence[int], rules: Rules, *, now: datetime) -> list[Standing]:
    """The rows of these, made where there is none, locked in order. Two queries."""
    fresh = scored({}, rules)
    new = [Standing(kind=kind, number=number, score=fresh.score, counted_at=now, changed_at=now) for number in sorted(set(numbers))]
    Standing.objects.bulk_create(new, ignore_conflicts=True)
    return list(Standing.objects.select_for_update().of(kind, numbers).order_by("number"))


def record_of(kind: str, number: int, found: Scored, rules: Rules, *, reason: str, at: datetime, **more: object) -> Record:
    """A line of the history, not written yet."""
    said = {"score": found.score, "grade": found.grade, "facts": found.facts, "parts": dict(found.parts), "rules": rules.out()}
    return Record(kind=kind, number=number, reason=reason, at=at, **said, **more)


def _tell(kind: str, moved: Sequence[int], changed: Sequence[int]) -> None:
    """Search follows scores and grades; stored pages show the counts as well."""
    event = EVENTS[Kind(kind)]
    publish_many(event, [(f"credit:{kind}:{number}", {event.ids[0]: number}) for number in moved])
    bump(*(scope_of(kind, number) for number in changed))


def count_marked(*, actor: Actor, now: datetime) -> int:
    """Count those that are marked; how many. Mark and count go in one transaction for each batch, so no mark is lost; one that comes meanwhile
    waits for it and stands for the next time.
    """
    require(actor, "recount", Standing.access_resource)
    done = 0
    while taken := _count_batch(now=now):
        done += taken
    return done


def _count_batch(*, now: datetime) -> int:
    """The oldest marks; how many."""
    with transaction.atomic():
        rows = list(Mark.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
        Mark.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for kind in sorted({row.kind for row in rows}):
            count_again(kind, sorted(row.number for row in rows if row.kind == kind), now=now)
    return len(rows)


def recount(*, actor: Actor, now: datetime) -> int:
    """Count everybody anew: old facts fall out, new rules take hold; how many moved. A transaction for each batch."""
    require(actor, "recount", Standing.access_resource)
    return sum(count_again(kind, numbers, now=now) for kind in Kind.values for numbers in batches(assessable(kind)))


def batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    """In stretches."""
    rest = iter(numbers)
    while some := list(islice(rest, BATCH)):
        yield some
