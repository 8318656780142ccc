"""Why something about an accident cannot be done."""

from core.errors import Conflict


class TooLate(Conflict):
    """The order has not begun, or ended too long ago."""

    code = "too_late"
    message = "这一单现在不能报意外：还没上门，或者结束太久了。有事打网络中心的电话。"


class StepsOpen(Conflict):
    """There are steps that nobody has done."""

    code = "steps_open"
    message = "还有步骤没做完，做完再办结。"


class TooManyCases(Conflict):
    """An order has so many cases already."""

    code = "too_many_cases"
    message = "这一单报过几次了，接着在原来那条上说。"
