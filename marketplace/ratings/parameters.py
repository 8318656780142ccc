"""What staff set for ratings (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "评价"
RATE_DAYS = declare(Parameter("ratings.rate_days", GROUP, "确认完工后几天内可以评价", Whole(7, 365, "天"), 60))
EDIT_DAYS = declare(Parameter("ratings.edit_days", GROUP, "评价后几天内可以改", Whole(0, 30, "天"), 7, "改过的每一版都留着。"))
BLIND_DAYS = declare(
    Parameter("ratings.blind_days", GROUP, "双方互不看见，最多等几天公开", Whole(0, 30, "天"), 0, "0 是马上公开；不是 0 时，双方都评完或到期，两边一起公开。")
)
REMIND_HOURS = declare(Parameter("ratings.remind_hours", GROUP, "完工后几小时还没评价就提醒一次", Whole(1, 240, "小时"), 24))
REWARD_POINTS = declare(
    Parameter("ratings.reward_points", GROUP, "写一条评价给多少积分", Whole(0, 1000, "分"), 0, "好评差评一样给；0 是不给。积分记在评价上，由积分账户来取。")
)
PRIOR_WEIGHT = declare(Parameter("ratings.prior_weight", GROUP, "排序时垫几条平均评价", Whole(1, 200, "条"), 20, "垫得越多，评价少的越靠近平均。"))
MAX_PHOTOS = declare(Parameter("ratings.max_photos", GROUP, "一条评价最多几张照片", Whole(0, 12, "张"), 6))
