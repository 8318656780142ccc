"""Why something is not done again for nothing."""

from core.errors import Conflict


class OutOfWarranty(Conflict):
    """The service has no warranty, the order is not finished, or its period is over."""

    code = "out_of_warranty"
    message = "这一单不在保修期里，不能免费返工。"


class RedoOpen(Conflict):
    """One redo of an order at a time."""

    code = "redo_open"
    message = "这一单已经约了返工，先把那一次做完。"
