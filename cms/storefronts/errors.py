"""Why something about a storefront cannot be done."""

from core.errors import Conflict, Forbidden


class UnderReview(Conflict):
    """It is being looked at, or waits for its hour."""

    code = "storefront_under_review"
    message = "页面正在审核或等着上线，要改先撤回。"


class NotYourOwn(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "not_your_own"
    message = "自己店里的页面要由另一位同事来审。"


class NotOpen(Forbidden):
    """Only an admitted enterprise has a storefront (ENT-02)."""

    code = "enterprise_not_approved"
    message = "企业不在营业，页面现在不能改。"
