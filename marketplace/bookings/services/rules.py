"""What staff set for a service: how it is booked, how it is done, and what cancelling costs (X-BK-03, X-BK-06, BKG-21).

Orders keep what they were placed under (terms, process, quote); a change is for what is ordered from now on.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.contacts import has_contact
from core.content import bump
from core.money import WHOLE
from core.rules import imagined, keep_rule, require_fine, said
from marketplace.bookings.effort import efforts_from
from marketplace.bookings.models import Policy, PolicyWindow, ProcessStep, ServiceRule
from marketplace.bookings.models.rules import MOST_HANDS
from marketplace.bookings.rules_said import policy_in_words, rule_in_words
from marketplace.catalog.models import ServiceType
from marketplace.catalog.services.rules import locked_kind

DAY, MOST_LINES, LONGEST_LINE = 24 * 60, 30, 120
CLOCK = (10, 15, 20, 30, 60)
MOST_SHARE, LEAST_FACTOR, MOST_FACTOR = 3 * WHOLE, WHOLE // 10, 5 * WHOLE
Lines = Sequence[str]


def preview_rule(rule: ServiceRule | None = None, *, steps: Lines = (), evidence: Lines = (), **fields: Any) -> str:
    """What families would read of it; checked like `save_rule`. Raises Invalid."""
    row = rule or ServiceRule()
    _check(row, fields, steps, evidence)
    return rule_in_words(imagined(row, fields), steps=list(steps), evidence=list(evidence))


def save_rule(rule: ServiceRule | None = None, *, actor: Actor, now: datetime, steps: Lines = (), evidence: Lines = (), **fields: Any) -> ServiceRule:
    """Add or change how a service type is booked, with the steps and the evidence of its process. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if rule else "create", ServiceRule)
    _check(rule or ServiceRule(), fields, steps, evidence)
    with transaction.atomic():
        beside = _write_process(locked_kind(rule, ServiceRule, fields), steps, evidence)
        row = keep_rule(rule or ServiceRule(), fields=fields, function="booking_rule", actor=actor, now=now, beside=beside)
        bump("listings")
    return row


def _check(row: ServiceRule, fields: dict[str, Any], steps: Lines, evidence: Lines) -> None:
    """Raises Invalid naming every field that makes no sense."""
    told = said(row, fields)
    least, usual, most = told["least_minutes"], told["minutes"], told["most_minutes"]
    require_fine(
        {
            "least_minutes": not 15 <= least <= usual and "最少 15 分钟，不能比一般的长。",
            "most_minutes": not usual <= most <= DAY and "不能比一般的短，最多 1440 分钟（一天）。",
            "before_minutes": told["before_minutes"] > 240 and "最多 240 分钟。",
            "after_minutes": told["after_minutes"] > 240 and "最多 240 分钟。",
            "interval_minutes": told["interval_minutes"] not in CLOCK and "只能是 10、15、20、30 或 60 分钟。",
            "horizon_days": not 1 <= told["horizon_days"] <= 365 and "1 到 365 天。",
            "notice_minutes": told["notice_minutes"] >= told["horizon_days"] * DAY and "提前的时间比能约的日子还长，没有时间可约。",
            "unit_minutes": told["unit_minutes"] > 480 and "最多 480 分钟。",
            "complexity": not LEAST_FACTOR <= told["complexity"] <= MOST_FACTOR and f"{LEAST_FACTOR} 到 {MOST_FACTOR}，10000 就是不加不减。",
            "night_share": told["night_share"] > MOST_SHARE and f"最多 {MOST_SHARE}（加三倍）。",
            "holiday_share": told["holiday_share"] > MOST_SHARE and f"最多 {MOST_SHARE}（加三倍）。",
            "answer_minutes": not told["instant"] and not 15 <= told["answer_minutes"] <= 2 * DAY and "15 分钟到 2880 分钟（两天）。",
            "hands": not 1 <= told["hands"] <= MOST_HANDS and f"1 到 {MOST_HANDS} 个人。",
            "most_hands": not told["hands"] <= told["most_hands"] <= MOST_HANDS and f"不能比「几个人上门」少，最多 {MOST_HANDS} 个。",
            "stretch_minutes": told["most_hands"] > told["hands"]
            and not 30 <= told["stretch_minutes"] <= DAY
            and "要加人，就写明一个人做到几分钟加（30 到 1440）。",
            "efforts": _effort_problem(told["efforts"]),
            "steps": _lines_problem(steps),
            "evidence": _lines_problem(evidence),
        }
    )


def _effort_problem(rows: list[dict[str, Any]]) -> str:
    try:
        found = efforts_from(rows)
    except (ValueError, TypeError):
        return "有一行的数不对：每多少至少 1，没填算多少要在最少和最多之间。"
    names = [one.name for one in found]
    return "同一样只能写一行。" if len(set(names)) != len(names) else ""


