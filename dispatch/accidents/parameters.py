"""What staff set for accidents (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Names, Whole

GROUP = "意外处理"
HOURS = declare(Parameter("accidents.hours", GROUP, "几小时内办完", Whole(1, 720, "小时"), 72, "指定负责人时算起，可以另定。"))
REPORT_DAYS = declare(Parameter("accidents.report_days", GROUP, "订单结束后几天内还能报", Whole(1, 90, "天"), 15))
STEPS = declare(
    Parameter(
        "accidents.steps",
        GROUP,
        "补救要走的步骤",
        Names(60, 12),
        [
            "打电话问清楚，有没有人受伤",
            "有人受伤的先送医，垫付的留好票",
            "现场和损坏的东西拍照存档",
            "通知服务方和保险公司",
            "和家里商量怎么补救，写下来",
            "补救做完，家里点头",
        ],
        "新立的单按这个列步骤，已经立的不变。",
    )
)
