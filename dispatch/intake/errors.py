"""Why something about a question or a piece of feedback cannot be done."""

from core.errors import Conflict, Forbidden


class NotYourOwn(Forbidden):
    """Who sent it does not answer it (ROL-02)."""

    code = "not_your_own"
    message = "自己提的要由另一位同事来办。"


class NotInTalk(Conflict):
    """Nobody acts for a customer but while he talks with him, or looks after what he has asked."""

    code = "not_in_talk"
    message = "先接起这通电话或者接手这条咨询，才能替客户办。"


class NotRecorded(Conflict):
    """A price is accepted by word of mouth only where the word is recorded."""

    code = "not_recorded"
    message = "没有录音，不能口头接受价格。发短信请客户回“确认”。"


class NoNumber(Conflict):
    """Without a mobile number there is no customer to act for."""

    code = "no_number"
    message = "没有手机号，先问客户要一个。"
