"""Why something about a listing cannot be done."""

from core.errors import Conflict, Forbidden


class NotYourListing(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "not_your_own"
    message = "自己发的信息要由另一位同事来审。"


class CannotEnquire(Conflict):
    """It is one's own, or it takes no enquiries any more."""

    code = "cannot_enquire"
    message = "这条信息现在不能留言。"


class CannotEdit(Conflict):
    """Closed, expired or taken down."""

    code = "cannot_edit"
    message = "这条信息已经结束，不能再改；要用就重新发一条。"
