"""What staff set for credit (PAR-01), published on the page that says how it is counted (CRE-02)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole
from marketplace.credit.states import Grade, Part

GROUP = "信用"
_WEIGHTS = {Part.RATINGS: 35, Part.PUNCTUAL: 20, Part.RETURN_VISITS: 15, Part.COMPLAINTS: 15, Part.INSPECTIONS: 10, Part.RESPONSE: 5}
_USUAL = {Part.RATINGS: 83, Part.PUNCTUAL: 95, Part.RETURN_VISITS: 90, Part.COMPLAINTS: 97, Part.INSPECTIONS: 85, Part.RESPONSE: 85}
_LEAST = {Grade.AAA: 95, Grade.AA: 90, Grade.A: 84, Grade.B: 75}
WEIGHTS = {part: declare(Parameter(f"credit.weight_{part}", GROUP, f"{part.label}占几分", Whole(0, 100, "分"), _WEIGHTS[part])) for part in Part}
USUAL = {part: declare(Parameter(f"credit.usual_{part}", GROUP, f"{part.label}：平常的是多少", Whole(0, 100, "%"), _USUAL[part])) for part in Part}
BOUNDS = {
    grade: declare(
        Parameter(f"credit.least_{grade.lower()}", GROUP, f"{grade}（{grade.label}）最低几分", Whole(1, 100, "分"), least, "从高到低看，先到哪一级算哪一级。")
    )
    for grade, least in _LEAST.items()
}
PRIOR = declare(Parameter("credit.prior", GROUP, "每一项先垫几次平常的", Whole(1, 100, "次"), 10, "垫得越多，记录少的越靠近平常。"))
MONTHS = declare(Parameter("credit.months", GROUP, "算最近几个月", Whole(1, 36, "个月"), 12))
LEAST_FACTS = declare(Parameter("credit.least_facts", GROUP, "满几条记录才给等级", Whole(1, 500, "条"), 20, "各项记录加起来；不够的写「新入驻，记录不足」。"))
ANSWER_HOURS = declare(Parameter("credit.answer_hours", GROUP, "几小时内答复算及时", Whole(1, 72, "小时"), 12, "订单和留言；急单看规定的几分钟。"))
