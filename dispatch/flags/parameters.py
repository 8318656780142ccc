"""What staff set for reports (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

REPORTS_A_DAY = declare(Parameter("flags.a_day", "举报", "一个人一天最多举报几次", Whole(1, 100, "次"), 10))
