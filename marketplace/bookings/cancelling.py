"""What cancelling, moving and not coming cost: one function, asked to show the fee and asked again to write it (X-BK-06).

`terms` is the copy of a policy that an order keeps. The fee of a family is never more than the price that it accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.money import WHOLE
from marketplace.bookings.charging import rounded
from marketplace.bookings.models import Policy

# What `terms_of` makes of a policy `p`, for a statement that asks for much at once.
TERMS = """
json_build_object('code', p.code, 'name', p.name, 'summary', p.summary, 'grace', p.grace_minutes, 'free_until_assigned', p.free_until_assigned,
 'late', p.late_minutes, 'wait', p.wait_minutes, 'windows', (SELECT coalesce(json_agg(
  json_build_array(w.by, w.action, w.within_minutes, w.kind, w.amount, w.payee) ORDER BY w.by, w.action, w.within_minutes), '[]')
  FROM bookings_policywindow AS w WHERE w.policy_id = p.id))
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants what, and what has happened so far; minutes to the start are negative after it."""

    by: str
    action: str
    minutes_left: int
    minutes_since_placed: int = 10**6
    assigned: bool = True
    late_minutes: int = 0
    total_fen: int = 0
    rate_fen: int = 0


@dataclass(frozen=True, slots=True)
class Fee:
    """How much, from whom to whom, and why in words."""

    fen: int
    payer: str
    payee: str
    reason: str
    needs_agreement: bool = False


def terms_of(policy: Policy | None) -> dict[str, Any]:
    """A policy as an order keeps it; without one everything is free."""
    if policy is None:
        return {"code": "", "name": "", "summary": "随时可以免费取消和改期。", "grace": 0, "free_until_assigned": False, "late": 15, "wait": 30, "windows": []}
    windows = sorted(policy.windows.all(), key=lambda one: (one.by, one.action, one.within_minutes))
    return {
        "code": policy.code,
        "name": policy.name,
        "summary": policy.summary,
        "grace": policy.grace_minutes,
        "free_until_assigned": policy.free_until_assigned,
        "late": policy.late_minutes,
        "wait": policy.wait_minutes,
        "windows": [[one.by, one.action, one.within_minutes, one.kind, one.amount, one.payee] for one in windows],
    }


def free_until(terms: Mapping[str, Any]) -> int:
    """So many minutes before the start a family's cancelling stops being free."""
    return max((within for by, action, within, *_ in terms["windows"] if (by, action) == ("customer", "cancel")), default=0)


def fee_of(terms: Mapping[str, Any], asked: Asked) -> Fee:
    """The fee, by the narrowest window that fits. Free for a family: shortly after ordering, before anybody is assigned, when he is late."""
    if asked.by == "customer" and asked.action != "miss" and (free := _free(terms, asked)):
        return Fee(0, asked.by, "worker", free)
    fitting = [window for window in terms["windows"] if window[:2] == [asked.by, asked.action] and asked.minutes_left < window[2]]
    if not fitting:
        return Fee(0, asked.by, "worker", "还早，不收费")
    _, _, within, kind, amount, payee = min(fitting, key=lambda window: window[2])
    if kind == "both":
        return Fee(0, asked.by, payee, f"离上门不到 {_span(within)}，要双方同意", needs_agreement=True)
    fen = worth(kind, amount, total_fen=asked.total_fen, rate_fen=asked.rate_fen)
    if asked.by == "customer":
        fen = min(fen, asked.total_fen)
    return Fee(fen, asked.by, payee, f"离上门不到 {_span(within)}" if asked.action != "miss" else "约好了没到场")


def _free(terms: Mapping[str, Any], asked: Asked) -> str:
    if asked.minutes_since_placed <= terms["grace"]:
        return f"下单 {terms['grace']} 分钟以内，不收费"
    if terms["free_until_assigned"] and not asked.assigned:
        return "还没人接单，不收费"
    if asked.late_minutes >= terms["late"]:
        return "服务人员迟到，不收费"
    return ""


def worth(kind: str, amount: int, *, total_fen: int, rate_fen: int) -> int:
    """What a window takes, in fen: a sum, so many minutes of work, or a share of the price."""
    if kind == "fixed":
        return amount
    if kind == "hours":
        return rounded(rate_fen * amount, 60)
    return rounded(total_fen * amount, WHOLE) if kind == "share" else 0


def _span(minutes: int) -> str:
    return f"{minutes // 60} 小时" if minutes % 60 == 0 else f"{minutes} 分钟"
