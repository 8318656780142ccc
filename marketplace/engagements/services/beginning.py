"""The first day and the trial (X-BK-11): whoever comes says the family's code; the family keeps him, or the trial passes."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.access import Actor, require
from core.errors import RateLimited
from marketplace.engagements.errors import NotSigned, WrongArrivalCode, WrongDay
from marketplace.engagements.events import ENGAGEMENT_BEGUN, ENGAGEMENT_KEPT
from marketplace.engagements.models import Engagement
from marketplace.engagements.parameters import CODE_TRIES
from marketplace.engagements.queries.contracts import is_signed, latest
from marketplace.engagements.services.contracting import write_periods
from marketplace.engagements.services.days import cut
from marketplace.engagements.services.keeping import changed, locked, stay_of, step
from marketplace.engagements.services.owing import owe_extras
from marketplace.engagements.terms import beyond_of


def begin(engagement: Engagement, *, actor: Actor, now: datetime, code: str) -> Engagement:
    """Check in on the first day, with the four figures that the family reads out; wrong ones are counted. Locks the engagement.

    Inside the days of tolerance the term begins today; later than that only whoever is there begins later.
    Raises NotFound, Forbidden, WrongArrivalCode, RateLimited, NotSigned, WrongDay, IllegalTransition.
    """
    require(actor, "check_in", engagement)
    row = Engagement.objects.get(pk=engagement.pk)
    if row.code_tries >= CODE_TRIES.at(now):
        raise RateLimited("上岗码错得太多了，请打网络中心的电话。", retry_after=3600)
    if not hmac.compare_digest(code.strip().encode(), row.code.encode()):
        # Counted whatever becomes of the request: one statement, with no transaction around it.
        Engagement.objects.filter(pk=row.pk).update(code_tries=F("code_tries") + 1)
        raise WrongArrivalCode(fields={"code": ["上岗码不对，看一眼家里手机上的四位数。"]}, audit={"function": "engagement.begin", "object": row})
    with transaction.atomic():
        return _begin(locked(engagement), actor=actor, now=now)


def _begin(row: Engagement, *, actor: Actor, now: datetime) -> Engagement:
    today, slack = timezone.localdate(now), timedelta(days=row.tolerance_days)
    trial = row.terms["trial_days"]
    step(row, "begin_trial" if trial else "begin", ENGAGEMENT_BEGUN, actor=actor, now=now, begun_on=today)
    contract, stay = latest(row), stay_of(row)
    if contract is None or not is_signed(contract) or stay is None:
        raise NotSigned
    if not row.starts_on - slack <= today < row.ends_on:
        raise WrongDay("还没到约好的日子。" if today < row.starts_on else "约好的日子已经过了。")
    if today <= row.starts_on + slack and today != row.starts_on:
        changed(row, now=now, starts_on=today, ends_on=beyond_of(row.basis, today, row.units))
        write_periods(row)
    changed(row, now=now, trial_ends_on=min(today + timedelta(days=trial), row.ends_on) if trial else None)
    cut(stay, row, first=today, beyond=row.ends_on, now=now)
    if not trial:
        owe_extras(row, now=now)
    return row


def keep(engagement: Engagement, *, actor: Actor, now: datetime) -> Engagement:
    """The family is content before the trial is over. Locks the engagement. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "confirm", engagement)
    with transaction.atomic():
        row = locked(engagement)
        step(row, "keep", ENGAGEMENT_KEPT, actor=actor, now=now, trial_ends_on=timezone.localdate(now))
        owe_extras(row, now=now)
        return row
