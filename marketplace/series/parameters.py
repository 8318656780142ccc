"""What staff set for series and packages (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "定期和套餐"
HORIZON_DAYS = declare(
    Parameter("series.horizon_days", GROUP, "定期服务提前几天排好", Whole(7, 60, "天"), 28, "这么多天以内的每一次都已经占好人的时间；更远的到时候再排。")
)
OFFER_MINUTES = declare(
    Parameter("series.offer_minutes", GROUP, "定期服务的价格看几分钟", Whole(10, 240, "分钟"), 60, "这段时间里没接受就作废；看价格时还没占人的时间。")
)
OPEN_SERIES = declare(Parameter("series.open_series", GROUP, "一个人最多同时有几个定期服务", Whole(1, 50, "个"), 10))
NEIGHBOURS = declare(Parameter("series.neighbours", GROUP, "排不上时给几个相近的时间", Whole(2, 20, "个"), 6))
REMIND_DAYS = declare(Parameter("series.remind_days", GROUP, "套餐到期前几天提醒", Whole(1, 60, "天"), 14))
