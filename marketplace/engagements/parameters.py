"""What staff set for engagements (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "住家和长期服务"
OPEN_ASKS = declare(Parameter("engagements.open_asks", GROUP, "一个人最多同时找几位", Whole(1, 50, "位"), 5))
SUBSTITUTE_HOURS = declare(
    Parameter("engagements.substitute_hours", GROUP, "替补给家里留几小时考虑", Whole(1, 240, "小时"), 24, "开始前不到这些小时的，留到开始前一小时。")
)
WATCH_DAYS = declare(Parameter("engagements.watch_days", GROUP, "提前几天查证件、找替补", Whole(1, 60, "天"), 14))
CARE_A_DAY = declare(Parameter("engagements.care_a_day", GROUP, "照护记录一天最多几条", Whole(1, 100, "条"), 30))
CODE_TRIES = declare(Parameter("engagements.code_tries", GROUP, "上岗码最多错几次", Whole(3, 20, "次"), 8))
