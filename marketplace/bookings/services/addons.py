"""What can be ordered with an offer for a price and so many minutes (SVC-27). One that was sold is never changed: it is taken off, and a new one put up."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Conflict, Invalid
from core.texts import CONTROL
from marketplace.bookings.models import AddOn
from marketplace.bookings.models.processes import MOST_ADDON_MINUTES
from marketplace.listings.models import Listing

MOST_FEN, MOST_ADDONS, LONGEST_NAME = 10**7, 12, 30


class AddOnThere(Conflict):
    """There is one of that name, or there are too many."""

    code = "addon_there"
    message = f"同名的已经有了，或者加项超过 {MOST_ADDONS} 个；先下架一个。"


def add_addon(listing: Listing, *, actor: Actor, now: datetime, name: str, price_fen: int, minutes: int) -> AddOn:
    """Put one up. Raises NotFound, Forbidden, Invalid, AddOnThere."""
    fresh = AddOn(listing=listing, name=" ".join(name.split()), price_fen=price_fen, minutes=minutes, created_at=now)
    require(actor, "create", fresh)
    problems = {}
    if not 2 <= len(fresh.name) <= LONGEST_NAME or CONTROL.search(fresh.name):
        problems["name"] = [f"写清楚加什么，2 到 {LONGEST_NAME} 个字。"]
    elif has_contact(fresh.name):
        problems["name"] = [NO_CONTACTS]
    if not 0 < price_fen <= MOST_FEN:
        problems["price"] = ["填一个大于 0 的价格。"]
    if not 0 <= minutes <= MOST_ADDON_MINUTES:
        problems["minutes"] = [f"填 0 到 {MOST_ADDON_MINUTES}。"]
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        Listing.objects.select_for_update(no_key=True, of=("self",)).get(pk=listing.pk)
        if AddOn.objects.filter(listing=listing, active=True).count() >= MOST_ADDONS:
            raise AddOnThere
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError as error:
            raise AddOnThere from error
        record(actor, function="addon.add", obj=fresh, detail={"listing": listing.pk, "fen": price_fen, "minutes": minutes}, now=now)
    return fresh


def drop_addon(addon: AddOn, *, actor: Actor, now: datetime) -> None:
    """Take one off; orders that have it keep it. Raises NotFound, Forbidden."""
    require(actor, "delete", addon)
    with transaction.atomic():
        if AddOn.objects.filter(pk=addon.pk, active=True).update(active=False):
            record(actor, function="addon.drop", obj=addon, now=now)
