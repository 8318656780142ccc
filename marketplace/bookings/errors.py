"""Why something about an order cannot be done."""

from core.errors import Conflict, Invalid


class NotBookable(Conflict):
    """The offer has no service type, no price that can be counted, or nobody who does it."""

    code = "not_bookable"
    message = "这一条不能直接约，留言问一问。"


class TooMuch(Conflict):
    """More than one visit can hold."""

    code = "too_much"
    message = "一次做不完这么多，分两次约。"


class SlotTaken(Conflict):
    """Nobody can come then: `reasons` says why, for each worker asked, by name."""

    code = "slot_taken"
    message = "这个时间刚被约走了，换一个吧。"


class Busy(Conflict):
    """Many want the same worker at this moment; nothing was written."""

    code = "busy"
    message = "这个时间正有人在约，几秒后再点一次。"
    retry_after = 2


class HoldIsOver(Conflict):
    """The fifteen minutes are over, or the provider's time to answer."""

    code = "hold_is_over"
    message = "留的时间过了，这个时段已经放开，重新选一次吧。"


class FeeChanged(Conflict):
    """The fee is another one than was shown; `fee_yuan` is the new one."""

    code = "fee_changed"
    message = "费用变了，请看一眼新的再定。"


class TotalChanged(Conflict):
    """The price is another one than was shown."""

    code = "total_changed"
    message = "价格和你看到的不一样，请看一眼最新的再定。"


class PriceMoves(Conflict):
    """At the new time it costs something else (night, holiday); `total_yuan` is what it would be. Ask again with it."""

    code = "price_moves"
    message = "新时间的总价和原来不一样，看一眼再定。"


class NeedsAgreement(Conflict):
    """This near to the start both sides have to agree."""

    code = "needs_agreement"
    message = "离上门太近，改时间要双方同意；先留言商量，或者按规则取消。"


class TooEarly(Conflict):
    """It cannot be said yet that somebody has not come."""

    code = "too_early"
    message = "还没到能这样说的时候。"


class WrongCode(Invalid):
    """Not the family's code."""

    code = "wrong_code"
    message = "家里的签到码不对。"


class TalkIsOver(Conflict):
    """The order has not been placed yet, or ended too many days ago."""

    code = "talk_is_over"
    message = "这一单现在不能再留言了。"


class AlreadyInLine(Conflict):
    """The same person waits for the same service already."""

    code = "already_in_line"
    message = "这项你已经在排队了；要换日子，先退出再排。"


class TooManyLines(Conflict):
    """A member waits for so many things that he could not take them all."""

    code = "too_many_lines"
    message = "同时排的队太多了，先退出几个。"


class TooManyOpen(Conflict):
    """A member has so many orders waiting that nobody could keep them all."""

    code = "too_many_open"
    message = "等着上门的订单太多了，先做完几单再约。"
