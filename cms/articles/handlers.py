"""What articles do on events: make the sizes of their photographs in the background."""

from cms.articles.pictures import make_sizes
from core.outbox import Delivery, deliver
from core.outbox.events import PAGE_CHANGED


@deliver(PAGE_CHANGED, coalesce=True)
def make_picture_sizes(delivery: Delivery) -> None:
    """Files are written, so outside a transaction and at least once; a size that is there is not made again."""
    make_sizes(delivery.ids["page_id"])
