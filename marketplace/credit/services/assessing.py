"""The assessment of a month (CRE-07): one line of the history for everybody, by the facts of before the month's end and the rules of then."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Actor, require
from core.content import bump
from marketplace.credit.models import Record, Standing
from marketplace.credit.queries import assessable, scope_of
from marketplace.credit.scoring import Rules, scored
from marketplace.credit.services.counting import batches, record_of
from marketplace.credit.sources import Window, counted
from marketplace.credit.states import Kind, Reason


def last_month(now: datetime) -> date:
    """The first day of the month that ended last."""
    return (timezone.localdate(now).replace(day=1) - timedelta(days=1)).replace(day=1)


def assess_month(month: date, *, actor: Actor, now: datetime) -> int:
    """Assess everybody who has no line of this month yet; how many. Once each, whatever runs beside it (unique). A transaction for each batch."""
    require(actor, "recount", Standing.access_resource)
    end = clock.midnight((month + timedelta(days=32)).replace(day=1))
    rules, done = Rules.at(end), 0
    for kind in Kind.values:
        known = set(Record.objects.filter(kind=kind, reason=Reason.MONTH, month=month).values_list("number", flat=True))
        for numbers in batches(number for number in assessable(kind, by=end) if number not in known):
            facts = counted(kind, numbers, Window.until(end))
            rows = [record_of(kind, number, scored(facts[number], rules), rules, reason=Reason.MONTH, month=month, at=now) for number in numbers]
            with transaction.atomic():
                Record.objects.bulk_create(rows, ignore_conflicts=True)
                bump(*(scope_of(kind, number) for number in numbers))
            done += len(rows)
    return done
