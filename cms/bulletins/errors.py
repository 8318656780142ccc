"""Why something about a notice cannot be done."""

from core.errors import Conflict, Forbidden


class NotYourNotice(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "not_your_own"
    message = "自己写的公告要由另一位同事来审。"


class CannotEdit(Conflict):
    """Closed, expired or taken down."""

    code = "cannot_edit"
    message = "这条公告已经结束，不能再改；还要发就重新写一条。"


class TimeIsOver(Conflict):
    """It ended while it waited."""

    code = "time_is_over"
    message = "等审的时候有效期过了，退回去请对方改日期。"
