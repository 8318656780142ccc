"""Why an offer cannot be answered."""

from core.errors import Conflict


class OfferIsOver(Conflict):
    """The minutes to answer are over, it was answered, or somebody else was quicker."""

    code = "offer_is_over"
    message = "这一单已经有人接了，或者答复的时间过了。"
