"""What happens to series and packages. Ids only."""

from core.outbox import Event

SERIES_ACCEPTED = Event("series.accepted", ids=("series_id",))
SERIES_CHANGED = Event("series.changed", ids=("series_id",))
SERIES_PAUSED = Event("series.paused", ids=("series_id",))
SERIES_RESUMED = Event("series.resumed", ids=("series_id",))
SERIES_ENDED = Event("series.ended", ids=("series_id",))
SERIES_FINISHED = Event("series.finished", ids=("series_id",))
SERIES_EXCEPTION = Event("series.exception", ids=("series_id", "visit_id"))
SERIES_SKIPPED = Event("series.skipped", ids=("series_id", "visit_id"))
SERIES_STOPS = Event("series.stops", ids=("series_id",))
SERIES_BILLED = Event("series.billed", ids=("series_id", "due_id"))
PACKAGE_CHANGED = Event("package.changed", ids=("package_id",))
PASS_TAKEN = Event("package.taken", ids=("pass_id",))
PASS_ENDING = Event("package.ending", ids=("pass_id",))
PASS_RETURNED = Event("package.returned", ids=("pass_id",))
