"""Why something about a rating cannot be done."""

from core.errors import Conflict, Forbidden


class NotFinished(Conflict):
    """The order has not come to its good end."""

    code = "not_finished"
    message = "做完、确认过的订单才能评价。"


class AlreadyRated(Conflict):
    """One rating for each order."""

    code = "already_rated"
    message = "这一单评过了，几天内可以改。"


class TooLate(Conflict):
    """The days for rating or for changing it are over."""

    code = "too_late"
    message = "能评价的时间过了。"


class EditingIsOver(Conflict):
    """The days for changing it are over, or it was taken down."""

    code = "editing_is_over"
    message = "能改的时间过了，评价就留成现在这样。"


class YourOwnService(Forbidden):
    """Whoever works for the provider does not rate it."""

    code = "your_own_service"
    message = "自己店里的服务，不能由自己人评价。"


class NotYourRating(Forbidden):
    """Whoever wrote it, or is rated by it, does not decide on it."""

    code = "not_your_rating"
    message = "自己写的、评自己的，要由另一位同事来定。"


class AlreadyReplied(Conflict):
    """One public reply for each rating."""

    code = "already_replied"
    message = "这条评价已经回复过了，回复只有一次。"


class AlreadyAnswered(Conflict):
    """The provider's word on an order stands."""

    code = "already_answered"
    message = "这一单你们已经评过了。"
