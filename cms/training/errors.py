"""Why something about a course cannot be done."""

from core.errors import Conflict


class UnderReview(Conflict):
    """It is being looked at."""

    code = "under_review"
    message = "正在等审核，要改先撤回来。"


class NothingToSubmit(Conflict):
    """It waits already, or nothing has changed."""

    code = "nothing_to_submit"
    message = "没有要交的改动。"


class NotWaiting(Conflict):
    """There is nothing to take back."""

    code = "not_waiting"
    message = "现在没有在等审核的。"


class NotShown(Conflict):
    """It is not public."""

    code = "not_shown"
    message = "它现在不在网站上。"
