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


class OrdersPaused(Conflict):
    """The agreement has run out and no other holds (ENT-12)."""

    code = "orders_paused"
    message = "这家企业的合作协议到期了还没续签，暂停发布新的服务，也不接新单。"


class AgreementOverlaps(Conflict):
    """Another signed agreement of the enterprise holds on some of these days."""

    code = "agreement_overlaps"
    message = "这些日子里已经有一份签好的协议。改日期，或者先终止那一份。"


class NumberTaken(Conflict):
    """An agreement with this number is there."""

    code = "agreement_number_taken"
    message = "这个协议编号已经用过。"


class SignedByAnother(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "signed_by_another"
    message = "自己起草的协议要由另一位同事来签。"


class OutletNameTaken(Conflict):
    """The enterprise has an outlet of this name."""

    code = "outlet_name_taken"
    message = "已经有一家同名的门店。"
