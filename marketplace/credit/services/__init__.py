"""The verbs of this slice."""

from marketplace.credit.services.assessing import assess_month
from marketplace.credit.services.counting import count_again, count_marked, recount
from marketplace.credit.services.marking import mark, mark_orders

__all__ = ["assess_month", "count_again", "count_marked", "mark", "mark_orders", "recount"]
