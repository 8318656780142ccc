"""A rule in the words that families read: one sentence for how a service is booked, one for what cancelling costs."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.money import WHOLE, Money
from marketplace.bookings.effort import efforts_from
from marketplace.bookings.models import Policy, ProcessStep, ServiceRule
from marketplace.bookings.models.rules import PolicyWindow

HOUR, DAY = 60, 24 * 60
NEVER_ENDS = 10**5


def length(minutes: int) -> str:
    """90 分钟, 2 小时, 3 天: the largest unit that comes out whole."""
    if minutes and minutes % DAY == 0:
        return f"{minutes // DAY} 天"
    return f"{minutes // HOUR} 小时" if minutes and minutes % HOUR == 0 else f"{minutes} 分钟"


def rule_in_words(row: ServiceRule, *, steps: Sequence[str] | None = None, evidence: Sequence[str] | None = None) -> str:
    """What a family reads before it books. Without the lines of the process they are read. Three queries at most."""
    found = [f"一般 {length(row.minutes)}，可以约 {length(row.least_minutes)}到 {length(row.most_minutes)}"]
    found.append(f"每 {length(row.interval_minutes)}一个时段，最少提前 {length(row.notice_minutes)}，最多约到 {row.horizon_days} 天后")
    found.append(_hands(row))
    if asked := [one.label for one in efforts_from(row.efforts)]:
        found.append(f"下单时问：{'、'.join(asked)}，按这些算要多久")
    shares = [f"{name}加 {share * 100 / WHOLE:g}%" for name, share in (("夜里", row.night_share), ("节假日", row.holiday_share)) if share]
    found += ["、".join(shares)] if shares else []
    found.append("下单就定" if row.instant else f"服务方 {length(row.answer_minutes)}内答复")
    policy = row.policy or Policy.objects.filter(first=True).first()
    found += [f"取消和改期：{policy.summary.rstrip('。')}"] if policy else []
    return "；".join([*found, _process(row, steps, evidence)]) + "。"


def _hands(row: ServiceRule) -> str:
    more = f"，一个人要做超过 {length(row.stretch_minutes)}的加人，最多 {row.most_hands} 个" if row.most_hands > row.hands else ""
    return f"{row.hands} 个人上门{more}"


def _process(row: ServiceRule, steps: Sequence[str] | None, evidence: Sequence[str] | None) -> str:
    if steps is None or evidence is None:
        own = process_of(row.service_type_id)
        steps, evidence = own["step"], own["evidence"]
    if not steps and not evidence:
        return "流程按通用的"
    return f"流程 {len(steps) or '按通用的'}{' 步' if steps else ''}，留证 {len(evidence) or '按通用的'}{' 样' if evidence else ''}"


def process_of(service_type_id: int | None) -> dict[str, list[str]]:
    """The lines of a service type's own process, of the common one without. One query."""
    found: dict[str, list[str]] = {"step": [], "evidence": []}
    for kind, text in ProcessStep.objects.filter(service_type_id=service_type_id).order_by("position").values_list("kind", "text"):
        found[kind].append(text)
    return found


BY, ACTIONS, PAYEES = dict(PolicyWindow.BY), dict(PolicyWindow.ACTIONS), dict(PolicyWindow.PAYEES)


def policy_in_words(row: Policy, windows: Iterable[Any] | None = None) -> str:
    """The summary as families read it, and what the windows come to."""
    known = windows if windows is not None else row.windows.order_by("by", "action", "within_minutes").values_list(*COLUMNS)
    free = [f"下单 {row.grace_minutes} 分钟内"] if row.grace_minutes else []
    free += ["没派人以前"] if row.free_until_assigned else []
    free.append(f"人迟到 {row.late_minutes} 分钟以上")
    lines = [window_in_words(*one) for one in known]
    return f"{row.summary.rstrip('。')}。（算的时候：{'、'.join(free)}免费；{'；'.join(lines)}。）"


COLUMNS = ("by", "action", "within_minutes", "kind", "amount", "payee")


def window_in_words(by: str, action: str, within: int, kind: str, amount: int, payee: str) -> str:
    """家庭取消，不到 1 天，收一小时的钱，补给服务人员."""
    when = "，" if within >= NEVER_ENDS else f"，离上门不到 {length(within)}，"
    what = {"none": "不收", "both": "要双方同意"}.get(kind)
    if what is None:
        sums = {"fixed": f"{Money(amount)} 元", "hours": f"{length(amount)}的钱", "share": f"总价的 {amount * 100 / WHOLE:g}%"}
        what = f"付 {sums[kind]}，给{PAYEES[payee]}"
    return f"{BY[by]}{ACTIONS[action]}{when}{what}"
