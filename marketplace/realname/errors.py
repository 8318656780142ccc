"""Why a real name cannot be proven."""

from core.errors import Conflict, Forbidden


class NumberTaken(Conflict):
    """The number proves another account, or waits to."""

    code = "number_taken"
    message = "这个身份证号已经认证了另一个账号。换手机号用「账号与安全」，不用再认证；不是你办的，请打服务热线。"


class NotOnesOwn(Forbidden):
    """Nobody checks himself."""

    code = "not_ones_own"
    message = "自己的实名要由另一位同事来核。"
