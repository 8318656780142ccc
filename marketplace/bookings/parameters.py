"""What staff set for orders (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "预约"
HOLD_MINUTES = declare(Parameter("bookings.hold_minutes", GROUP, "看价格时时段留几分钟", Whole(5, 60, "分钟"), 15))
OPEN_ORDERS = declare(Parameter("bookings.open_orders", GROUP, "一个人最多同时有几单没做完", Whole(1, 200, "单"), 20))
GUEST_ORDERS = declare(
    Parameter("bookings.guest_orders", GROUP, "没验证过号码的人最多同时有几单没做完", Whole(1, 20, "单"), 3, "打电话、发短信来约，还没有用这个号码登录过的人。")
)
JOIN_DAYS = declare(
    Parameter("bookings.join_days", GROUP, "登录后认领几天以内的电话和短信订单", Whole(1, 365, "天"), 90, "号码会换主人，更早的订单不跟着号码走。")
)
CONFIRM_HOURS = declare(Parameter("bookings.confirm_hours", GROUP, "完工后几小时没有意见就算确认", Whole(1, 240, "小时"), 48))
TALK_DAYS = declare(Parameter("bookings.talk_days", GROUP, "订单结束后还能说几天话", Whole(0, 90, "天"), 7, "过了这些天，双方还看得到，不能再说。"))
MESSAGES_AN_HOUR = declare(Parameter("bookings.messages_an_hour", GROUP, "一个人在一单里一小时最多说几句", Whole(1, 200, "句"), 60))
OFFER_MINUTES = declare(
    Parameter("bookings.offer_minutes", GROUP, "排队轮到了，时间留几分钟", Whole(10, 1440, "分钟"), 30, "没回就轮到下一家；离上门不到半小时的不再留。")
)
OFFER_MISSES = declare(Parameter("bookings.offer_misses", GROUP, "轮到几次都没回就不再排", Whole(1, 10, "次"), 3))
WAITING_MOST = declare(Parameter("bookings.waiting_most", GROUP, "一个人最多同时排几个队", Whole(1, 20, "个"), 5))
WAITING_DAYS = declare(Parameter("bookings.waiting_days", GROUP, "排队最多等几天里的时间", Whole(1, 60, "天"), 31))
CODE_TRIES = declare(Parameter("bookings.code_tries", GROUP, "签到码最多错几次", Whole(3, 20, "次"), 8))
