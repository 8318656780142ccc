"""What happens to notices on the board."""

from core.outbox import Event

BULLETIN_PUBLISHED = Event("bulletin.published", ids=("bulletin_id",))
# Something that the public sees of it, or whether the public sees it, has changed.
BULLETIN_CHANGED = Event("bulletin.changed", ids=("bulletin_id",))
BULLETIN_CLOSED = Event("bulletin.closed", ids=("bulletin_id",))
