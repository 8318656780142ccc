"""What happens to members' levels. Ids only."""

from core.outbox import Event

LEVEL_GRANTED = Event("level.granted", ids=("grant_id", "user_id"))
LEVEL_WITHDRAWN = Event("level.withdrawn", ids=("grant_id", "user_id"))
