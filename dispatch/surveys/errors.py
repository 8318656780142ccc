"""Why a survey cannot be answered."""

from core.errors import Conflict


class AlreadyAnswered(Conflict):
    """One answer for each invitation."""

    code = "already_answered"
    message = "这份问卷已经答过了，谢谢。"


class SurveyIsOver(Conflict):
    """The days of the link are over."""

    code = "survey_is_over"
    message = "这份问卷的时间过了。有话要说，随时写意见反馈。"
