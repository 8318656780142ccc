"""What staff set for favourites (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

MOST = declare(Parameter("favourites.most", "会员", "一个人最多收藏几样", Whole(1, 5000, "样"), 500))
