"""How staff take a listing down that was reported (`core.subjects`)."""

from datetime import datetime

from core.access import Actor
from core.subjects import Removal
from marketplace.listings import services
from marketplace.listings.models import Listing


def take_down(number: int, *, actor: Actor, now: datetime, note: str) -> None:
    """One call of the slice's own verb."""
    services.hide(Listing.objects.with_names().get(pk=number), actor=actor, now=now, note=note)


REMOVAL = Removal("撤下这条信息", ("hide", "listing"), take_down)
