"""What staff set for workers (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "服务人员"
FILES_A_DAY = declare(Parameter("workers.files_a_day", GROUP, "一个人一天最多建几份档案", Whole(1, 500, "份"), 60))
PAPERS_A_DAY = declare(Parameter("workers.papers_a_day", GROUP, "一个人一天最多登记几份证件", Whole(1, 500, "份"), 100))
