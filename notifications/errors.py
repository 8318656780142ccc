"""What can go wrong with messages."""

from core.errors import Forbidden, RateLimited


class CodeTooSoon(RateLimited):
    """One code a minute for a number."""

    code = "code_too_soon"
    message = "验证码刚发过。没收到的话，过一分钟再要一次。"


class TooManyCodes(RateLimited):
    """Too many codes for this number or from this address."""

    code = "too_many_codes"
    message = "今天要的验证码太多了，请过些时候再试，或者用密码登录。"


class SmsBudgetSpent(RateLimited):
    """The day's budget for SMS is spent."""

    code = "sms_budget_spent"
    message = "今天的短信发完了，请用密码登录，或打电话给我们。"


class NotFromProvider(Forbidden):
    """The call does not carry the provider's signature, or carries an old one."""

    code = "not_from_provider"
    message = "签名不对或者过期了。"
