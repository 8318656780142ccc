"""What happens to storefronts."""

from core.outbox import Event

# What the public sees of a storefront has changed.
STOREFRONT_CHANGED = Event("storefront.changed", ids=("enterprise_id",))
