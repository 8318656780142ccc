"""What staff set for matching (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "匹配"
RADIUS_KM = declare(Parameter("matching.radius_km", GROUP, "最远找几公里", Whole(1, 100, "公里"), 20, "服务人员自己定的最远距离更近的，按更近的算。"))
DISTANCE = declare(Parameter("matching.distance_points", GROUP, "离得近最多几分", Whole(0, 100, "分"), 40))
RATING = declare(Parameter("matching.rating_points", GROUP, "口碑好最多几分", Whole(0, 100, "分"), 25))
HISTORY = declare(Parameter("matching.history_points", GROUP, "来过这一家最多几分", Whole(0, 100, "分"), 20))
EXPERIENCE = declare(Parameter("matching.experience_points", GROUP, "做得久最多几分", Whole(0, 100, "分"), 10))
SLACK = declare(Parameter("matching.slack_points", GROUP, "当天活少最多几分", Whole(0, 100, "分"), 5))
PUNCTUAL = declare(Parameter("matching.punctual_points", GROUP, "来得准时最多几分", Whole(0, 100, "分"), 10))
OUTLET = declare(Parameter("matching.outlet_points", GROUP, "管这个区的门店离得近最多几分", Whole(0, 100, "分"), 5, "不归门店的人没有这一项。"))
