"""What staff set for the board (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "派工台"
LATE_MINUTES = declare(
    Parameter("board.late_minutes", GROUP, "晚到几分钟记一次迟到", Whole(1, 120, "分钟"), 15, "没签到的，到这一分钟自动记上；记错了可以注销，写明原因。")
)
LATE_DAYS = declare(Parameter("board.late_days", GROUP, "迟到记录算最近几天", Whole(7, 730, "天"), 180))
