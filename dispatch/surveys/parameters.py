"""What staff set for surveys (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "满意度调查"
GAP_DAYS = declare(Parameter("surveys.gap_days", GROUP, "同一家两次调查至少隔几天", Whole(0, 365, "天"), 30))
OPEN_DAYS = declare(Parameter("surveys.open_days", GROUP, "链接几天内能答", Whole(1, 90, "天"), 14))
LEAST_GROUP = declare(
    Parameter("surveys.least_group", GROUP, "几份以上才显示结果", Whole(3, 100, "份"), 5, "少于这么多的服务和区不显示，免得猜出是哪一家答的。")
)
