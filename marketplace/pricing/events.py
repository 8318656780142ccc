"""What happens to guidance prices."""

from core.outbox import Event

GUIDANCE_PUBLISHED = Event("guidance.published", ids=("guidance_id",))
GUIDANCE_WITHDRAWN = Event("guidance.withdrawn", ids=("guidance_id",))
