"""Why something about an engagement cannot be done."""

from core.errors import Conflict, Forbidden, Invalid


class NotEngageable(Conflict):
    """The service is not done by the month, by 26 days or by the day, or the offer has another unit."""

    code = "not_engageable"
    message = "这项服务不按月、按天做，请直接约时间，或者留言问一问。"


class NotFree(Conflict):
    """Somebody cannot be there on every one of these days; `reasons` says why, by name."""

    code = "not_free"
    message = "这位在这段日子里来不了。"


class TimeIsOver(Conflict):
    """The time to answer has run out."""

    code = "time_is_over"
    message = "答复的时间过了，重新开始一次吧。"


class TotalDiffers(Conflict):
    """The price is another one than was shown."""

    code = "total_changed"
    message = "价格和你看到的不一样，请看一眼最新的再定。"


class FeeDiffers(Conflict):
    """The fee is another one than was shown; `fee_yuan` is the new one."""

    code = "fee_changed"
    message = "费用变了，请看一眼新的再定。"


class PriceTooHigh(Conflict):
    """A substitute must not cost more than who was accepted."""

    code = "price_too_high"
    message = "替补的价格不能比原来的高。"


class NotSigned(Conflict):
    """Nothing starts before both sides have accepted the contract."""

    code = "not_signed"
    message = "合同双方都签了才能开始。"


class AlreadySigned(Conflict):
    """This side has signed this version already."""

    code = "already_signed"
    message = "这一版你们这边已经签过了。"


class ContractChanged(Conflict):
    """There is a newer version than the one that was read."""

    code = "contract_changed"
    message = "合同有了新的一版，请读过新的再签。"


class OneAtATime(Conflict):
    """There is one of these without an answer."""

    code = "one_at_a_time"
    message = "上一件还没有答复，等一等再提。"


class TooManyAsked(Conflict):
    """So many engagements wait that nobody could answer them all."""

    code = "too_many_asked"
    message = "还在找人的太多了，先定下一个再提。"


class WrongDay(Conflict):
    """Outside of the days that were agreed on."""

    code = "wrong_day"
    message = "不在约好的日子里。"


class WrongArrivalCode(Invalid):
    """Not the family's code."""

    code = "wrong_code"
    message = "家里的上岗码不对。"


class NotProvider(Forbidden):
    """Whoever lives in is employed: the enterprise decides this."""

    code = "not_provider"
    message = "这一步由所在企业来办。"
