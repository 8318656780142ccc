"""Why something about a question or a piece of feedback cannot be done."""

from core.errors import Forbidden


class NotYourOwn(Forbidden):
    """Who sent it does not answer it (ROL-02)."""

    code = "not_your_own"
    message = "自己提的要由另一位同事来办。"
