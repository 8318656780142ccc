"""Why something cannot be reported, or a report not be decided."""

from core.errors import Conflict, Forbidden


class AlreadyReported(Conflict):
    """One's own report of it is still open."""

    code = "already_reported"
    message = "你已经举报过，同事正在看，有结果会告诉你。"


class YourOwnReport(Forbidden):
    """Who reports does not decide (ROL-02)."""

    code = "not_your_own"
    message = "自己举报的要由另一位同事来定。"
