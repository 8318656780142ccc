"""What staff set for storefronts (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

FLYERS = declare(Parameter("storefronts.flyers", "企业页面", "一家最多几种宣传单", Whole(1, 500, "种"), 50))
