"""What staff set for urgent orders (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "急单"
WAVE_SIZE = declare(Parameter("urgent.wave_size", GROUP, "一轮同时问几个人", Whole(1, 20, "人"), 3))
ANSWER_MINUTES = declare(Parameter("urgent.answer_minutes", GROUP, "一轮等几分钟", Whole(1, 60, "分钟"), 3))
WAVES = declare(Parameter("urgent.waves", GROUP, "最多问几轮", Whole(1, 10, "轮"), 3, "问完还没有人接，转给调度。"))
FIRST_KM = declare(Parameter("urgent.first_km", GROUP, "第一轮找几公里", Whole(1, 50, "公里"), 6))
GROWTH_KM = declare(Parameter("urgent.growth_km", GROUP, "每一轮再远几公里", Whole(0, 50, "公里"), 6))
DISPATCHER_MINUTES = declare(Parameter("urgent.dispatcher_minutes", GROUP, "转给调度后几分钟内要派出去", Whole(1, 240, "分钟"), 10, "过了时限，通知负责人。"))
PRICE_MINUTES = declare(Parameter("urgent.price_minutes", GROUP, "价格留几分钟", Whole(5, 60, "分钟"), 15))
A_DAY = declare(Parameter("urgent.a_day", GROUP, "一个人一天最多报几次急修", Whole(1, 50, "次"), 5))
