"""Why something about a level cannot be done."""

from core.errors import Conflict, Forbidden


class NotToOneself(Forbidden):
    """Whoever gives levels gives himself none."""

    code = "not_to_oneself"
    message = "自己的等级要由另一位同事来定。"


class AlreadyWithdrawn(Conflict):
    """Somebody was faster."""

    code = "already_withdrawn"
    message = "这一条已经撤回了。"
