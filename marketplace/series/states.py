"""The life of a series of visits, of a package and of what a family has taken of it. See docs/concepts/series.md.

A series is an agreement about many visits; each visit is an ordinary order of `marketplace.bookings` with the machine of all orders.
What has become of a planned date is a field of its row (`Fate`) and no machine: it follows from what was decided about it.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class Rhythm(TextChoices):
    """How often."""

    WEEKLY = "weekly", "每周"
    FORTNIGHTLY = "fortnightly", "每两周"
    MONTH_DAY = "month_day", "每月同一天"
    MONTH_WEEKDAY = "month_weekday", "每月第几个星期几"


class Holidays(TextChoices):
    """What happens on a public holiday."""

    SKIP = "skip", "放假不来"
    KEEP = "keep", "照常来"


class SeriesState(TextChoices):
    """Where a series stands."""

    OFFERED = "offered", "待确认价格"
    RUNNING = "running", "进行中"
    PAUSED = "paused", "有暂停"
    ENDED = "ended", "已结束"
    FINISHED = "finished", "都做完了"
    EXPIRED = "expired", "过时作废"


class Fate(TextChoices):
    """What has become of a planned date: exactly one of these."""

    PLANNED = "planned", "到时候排"
    BOOKED = "booked", "已排好"
    EXCEPTION = "exception", "等你定"
    SKIPPED = "skipped", "跳过"
    PAUSED = "paused", "暂停"
    REPLACED = "replaced", "改掉了"
    ENDED = "ended", "不来了"


class PackageState(TextChoices):
    """Where a package of an enterprise stands."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "等审核"
    PUBLISHED = "published", "在卖"
    STOPPED = "stopped", "停卖"


class PassState(TextChoices):
    """Where a package stands that a family has taken."""

    ACTIVE = "active", "可用"
    EXPIRED = "expired", "过期"


class PackageUnit(TextChoices):
    """What a package counts."""

    VISIT = "visit", "次"
    HOUR = "hour", "小时"


S, F, P = SeriesState, Fate, PackageState
LIVE = (S.RUNNING, S.PAUSED)
# What may still come.
COMING = (F.PLANNED, F.BOOKED, F.EXCEPTION)
# What is planned and has not been taken back.
STANDING = (*COMING, F.SKIPPED, F.PAUSED)

TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.OFFERED, "accept"): Transition(S.RUNNING, "confirm", "接受，定下来"),
    (S.OFFERED, "decline"): Transition(S.EXPIRED, "cancel", "先不约"),
    (S.OFFERED, "expire"): Transition(S.EXPIRED, "expire", "过时作废"),
    **{(state, "change"): Transition(state, "update", "改以后的") for state in LIVE},
    (S.RUNNING, "pause"): Transition(S.PAUSED, "update", "暂停一段"),
    (S.PAUSED, "resume"): Transition(S.RUNNING, "update", "恢复"),
    **{(state, "end"): Transition(S.ENDED, "cancel", "不再继续") for state in LIVE},
    # What is paid by the month goes on to the end of its month; only what is not stops at once.
    **{(state, "stop"): Transition(state, "cancel", "做完这个月不再继续") for state in LIVE},
    **{(state, "finish"): Transition(S.FINISHED, "expire", "都做完了") for state in LIVE},
}
SERIES_MACHINE = Machine("series", "state", S.OFFERED, TRANSITIONS)
SERIES_TONES = {"offered": "warn", "running": "ok", "paused": "info", "finished": "brand"}

PACKAGE_TRANSITIONS: dict[tuple[str, str], Transition] = {
    (P.DRAFT, "submit"): Transition(P.PENDING, "submit", "提交审核"),
    (P.PENDING, "withdraw"): Transition(P.DRAFT, "submit", "撤回来改"),
    (P.PENDING, "publish"): Transition(P.PUBLISHED, "approve", "通过，开卖"),
    (P.PENDING, "reject"): Transition(P.DRAFT, "approve", "退回修改", note_required=True),
    (P.PUBLISHED, "stop"): Transition(P.STOPPED, "submit", "停卖"),
    (P.PUBLISHED, "take_down"): Transition(P.STOPPED, "approve", "撤下", note_required=True),
    (P.STOPPED, "reopen"): Transition(P.PENDING, "submit", "重新提交"),
}
PACKAGE_MACHINE = Machine("package", "state", P.DRAFT, PACKAGE_TRANSITIONS)
PACKAGE_TONES = {"pending": "warn", "published": "ok"}

PASS_MACHINE = Machine("package_pass", "state", PassState.ACTIVE, {(PassState.ACTIVE, "expire"): Transition(PassState.EXPIRED, "expire", "过期")})
PASS_TONES = {"active": "ok"}
