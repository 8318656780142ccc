"""What the pages of an engagement show, computed once for all of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from marketplace.bookings.availability.reasons import WORDS
from marketplace.engagements.models import Engagement, Stay
from marketplace.engagements.services.days import LIVES_IN
from marketplace.engagements.states import EngagementState
from marketplace.engagements.terms import COUNTED, UNIT_LABELS, day_fen

S = EngagementState
TRACK = [(S.ASKED, "找人"), (S.QUOTED, "定价格"), (S.SIGNING, "签合同"), (S.SIGNED, "等上岗"), (S.TRIAL, "试用"), (S.ACTIVE, "服务中"), (S.DONE, "期满")]
ORDER = [state for state, _ in TRACK]
STEPS = {
    "choose": "选定了人",
    "requote": "服务方重新报价",
    "agree": "接受价格",
    "decline": "再看看别人",
    "refuse": "服务方接不了",
    "sign": "合同双方签好",
    "begin_trial": "核对上岗码，试用开始",
    "begin": "核对上岗码，上岗",
    "keep": "试用满意，留下",
    "pass": "试用期满",
    "replace": "换了人",
    "extend": "续期",
    "end": "说好了结束",
    "part": "最后一天过了",
    "finish": "服务期满",
    "cancel": "取消",
    "withdraw": "服务方退出",
    "give_up": "不换人，免费结束",
    "expire": "过时作废",
    "lapse": "到期没有上岗",
}
LINES = {
    S.ASKED: "正在找人",
    S.QUOTED: "价格出来了，等家里定",
    S.SIGNING: "双方签了合同才算数",
    S.SIGNED: "都签好了，等上岗",
    S.TRIAL: "正在试用",
    S.ACTIVE: "正在服务",
    S.ENDING: "说好了结束的日子",
    S.DONE: "服务期满了",
    S.ENDED: "提前结束了",
    S.CANCELLED: "取消了",
    S.WITHDRAWN: "服务方退出了",
    S.EXPIRED: "过时作废了",
}
REASONS = {**{reason.value: text for reason, text in WORDS.items()}, LIVES_IN: "不住家", "hours": "这段日子里请了假", "papers": "有证件在这段日子里到期"}


@dataclass(frozen=True, slots=True)
class TrackStep:
    """One step of the bar."""

    label: str
    done: bool
    current: bool


def track(row: Engagement) -> list[TrackStep]:
    """The bar of an engagement that goes its way; empty for one that has ended otherwise."""
    if row.state not in ORDER:
        return []
    at = ORDER.index(EngagementState(row.state))
    return [TrackStep(label, place < at or state == S.DONE == row.state, place == at) for place, (state, label) in enumerate(TRACK)]


def line(row: Engagement, now: datetime) -> str:
    """The state in a few words."""
    return LINES[S.EXPIRED if row.is_over(now) else EngagementState(row.state)]


def there(row: Engagement) -> Stay | None:
    """Whose days they are, from what was read with the row."""
    return row.there[0] if row.there else None  # type: ignore[attr-defined]


def facts(row: Engagement) -> dict[str, Any]:
    """The words of the rule and the price."""
    return {
        "unit_label": UNIT_LABELS[row.basis],
        "counted": COUNTED[row.basis],
        "last_on": row.ends_on - timedelta(days=1),
        "day_fen": day_fen(row.basis, row.unit_fen) if row.unit_fen else 0,
        "trial_days": row.terms.get("trial_days", 0),
        "notice_days": row.terms.get("notice_days", 0),
        "lives_in": row.terms.get("lives_in", True),
        "assessment_fen": row.terms.get("assessment_fen", 0),
    }


def reasons(codes: list[str]) -> str:
    """Why somebody cannot, in words."""
    return "、".join(REASONS.get(code, code) for code in codes)


def today(now: datetime) -> Any:
    """The city's day."""
    return timezone.localdate(now)
