"""What an enterprise, or somebody who works for himself, asks for a month of a service, and the months that a family wants of it (PRI-04)."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Conflict, Invalid
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.series.errors import NotMonthly
from marketplace.series.models import MonthlyPrice, SeriesRule
from marketplace.series.models.packages import MOST_FEN
from marketplace.series.queries.monthly import offers_by_month
from marketplace.series.rhythm import Plan, months_later
from marketplace.series.services.packages import scope_of
from marketplace.series.states import Rhythm


def write_monthly(
    enterprise: Enterprise | None,
    *,
    listing_id: int,
    visits_a_week: int,
    minutes: int,
    price_fen: int,
    actor: Actor,
    now: datetime,
    row: MonthlyPrice | None = None,
) -> MonthlyPrice:
    """A new monthly price of an enterprise, or of the actor who works for himself (no enterprise), or another sum for one.

    Families that have agreed keep theirs. Raises Forbidden, Invalid, Conflict.
    """
    offers = offers_by_month(enterprise, now, person=actor.user_id) if row is None else [row.listing]
    chosen = next((one for one in offers if row is not None or one.pk == listing_id), None)
    require(actor, "create" if row is None else "update", row or MonthlyPrice(listing=chosen or nothing_of(enterprise, actor)))
    problems = {}
    if chosen is None:
        problems["listing"] = ["选自己在卖、可以包月的服务。"]
    if not 1 <= visits_a_week <= 7:
        problems["visits_a_week"] = ["每周 1 到 7 次。"]
    if not 30 <= minutes <= 720 or minutes % 30:
        problems["minutes"] = ["半小时到 12 小时，整半小时。"]
    if not 0 < price_fen <= MOST_FEN:
        problems["price"] = ["填一个大于 0 的价格。"]
    if problems or chosen is None:
        raise Invalid(fields=problems)
    with transaction.atomic():
        Listing.objects.select_for_update().get(pk=chosen.pk)
        found = MonthlyPrice.objects.filter(listing=chosen, visits_a_week=visits_a_week, minutes=minutes).first()
        if found is not None and (row is None or found.pk != row.pk):
            raise Conflict("这样的包月已经有了，直接改那一个的价格。")
        kept = MonthlyPrice(listing=chosen, created_at=now, version=0) if row is None else MonthlyPrice.objects.select_for_update().get(pk=row.pk)
        kept.visits_a_week, kept.minutes, kept.price_fen = visits_a_week, minutes, price_fen
        kept.version, kept.changed_at = kept.version + 1, now
        kept.save()
        _told(kept, "write", actor, now)
    return kept


def nothing_of(enterprise: Enterprise | None, actor: Actor) -> Listing:
    """An offer that is not there yet, to ask whether one may be priced."""
    return Listing(enterprise=enterprise) if enterprise is not None else Listing(enterprise=None, author_id=actor.user_id)


def sell_monthly(row: MonthlyPrice, *, active: bool, actor: Actor, now: datetime) -> MonthlyPrice:
    """Sell it no more, or again; what families have agreed to stays. Raises Forbidden."""
    require(actor, "update", row)
    with transaction.atomic():
        kept = MonthlyPrice.objects.select_for_update().get(pk=row.pk)
        kept.active, kept.changed_at = active, now
        kept.save(update_fields=["active", "changed_at"])
        _told(kept, "sell" if active else "stop", actor, now)
    return kept


def _told(row: MonthlyPrice, function: str, actor: Actor, now: datetime) -> None:
    record(actor, function=f"monthly_price.{function}", obj=row, detail={"version": row.version, "price_fen": row.price_fen}, now=now)
    bump(scope_of(row.listing_id))


def term_of(plan: Plan, price: MonthlyPrice, months: int | None, listing: Listing, allowed: SeriesRule) -> Plan:
    """The rhythm of whole months: every week on as many days as the price is for. Raises NotMonthly, Invalid."""
    if not allowed.by_month or not price.active or price.listing_id != listing.pk:
        raise NotMonthly
    problems = {}
    if plan.rhythm != Rhythm.WEEKLY or len(set(plan.weekdays)) != price.visits_a_week:
        problems["weekdays"] = [f"选 {price.visits_a_week} 天，一周来 {price.visits_a_week} 次。"]
    if months is None or not 1 <= months <= allowed.most_months:
        problems["months"] = [f"1 到 {allowed.most_months} 个月。"]
    if problems:
        raise Invalid(fields=problems)
    return replace(plan, visits=None, last_on=months_later(plan.first_on, months or 1) - timedelta(days=1))
