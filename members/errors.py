"""What can go wrong with an account."""

from core.errors import Conflict, Forbidden, RateLimited


class PhoneTaken(Conflict):
    """Another account has proven this number meanwhile."""

    code = "phone_taken"
    message = "这个手机号已经属于另一个账号。"


class AlreadyOnDuty(Conflict):
    """The person has this role in this organisation already."""

    code = "already_on_duty"
    message = "这个人在这里已经有这个角色。"


class DutyEnded(Conflict):
    """Somebody has ended it already."""

    code = "duty_ended"
    message = "这项任职已经结束。"


class NotToYourself(Forbidden):
    """Maker and checker are never the same person: nobody grants to or suspends himself."""

    code = "not_to_yourself"
    message = "不能给自己授权或停用自己，请由另一位管理员来办。"


class TooManyTries(RateLimited):
    """Too many log-in tries."""

    code = "too_many_tries"
    message = "试得太多了。请过一会儿再登录，或者换一种方式。"


class TooManyCodeTries(RateLimited):
    """The five tries of a code are used up."""

    code = "too_many_code_tries"
    message = "验证码错得太多，这个码已经作废。请重新获取。"
