"""What happens to ratings. Ids only; no score is carried, so that nothing that follows can depend on it."""

from core.outbox import Event

RATING_GIVEN = Event("rating.given", ids=("rating_id",))
RATING_PUBLISHED = Event("rating.published", ids=("rating_id",))
RATING_EDITED = Event("rating.edited", ids=("rating_id",))
RATING_REPLIED = Event("rating.replied", ids=("rating_id",))
RATING_HIDDEN = Event("rating.hidden", ids=("rating_id",))
RATING_RESTORED = Event("rating.restored", ids=("rating_id",))
# For whoever shows or sorts by standing.
LISTING_RATED = Event("listing.rated", ids=("listing_id",))
ENTERPRISE_RATED = Event("enterprise.rated", ids=("enterprise_id",))
WORKER_RATED = Event("worker.rated", ids=("worker_id",))
