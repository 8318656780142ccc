"""Why an offer cannot be answered."""

from core.errors import Conflict
from marketplace.bookings.availability.reasons import WORDS, Reason
from marketplace.bookings.errors import SlotTaken


class OfferIsOver(Conflict):
    """The minutes to answer are over, it was answered, or somebody else was quicker."""

    code = "offer_is_over"
    message = "这一单已经有人接了，或者答复的时间过了。"


def why(error: SlotTaken) -> str:
    """Why somebody cannot come, in the words of the calendar."""
    known = {reason.value: text for reason, text in WORDS.items()}
    names = error.extra.get("reasons") or [error.extra.get("reason", "")]
    return "、".join(known[name] for name in names if name in known) or known[Reason.FREE.value]
