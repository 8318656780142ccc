"""What enterprises do on others' events."""

from core.outbox import Delivery, on
from core.outbox.services import publish_many
from marketplace.catalog.events import CATEGORY_MERGED
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from marketplace.enterprises.models import Enterprise


@on(CATEGORY_MERGED)
def move_categories(delivery: Delivery) -> None:
    """Enterprises of the source become enterprises of the target."""
    source, target = delivery.ids["source_id"], delivery.ids["target_id"]
    links = Enterprise.categories.through.objects
    ids = sorted(links.filter(category_id=source).values_list("enterprise_id", flat=True))
    links.filter(category_id=source, enterprise_id__in=links.filter(category_id=target).values("enterprise_id")).delete()
    links.filter(category_id=source).update(category_id=target)
    publish_many(ENTERPRISE_CHANGED, [(f"enterprise:{number}", {"enterprise_id": number}) for number in ids])
