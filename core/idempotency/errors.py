"""What may be wrong with a key."""

from core.errors import Conflict, DomainError


class KeyInUse(Conflict):
    """The same request is being worked on at this moment."""

    code = "key_in_use"
    message = "同一个请求正在办，请稍等一秒再看。"
    retry_after = 1


class KeyUsedOtherwise(DomainError):
    """The key belongs to another request of the same caller."""

    code = "key_used_otherwise"
    status = 422
    message = "这个编号已经用在别的请求上了，换一个编号再来。"
