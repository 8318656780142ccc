"""Why something about a job posting or an application cannot be done."""

from core.errors import Conflict, Forbidden


class NotYourPosting(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "not_your_own"
    message = "自己发的招聘要由另一位同事来审。"


class CannotEdit(Conflict):
    """Closed, expired or taken down."""

    code = "cannot_edit"
    message = "这条招聘已经结束，不能再改；还要招就重新发一条。"


class OwnPosting(Conflict):
    """One does not apply at one's own enterprise."""

    code = "own_posting"
    message = "这是你自己的企业发的招聘。"


class AlreadyApplied(Conflict):
    """There is an open application of this person for this posting."""

    code = "already_applied"
    message = "这个岗位你已经投过了，进展在「我的应聘」里看。"


class AlreadySignedUp(Conflict):
    """The person's name is on the list already."""

    code = "already_signed_up"
    message = "你已经报过名了，老师会按登记的手机号联系你。"
