"""What staff set for postings (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Whole

GROUP = "招聘"
POSTS_A_DAY = declare(Parameter("recruitment.posts_a_day", GROUP, "一个人一天最多发几条招聘", Whole(1, 200, "条"), 40))
APPLICATIONS_A_DAY = declare(Parameter("recruitment.applications_a_day", GROUP, "一个人一天最多应聘几次", Whole(1, 200, "次"), 20))
SIGNUPS_A_DAY = declare(Parameter("recruitment.signups_a_day", GROUP, "一个人一天最多报名几次劳务输送", Whole(1, 100, "次"), 10))
