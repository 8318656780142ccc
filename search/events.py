"""Events of the search."""

from core.outbox import Event

# The projection has changed; what has changed stands in search_pendingdocument.
SEARCH_CHANGED = Event("search.changed")
