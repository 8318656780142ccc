"""Why something about an enterprise cannot be done."""

from core.errors import Conflict, Forbidden


class NotApproved(Forbidden):
    """Only an approved enterprise may do this (ENT-03)."""

    code = "enterprise_not_approved"
    message = "企业还没有通过审核，通过以后才能发布服务。"


class LicenceTaken(Conflict):
    """Another enterprise with this licence is in or waiting."""

    code = "licence_taken"
    message = "这个统一社会信用代码已经有企业在用。是你的企业就用原来的账号登录，有疑问打服务热线。"


class NotYourOwn(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "not_your_own"
    message = "自己提交的申请要由另一位同事来审。"


class UnderReview(Conflict):
    """It is being looked at."""

    code = "under_review"
    message = "申请正在审核，要改先撤回。"