def _lines_problem(lines: Lines) -> str:
    if len(lines) > MOST_LINES:
        return f"最多 {MOST_LINES} 条。"
    if any(len(line) > LONGEST_LINE for line in lines):
        return f"每条最多 {LONGEST_LINE} 个字。"
    return "不写电话、微信和网址。" if any(has_contact(line) for line in lines) else ""


def _write_process(kind: ServiceType | None, steps: Lines, evidence: Lines) -> dict[str, tuple[list[str], list[str]]]:
    """The lines of the process as they should be; what was there and what is there now."""
    beside = {}
    for name, label, lines in (("step", "步骤", list(steps)), ("evidence", "留证", list(evidence))):
        rows = ProcessStep.objects.filter(service_type=kind, kind=name)
        before = list(rows.order_by("position").values_list("text", flat=True))
        if before != lines:
            rows.delete()
            ProcessStep.objects.bulk_create(ProcessStep(service_type=kind, kind=name, position=place, text=text) for place, text in enumerate(lines, start=1))
        beside[label] = (before, lines)
    return beside


def save_common_process(*, steps: Lines, evidence: Lines, actor: Actor, now: datetime) -> None:
    """The steps and the evidence of every service that has none of its own. Raises Forbidden, Invalid."""
    require(actor, "update", ProcessStep)
    require_fine({"steps": _lines_problem(steps) or (not steps and "至少写一条，没有自己流程的服务都用它。"), "evidence": _lines_problem(evidence)})
    with transaction.atomic():
        list(ProcessStep.objects.filter(service_type=None).select_for_update().values_list("pk", flat=True))
        beside = _write_process(None, steps, evidence)
        record(actor, function="booking_process.change", detail={"changed": beside}, now=now)


Window = tuple[str, str, int, str, int, str]


def preview_policy(policy: Policy | None = None, *, windows: Iterable[Window] = (), **fields: Any) -> str:
    """What families would read of it; checked like `save_policy`. Raises Invalid."""
    row, found = policy or Policy(), list(windows)
    _check_policy(row, fields, found)
    return policy_in_words(imagined(row, fields), found)


def save_policy(policy: Policy | None = None, *, windows: Iterable[Window] = (), actor: Actor, now: datetime, **fields: Any) -> Policy:
    """Add or change a rule for cancelling and moving, with its windows. Orders keep the one that they were placed under. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if policy else "create", Policy)
    found = list(windows)
    _check_policy(policy or Policy(), fields, found)
    with transaction.atomic():
        before = _windows_of(policy)
        if fields.get("first"):
            Policy.objects.filter(first=True).exclude(pk=policy.pk if policy else 0).update(first=False)
        row = keep_rule(
            policy or Policy(), fields=fields, function="booking_policy", actor=actor, now=now, beside={"几档": (before, [list(one) for one in found])}
        )
        row.windows.all().delete()
        PolicyWindow.objects.bulk_create(PolicyWindow(policy=row, **dict(zip(COLUMNS, one, strict=True))) for one in found)
        bump("listings")
    return row


COLUMNS = ("by", "action", "within_minutes", "kind", "amount", "payee")


def _windows_of(policy: Policy | None) -> list[list[Any]]:
    rows = policy.windows.order_by("by", "action", "within_minutes").values_list(*COLUMNS) if policy else ()
    return [list(row) for row in rows]


def _check_policy(row: Policy, fields: dict[str, Any], windows: list[Window]) -> None:
    others = Policy.objects.exclude(pk=row.pk or 0)
    code, name = fields.get("code", row.code), fields.get("name", row.name)
    keys = [(by, action, within) for by, action, within, *_ in windows]
    require_fine(
        {
            "code": others.filter(code=code).exists() and "这个代码已经用过。",
            "name": others.filter(name=name).exists() and "这个名称已经用过。",
            "first": not fields.get("first", row.first) and row.first and "总要有一条给没有另定的服务用；把另一条勾上，这条就让出来。",
            "summary": has_contact(fields.get("summary", row.summary)) and "不写电话、微信和网址。",
            "windows": _window_problem(windows) or (len(set(keys)) != len(keys) and "同一个人、同一件事、同样的时间只能有一档。"),
        }
    )


def _window_problem(windows: list[Window]) -> str:
    for by, action, _, kind, amount, payee in windows:
        if kind == "share" and amount > WHOLE:
            return "按比例收的，最多 10000（全部）。"
        if by == "provider" and payee == "worker":
            return "服务方提出的，不能补给服务人员。"
        if kind == "both" and action != "move":
            return "要双方同意的只有改时间。"
    return "" if any(by == "customer" and action == "cancel" for by, action, *_ in windows) else "至少写一档：家庭取消。"
