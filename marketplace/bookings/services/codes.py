"""The four figures that a family reads out: one when somebody comes, one when the work is done. Few enough to be guessed, so guesses are counted."""

import hmac
from datetime import datetime

from django.db.models import F

from core.errors import RateLimited
from marketplace.bookings.errors import WrongCode
from marketplace.bookings.models import Visit
from marketplace.bookings.parameters import CODE_TRIES


def require_code(visit: Visit, expected: str, given: str, *, counter: str, now: datetime, wrong: WrongCode, too_many: str) -> None:
    """Compare, at most as often as the parameter says, however many ask at once: a try is taken before it is looked at, a right one given back.

    `counter`: the column of the visit. Call it outside a transaction, or a refusal takes the count back. Raises RateLimited, and `wrong`.
    """
    row = Visit.objects.filter(pk=visit.pk)
    if not row.filter(**{f"{counter}__lt": CODE_TRIES.at(now)}).update(**{counter: F(counter) + 1}):
        raise RateLimited(too_many, retry_after=3600)
    if not expected or not _same(given, expected):
        raise wrong
    row.update(**{counter: F(counter) - 1})


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.strip().encode(), expected.encode())
