"""What staff set for enterprises and their agreements (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Share, Whole, Words
from marketplace.enterprises.models.agreements import MAX_BP
from marketplace.enterprises.states import Grade

GROUP, MONEY = "企业评级", "合作协议"
_MEANS = {"A": "证照齐、投诉少、整改快", "B": "合规，偶有小问题", "C": "有问题在整改", "D": "问题多，重点看着"}
GRADE_MEANS = {
    grade: declare(Parameter(f"enterprises.grade_{grade.lower()}", GROUP, f"{grade.label}是什么意思", Words(30), _MEANS[grade], right=("grade", "enterprise")))
    for grade in Grade
}
COMMISSION = declare(
    Parameter("agreements.commission", MONEY, "佣金比例", Share(MAX_BP), 1000, "起草协议时先填上的比例，每份协议可以另谈。", right=("create", "agreement"))
)
REMIND_DAYS = declare(
    Parameter("agreements.remind_days", MONEY, "提前几天提醒续签", Whole(1, 180, "天"), 30, "起草协议时先填上的天数。", right=("create", "agreement"))
)
MAX_FILES = declare(Parameter("enterprises.max_files", "企业申请", "最多传几份证照", Whole(1, 50, "份"), 10))
