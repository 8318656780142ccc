"""Why something about a series or a package cannot be done."""

from core.errors import Conflict


class NotRepeatable(Conflict):
    """The service is not done in series, or not in this rhythm."""

    code = "not_repeatable"
    message = "这项服务不能定期约，单次约就好。"


class NotMonthly(Conflict):
    """The service is not paid by the month, or the price is no longer the one that was seen."""

    code = "not_monthly"
    message = "这个包月价现在不卖，或者刚改过，看一眼最新的。"


class LastMonth(Conflict):
    """There is no month after this one to be stopped."""

    code = "last_month"
    message = "这已经是最后一个月，做完就结束，不用再取消。"


class SeriesTotalChanged(Conflict):
    """What the visits cost together is another sum than was seen; `total_yuan` is the new one."""

    code = "price_moves"
    message = "这些次加起来的钱和你看到的不一样，看一眼再定。"


class DatesDoNotFit(Conflict):
    """Nothing was changed: on these `dates` nobody can come, or it is too near."""

    code = "dates_do_not_fit"
    message = "有几天排不上，一次也没有改。"


class TooManySeries(Conflict):
    """A member has so many series that nobody could keep them all."""

    code = "too_many_series"
    message = "定期服务太多了，先结束一个再约。"


class PackageNotOpen(Conflict):
    """The package is not sold any more, or is another one than was seen."""

    code = "package_not_open"
    message = "这个套餐现在不卖，或者刚改过，看一眼最新的。"


class PassEmpty(Conflict):
    """Nothing is left of it, or less than this visit takes."""

    code = "pass_empty"
    message = "套餐剩下的不够这一次用。"


class PassOver(Conflict):
    """It ends before the visit."""

    code = "pass_over"
    message = "套餐在这一天前就到期了，选早一点的时间，或者单次付钱。"


class PassElsewhere(Conflict):
    """The package does not hold for this service."""

    code = "pass_elsewhere"
    message = "这个套餐不能用在这项服务上。"


class NobodyThen(Conflict):
    """None of the first dates can be kept by anybody."""

    code = "nobody_then"
    message = "近几次这个时间都排不上，换个时间或者星期几。"
