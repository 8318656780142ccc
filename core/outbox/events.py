"""Events that the platform's own triggers publish."""

from core.outbox.registry import Event

# Written by the trigger on wagtailcore_page and wagtailcore_pageviewrestriction (migration 0002), whoever changed them and how.
PAGE_CHANGED = Event("page.changed", ids=("page_id",))
