"""Errors of the domain: each has a code for machines, a status for HTTP and a sentence for people.

Services raise them; `core.problems.exception_handler` (problem+json, RFC 9457) and `core.middleware.DomainErrorMiddleware` (a page)
render them. A subclass lives beside the service that raises it and sets the three class attributes.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class DomainError(Exception):
    """Something a person did cannot be done; nothing has been written."""

    code = "error"
    status = 400
    message = "这件事没办成。"

    def __init__(self, message: str = "", *, audit: Mapping[str, Any] | None = None, **extra: Any) -> None:
        self.message = message or self.message
        self.extra = extra
        self.audit = dict(audit or {})
        super().__init__(self.message)

    def as_problem(self) -> dict[str, Any]:
        """The body of a problem+json answer."""
        return {"type": "about:blank", "title": self.message, "status": self.status, "code": self.code, **self.extra}


class Invalid(DomainError):
    """Malformed or impossible input; `fields` names each field and its messages."""

    code = "invalid"
    status = 400
    message = "填的内容有几处要改。"

    def __init__(self, message: str = "", *, fields: Mapping[str, Sequence[str]] | None = None, **extra: Any) -> None:
        self.fields = {name: [str(text) for text in texts] for name, texts in (fields or {}).items()}
        super().__init__(message, **extra)
        if self.fields:
            self.extra["fields"] = self.fields


class Unauthenticated(DomainError):
    """Nobody is logged in."""

    code = "not_authenticated"
    status = 401
    message = "请先登录。"


class Forbidden(DomainError):
    """The actor may know that it exists but has no right to this."""

    code = "forbidden"
    status = 403
    message = "这一步你没有权限。"


class PhoneNotProven(Forbidden):
    """A proven phone is needed, so that the other side reaches somebody."""

    code = "phone_not_proven"
    message = "先验证手机号再来，对方要能联系到你。"


class NotFound(DomainError):
    """Not there, or not yours: the two look the same."""

    code = "not_found"
    status = 404
    message = "没有找到。"


class Conflict(DomainError):
    """It was possible a moment ago; somebody was faster or the state has moved on."""

    code = "conflict"
    status = 409
    message = "刚才有人改过了，请看一眼最新的再来。"


def sentence(error: DomainError) -> str:
    """What a domain error says to people, in one line: what is wrong with the fields, else its message."""
    texts = [text for found in getattr(error, "fields", {}).values() for text in found]
    return "；".join(texts) or error.message


class IllegalTransition(Conflict):
    """The machine has no such move from this state."""

    code = "illegal_transition"
    message = "现在这个状态不能这样做。"


class RateLimited(DomainError):
    """Too many tries; `retry_after` in seconds."""

    code = "rate_limited"
    status = 429
    message = "太频繁了，请稍后再试。"

    def __init__(self, message: str = "", *, retry_after: int, **extra: Any) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(message, **extra)
        self.extra["retry_after"] = self.retry_after


class Unavailable(DomainError):
    """A part that this needs is down; nothing was lost."""

    code = "unavailable"
    status = 503
    message = "我们这边有一处正在恢复，过一分钟再试。"
    retry_after = 10
