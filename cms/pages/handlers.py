"""What placements do on others' events: adverts for a category that was merged go on for the one it went into."""

from cms.pages.models import Placement
from cms.pages.services import SCOPE
from core.content import bump
from core.outbox import Delivery, on
from marketplace.catalog.events import CATEGORY_MERGED


@on(CATEGORY_MERGED)
def aim_at_category(delivery: Delivery) -> None:
    """Adverts of the source become adverts of the target (CLS-05)."""
    if Placement.objects.filter(category_id=delivery.ids["source_id"]).update(category_id=delivery.ids["target_id"]):
        bump(SCOPE)
