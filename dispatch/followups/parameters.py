"""What staff set for follow-ups (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

FIRST_DAYS = declare(
    Parameter("followups.first_days", "回访任务", "没有另定的服务，完工几天后回访", Whole(0, 90, "天"), 1, "0 是不回访；每项服务另定的写在「回访安排」里。")
)
