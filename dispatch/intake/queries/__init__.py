"""Reads of the slice."""

from dispatch.intake.queries.tickets import NUMBER, PAGE_SIZE, by_number, colleagues, count_own, may_handle, own_data, own_or_404, own_page, steps_of

__all__ = ["NUMBER", "PAGE_SIZE", "by_number", "colleagues", "count_own", "may_handle", "own_data", "own_or_404", "own_page", "steps_of"]
