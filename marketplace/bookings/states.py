"""The life of an order: one table for web, phone, SMS and staff. See docs/concepts/booking.md.

An order begins as `held`: the time is kept for fifteen minutes while the family reads the price. Accepting the price makes it
`assigned` where the service is booked at once, else `requested`: the time stays kept until the provider answers. What ends by the
clock (a hold, a request, the days for objecting) is over at that second for everybody who looks (`Booking.is_over`); the scheduled
job only writes down what has been true already.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class Channel(TextChoices):
    """How it came to us (BKG-04)."""

    WEB = "web", "网上"
    API = "api", "手机应用"
    PHONE = "phone", "电话"
    SMS = "sms", "短信"
    DESK = "desk", "到店"


class BookingState(TextChoices):
    """Where an order stands, as everybody reads it."""

    HELD = "held", "待确认价格"
    REQUESTED = "requested", "等服务方接单"
    QUOTED = "quoted", "等您确认新价"
    ASSIGNED = "assigned", "已安排"
    ON_THE_WAY = "on_the_way", "在路上"
    ARRIVED = "arrived", "服务中"
    DONE = "done", "待您确认完工"
    CONFIRMED = "confirmed", "已完成"
    CANCELLED = "cancelled", "已取消"
    REFUSED = "refused", "没接成"
    WITHDRAWN = "withdrawn", "服务方取消"
    EXPIRED = "expired", "过时作废"
    WORKER_MISSED = "worker_missed", "没人上门"
    FAMILY_MISSED = "family_missed", "家里没人"


class AssignmentStatus(TextChoices):
    """Whether a worker's time is taken. Held and reserved end by themselves at `until`."""

    HELD = "held", "占住"
    RESERVED = "reserved", "预留"
    FIXED = "fixed", "定下"
    RELEASED = "released", "放开"


class QuoteState(TextChoices):
    """What became of a quote."""

    OFFERED = "offered", "等答复"
    ACCEPTED = "accepted", "已接受"
    DECLINED = "declined", "没接受"


class ChangeState(TextChoices):
    """What became of a request for an extra on site (X-BK-14)."""

    ASKED = "asked", "等家里答复"
    ACCEPTED = "accepted", "已同意"
    DECLINED = "declined", "没同意"


class TalkSide(TextChoices):
    """Who speaks in the thread of an order, and who has read it."""

    FAMILY = "family", "家里"
    PROVIDER = "provider", "服务方"
    WORKER = "worker", "上门的人"


S = BookingState
OPEN = (S.HELD, S.REQUESTED, S.QUOTED, S.ASSIGNED, S.ON_THE_WAY, S.ARRIVED, S.DONE)
WAITING = (S.HELD, S.REQUESTED, S.QUOTED)
BEFORE_START = (S.REQUESTED, S.QUOTED, S.ASSIGNED)
UNDER_WAY = (S.ASSIGNED, S.ON_THE_WAY, S.ARRIVED)
OCCUPYING = (AssignmentStatus.HELD, AssignmentStatus.RESERVED, AssignmentStatus.FIXED)

TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.HELD, "book"): Transition(S.ASSIGNED, "confirm", "接受价格，下单"),
    (S.HELD, "ask"): Transition(S.REQUESTED, "confirm", "接受价格，提交"),
    (S.REQUESTED, "accept"): Transition(S.ASSIGNED, "accept", "接单"),
    (S.REQUESTED, "quote"): Transition(S.QUOTED, "accept", "报个新价", note_required=True),
    (S.QUOTED, "agree"): Transition(S.ASSIGNED, "confirm", "接受新价"),
    (S.REQUESTED, "refuse"): Transition(S.REFUSED, "accept", "接不了", note_required=True),
    **{(state, "expire"): Transition(S.EXPIRED, "expire", "过时作废") for state in WAITING},
    (S.REQUESTED, "move"): Transition(S.REQUESTED, "update", "改时间"),
    (S.ASSIGNED, "move"): Transition(S.ASSIGNED, "update", "改时间"),
    (S.ASSIGNED, "reassign"): Transition(S.ASSIGNED, "dispatch", "换人"),
    **{(state, "cancel"): Transition(S.CANCELLED, "cancel", "取消订单") for state in (*WAITING, S.ASSIGNED, S.ON_THE_WAY)},
    (S.ASSIGNED, "withdraw"): Transition(S.WITHDRAWN, "dispatch", "去不了，取消", note_required=True),
    (S.ASSIGNED, "set_out"): Transition(S.ON_THE_WAY, "check_in", "出发"),
    **{(state, "arrive"): Transition(S.ARRIVED, "check_in", "到了，签到") for state in (S.ASSIGNED, S.ON_THE_WAY)},
    (S.ARRIVED, "finish"): Transition(S.DONE, "finish", "做完了"),
    (S.DONE, "confirm"): Transition(S.CONFIRMED, "confirm", "确认完工"),
    (S.DONE, "sign_off"): Transition(S.CONFIRMED, "finish", "输入完工码，当面确认"),
    (S.DONE, "close"): Transition(S.CONFIRMED, "expire", "到期自动确认"),
    **{(state, "miss_worker"): Transition(S.WORKER_MISSED, "confirm", "没有人来") for state in (S.ASSIGNED, S.ON_THE_WAY)},
    (S.ON_THE_WAY, "miss_family"): Transition(S.FAMILY_MISSED, "check_in", "家里没人", note_required=True),
}
BOOKING_MACHINE = Machine("booking", "state", S.HELD, TRANSITIONS)
TONES = {
    "held": "warn",
    "requested": "info",
    "quoted": "warn",
    "assigned": "brand",
    "on_the_way": "brand",
    "arrived": "ok",
    "done": "warn",
    "confirmed": "ok",
    "refused": "bad",
    "withdrawn": "bad",
    "worker_missed": "bad",
    "family_missed": "bad",
}


class WaitingState(TextChoices):
    """Where somebody stands who waits for a time (X-BK-09)."""

    WAITING = "waiting", "在排队"
    OFFERED = "offered", "轮到了，等答复"
    BOOKED = "booked", "约上了"
    LEFT = "left", "退出了"
    OVER = "over", "没等到"


W = WaitingState
WAITING_TRANSITIONS: dict[tuple[str, str], Transition] = {
    (W.WAITING, "offer"): Transition(W.OFFERED, "expire", "轮到"),
    (W.OFFERED, "pass"): Transition(W.WAITING, "expire", "没要这个时间，接着排"),
    (W.OFFERED, "book"): Transition(W.BOOKED, "expire", "约上了"),
    **{(state, "leave"): Transition(W.LEFT, "cancel", "不排了") for state in (W.WAITING, W.OFFERED)},
    (W.WAITING, "end"): Transition(W.OVER, "expire", "没等到"),
}
WAITING_MACHINE = Machine("waiting", "state", W.WAITING, WAITING_TRANSITIONS)
WAITING_TONES = {"waiting": "info", "offered": "warn", "booked": "ok"}
