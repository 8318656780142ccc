"""The switches that staff set for all listings."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from marketplace.listings.models import ListingRules


def change_rules(rules: ListingRules, *, actor: Actor, now: datetime, moderation: bool, lifetime_days: int, max_photos: int) -> ListingRules:
    """Set moderation, lifetime in days and the number of photos. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", "site_settings")
    if not 1 <= lifetime_days <= 365:
        raise Invalid(fields={"lifetime_days": ["1 到 365 天。"]})
    if not 0 <= max_photos <= 20:
        raise Invalid(fields={"max_photos": ["0 到 20 张。"]})
    with transaction.atomic():
        row = ListingRules.objects.select_for_update().filter(pk=1).first() or ListingRules(pk=1)
        before = {"moderation": row.moderation, "lifetime_days": row.lifetime_days, "max_photos": row.max_photos}
        row.moderation, row.lifetime_days, row.max_photos = moderation, lifetime_days, max_photos
        row.save()
        after = {"moderation": moderation, "lifetime_days": lifetime_days, "max_photos": max_photos}
        record(actor, function="listing.change_rules", obj=row, detail={"before": before, "after": after}, now=now)
    return row
