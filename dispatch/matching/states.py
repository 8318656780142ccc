"""What became of an offer of a job to one worker."""

from django.db.models import TextChoices


class OfferKind(TextChoices):
    """What was offered."""

    URGENT = "urgent", "急单"


class OfferState(TextChoices):
    """The answer. An open one is over at `until`, whatever the row says."""

    OPEN = "open", "等答复"
    ACCEPTED = "accepted", "接了"
    DECLINED = "declined", "没接"
    LAPSED = "lapsed", "没答复"
    WITHDRAWN = "withdrawn", "收回了"


TONES = {"open": "warn", "accepted": "ok", "declined": "bad"}
