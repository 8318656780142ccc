"""What staff set for the search (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

MOST_SAVED = declare(Parameter("search.most_saved", "会员", "一个人最多保存几个搜索", Whole(1, 200, "个"), 20))
