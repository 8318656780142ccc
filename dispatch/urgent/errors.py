"""Why something about an urgent order cannot be done."""

from core.errors import Conflict


class AlreadyCalling(Conflict):
    """A family has one urgent order at a time."""

    code = "already_calling"
    message = "已经有一单急修在找人，先看那一单。"


class PriceIsOver(Conflict):
    """The minutes to look at the price are over."""

    code = "price_is_over"
    message = "价格留的时间过了，重新报一次，马上再给你算。"


class CannotCome(Conflict):
    """Whoever is to be sent cannot come; the reasons say why."""

    code = "cannot_come"
    message = "他现在去不了，换一位。"
