"""What the pages of an order show, computed once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from marketplace.bookings.cancelling import worth
from marketplace.bookings.models import Assignment, Booking, ChecklistItem, Visit
from marketplace.bookings.states import AssignmentStatus, BookingState

S = BookingState
# What may be ordered again from its own page.
PAST = (S.CONFIRMED, S.CANCELLED, S.REFUSED, S.WITHDRAWN, S.EXPIRED, S.WORKER_MISSED)
# The steps of a good day, as the coloured bar on top shows them.
TRACK = [
    (S.REQUESTED, "下单"),
    (S.ASSIGNED, "已安排"),
    (S.ON_THE_WAY, "出发"),
    (S.ARRIVED, "服务中"),
    (S.DONE, "做完"),
    (S.CONFIRMED, "完成"),
]
ORDER = [state for state, _ in TRACK]
STEPS: Mapping[str, str] = {
    "book": "接受价格，下单",
    "ask": "接受价格，提交给服务方",
    "accept": "服务方接单",
    "quote": "服务方报了新价",
    "agree": "接受新价",
    "refuse": "服务方接不了",
    "expire": "过时作废",
    "move": "改了时间",
    "reassign": "换了人",
    "cancel": "取消",
    "withdraw": "服务方取消",
    "set_out": "出发",
    "arrive": "核对签到码，开始",
    "finish": "做完",
    "confirm": "确认完工",
    "sign_off": "家里报了完工码，当面确认",
    "close": "到期自动确认",
    "miss_worker": "没有人上门",
    "miss_family": "到门口，家里没人",
}
LINES = {
    S.HELD: "时段给你留着，看看价格再定",
    S.REQUESTED: "等服务方接单",
    S.QUOTED: "服务方报了新价，等你定",
    S.ASSIGNED: "都安排好了",
    S.ON_THE_WAY: "在来的路上",
    S.ARRIVED: "正在做",
    S.DONE: "做完了，看看满意不满意",
    S.CONFIRMED: "已经完成",
    S.CANCELLED: "已经取消",
    S.REFUSED: "服务方接不了",
    S.WITHDRAWN: "服务方取消了",
    S.EXPIRED: "过时作废了",
    S.WORKER_MISSED: "没有人上门",
    S.FAMILY_MISSED: "到门口，家里没人",
}


@dataclass(frozen=True, slots=True)
class TrackStep:
    """One step of the bar."""

    label: str
    done: bool
    current: bool


def track(booking: Booking) -> list[TrackStep]:
    """The bar of an order that goes its way; empty for one that has ended otherwise."""
    if booking.state not in ORDER:
        return []
    at = ORDER.index(BookingState(booking.state))
    return [TrackStep(label, place < at or state == S.CONFIRMED == booking.state, place == at) for place, (state, label) in enumerate(TRACK)]


def visit_of(booking: Booking) -> Visit:
    """The visit that came with the order."""
    return booking.planned[0]  # type: ignore[attr-defined]


def crew(booking: Booking) -> list[Assignment]:
    """All who come, or are asked to; who leads them first."""
    visit = visit_of(booking)
    rows = [row for row in visit.coming if row.status != AssignmentStatus.RELEASED]  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: (row.worker_id != visit.leader_id, -row.pk if visit.leader_id is None else row.pk))


def coming(booking: Booking) -> Assignment | None:
    """Who comes, or is asked to; of several the one who leads."""
    rows = crew(booking)
    return rows[0] if rows else None


def called(booking: Booking) -> str:
    """Who comes, as they are called, all of them; empty while nobody does."""
    return "、".join(row.worker.called for row in crew(booking))


def mates(booking: Booking, user_id: int | None) -> list[Assignment]:
    """Who else comes, for one of them."""
    return [row for row in crew(booking) if row.worker.user_id != user_id]


def short_line(booking: Booking, now: datetime) -> str:
    """The state in a few words, from the row alone."""
    return LINES[S.EXPIRED if booking.is_over(now) else BookingState(booking.state)]


def line(booking: Booking, now: datetime) -> str:
    """The state in one sentence, as the family reads it."""
    if booking.is_over(now):
        return LINES[S.EXPIRED]
    if booking.state == S.ARRIVED and (items := [item for item in booking.checklist.all() if item.kind == ChecklistItem.Kind.CHECK]):
        return f"正在做，{len(items)} 项做完 {sum(item.done_at is not None for item in items)} 项"
    if booking.state in (S.ASSIGNED, S.ON_THE_WAY) and (late := visit_of(booking).late_by(now)):
        return f"该到了，迟了 {late} 分钟"
    return LINES[BookingState(booking.state)]


def rules_as_rows(booking: Booking) -> list[dict[str, Any]]:
    """What cancelling costs the family, window by window, with moments instead of minutes."""
    terms = booking.terms
    rows: list[dict[str, Any]] = []
    if terms["grace"]:
        rows.append({"text": f"下单后 {terms['grace']} 分钟内", "said": "不收", "tone": "ok"})
    windows = sorted((window for window in terms["windows"] if window[:2] == ["customer", "cancel"]), key=lambda window: -window[2])
    if windows:
        rows.append({"at": booking.starts_at - timedelta(minutes=windows[0][2]), "text": "以前", "said": "不收", "tone": "ok"})
    for _, _, within, kind, amount, _ in windows:
        at = booking.starts_at - timedelta(minutes=within)
        rows.append({"at": at, "text": "以后", "kind": kind, "fen": _worth(booking, kind, amount), "tone": "warn"})
    rows.append({"text": f"人没来，或者迟到 {terms['late']} 分钟以上", "said": "不收", "tone": "ok"})
    return rows


def _worth(booking: Booking, kind: str, amount: int) -> int:
    total = booking.total_fen or max((quote.total_fen for quote in booking.quotes.all()), default=0)
    return min(worth(kind, amount, total_fen=total, rate_fen=booking.rate_fen), total)


def rebook(booking: Booking) -> str:
    """Where the same is ordered again: its times, for the same district, as long, with what was said of the home; empty while it goes on."""
    if booking.listing_id is None or booking.state not in PAST:
        return ""
    said = {"district": booking.district.code, "minutes": booking.minutes, **booking.answers}
    return f"{reverse('bookings:times', args=[booking.listing_id])}?{urlencode(said)}"
