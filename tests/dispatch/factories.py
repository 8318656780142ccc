"""Questions and feedback for tests: through the services where people act, straight into a state where a test starts there."""

import itertools
from typing import Any

from core import clock
from core.encryption import blind_index
from dispatch.intake.models import Enquiry, Feedback
from members.models import User

_numbers = itertools.count(1)


def make_feedback(*, sender: User | None = None, state: str = "new", **fields: Any) -> Feedback:
    """A piece of feedback in any state."""
    return Feedback.objects.create(**{"kind": "suggestion", "page": "/listings/", **_common("FK", sender, state), **fields})


def make_enquiry_ticket(*, sender: User | None = None, state: str = "new", **fields: Any) -> Enquiry:
    """A question in any state."""
    return Enquiry.objects.create(**{**_common("ZX", sender, state), **fields})


def _common(prefix: str, sender: User | None, state: str) -> dict[str, Any]:
    now, phone = clock.now(), "13800138000"
    waits = state in ("new", "assigned")
    return {
        "number": f"{prefix}20260101-{next(_numbers):04d}",
        "sender": sender,
        "name": "陈女士",
        "phone": phone,
        "phone_index": blind_index("intake.phone", phone),
        "text": "按距离排的时候，把价格也写上就好了。",
        "state": state,
        "reply": "" if waits else "下周改好。",
        "created_at": now,
        "waits_since": now if waits else None,
    }
