"""Of whom credit is kept, of which parts it is made, and what the grades are called."""

from django.db.models import TextChoices
from django.utils.translation import gettext_noop


class Kind(TextChoices):
    """Whose credit it is."""

    ENTERPRISE = "enterprise", "企业"
    WORKER = "worker", "服务人员"


class Part(TextChoices):
    """What a score is made of; each fact of a part is worth 0 to 100 hundredths."""

    RATINGS = "ratings", "家里的评价"
    PUNCTUAL = "punctual", "准时到场"
    RETURN_VISITS = "return_visits", "回访满意"
    COMPLAINTS = "complaints", "没有投诉"
    INSPECTIONS = "inspections", "抽查合格"
    RESPONSE = "response", "及时答复"


class Grade(TextChoices):
    """The grade, the best first; "" is nobody's yet."""

    AAA = "AAA", "信用极好"
    AA = "AA", "信用优良"
    A = "A", "信用良好"
    B = "B", "信用一般"
    C = "C", "信用较差"


class Reason(TextChoices):
    """Why a line stands in the history."""

    GRADE = "grade", "等级变了"
    MONTH = "month", "月度考核"


TONES = {"AAA": "ok", "AA": "ok", "A": "brand", "B": "warn", "C": "bad"}
NEW = gettext_noop("新入驻，记录不足")
# What one fact of a part is, in words.
COUNTED = {
    Part.RATINGS: gettext_noop("做完的订单里家里给的星：五星算满，一星算零。"),
    Part.PUNCTUAL: gettext_noop("签到的上门里没有迟到的；约好了没有人来，算一次没做到。"),
    Part.RETURN_VISITS: gettext_noop("网络中心回访，满意算满，还行算一半，不满意算零。"),
    Part.COMPLAINTS: gettext_noop("做完的订单里没有返工的；举报查实一次，算一次没做到。"),
    Part.INSPECTIONS: gettext_noop("质量抽查，合格算满，不合格但改好了算一半。"),
    Part.RESPONSE: gettext_noop("要答复的订单、留言和急单询问，在规定时间里答了的。"),
}
UNITS = {
    Part.RATINGS: gettext_noop("条评价"),
    Part.PUNCTUAL: gettext_noop("次上门"),
    Part.RETURN_VISITS: gettext_noop("次回访"),
    Part.COMPLAINTS: gettext_noop("单"),
    Part.INSPECTIONS: gettext_noop("次抽查"),
    Part.RESPONSE: gettext_noop("次"),
}
# What whoever lost points by a part can do, as his own page says it.
ADVICE = {
    Part.RATINGS: "看看低分的评价写了什么，公开回复一次，说清怎么改；做完当面问一句有没有不满意。",
    Part.PUNCTUAL: "两单之间多留路上的时间，晚到前先跟家里说；不怪自己的迟到，请网络中心核实后注销。",
    Part.RETURN_VISITS: "回访说不满意的，当天联系家里补救；还行的，问清差在哪儿。",
    Part.COMPLAINTS: "返工多半是收尾没查：走之前按清单和家里一起看一遍。",
    Part.INSPECTIONS: "没过的按要求改好，请抽查的同事来看，改好了能拿回一半。",
    Part.RESPONSE: "新单和留言一到就答，接不了也尽快说；开着通知，夜里有人值班。",
}
