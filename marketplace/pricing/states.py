"""Where a range stands on a day. It is told from the rows, not kept: nothing moves it but time, a later range, or a withdrawal."""

from django.db.models import TextChoices


class Standing(TextChoices):
    """Of one range."""

    IN_FORCE = "in_force", "生效中"
    COMING = "coming", "还没生效"
    SUPERSEDED = "superseded", "已被接替"
    WITHDRAWN = "withdrawn", "已撤回"


TONES = {Standing.IN_FORCE: "ok", Standing.COMING: "info", Standing.SUPERSEDED: "", Standing.WITHDRAWN: "bad"}


class Mark(TextChoices):
    """A price beside its guidance."""

    ABOVE = "above", "高于指导价"
    WITHIN = "within", "符合指导价"
    BELOW = "below", "低于指导价"
