"""What staff set for listings (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Names, Switch, Whole

GROUP = "供求信息"
MODERATION = declare(
    Parameter(
        "listings.moderation", GROUP, "发布前审核", Switch("先审后发", "先发后审"), True, "先发后审时，新发布和改过的信息马上公开，审核的同事事后撤下不合适的。"
    )
)
LIFETIME_DAYS = declare(Parameter("listings.lifetime_days", GROUP, "公开多少天", Whole(1, 365, "天"), 60, "到期自动撤下，发布人可以续期。只管以后发布的。"))
MAX_PHOTOS = declare(Parameter("listings.max_photos", GROUP, "最多几张照片", Whole(0, 20, "张"), 6))
POSTS_A_DAY = declare(Parameter("listings.posts_a_day", GROUP, "一个人一天最多发几条", Whole(1, 500, "条"), 60))
ENQUIRIES_A_DAY = declare(Parameter("listings.enquiries_a_day", GROUP, "一个人一天最多问几条新的", Whole(1, 200, "条"), 20))
MESSAGES_AN_HOUR = declare(Parameter("listings.messages_an_hour", GROUP, "一个人一小时最多说几句", Whole(1, 1000, "句"), 60))
CHARGE_ITEMS = declare(
    Parameter(
        "listings.charge_items",
        GROUP,
        "常见的另收费项目",
        Names(12, 20),
        ["上门费", "材料费", "夜间加价", "节假日加价", "停车费", "远郊车费"],
        "发布服务时列给商家看，请他们写清收不收。",
    )
)
