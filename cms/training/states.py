"""The three families of courses (seed 001: 职业道德、服务技能、安全知识), and whether one can still enrol."""

from django.db.models import TextChoices


class Family(TextChoices):
    """What a course is about."""

    ETHICS = "ethics", "职业道德"
    SKILLS = "skills", "服务技能"
    SAFETY = "safety", "安全知识"


class Standing(TextChoices):
    """Whether one can enrol on a day. Never stored: it follows from dates and seats."""

    OPEN = "open", "报名中"
    FULL = "full", "已满"
    CLOSED = "closed", "报名截止"
    ENDED = "ended", "已结束"


STANDING_TONES = {Standing.OPEN: "ok", Standing.FULL: "warn", Standing.CLOSED: "info", Standing.ENDED: ""}
STANDING_ICONS = {Standing.OPEN: "circle-check", Standing.FULL: "users", Standing.CLOSED: "clock", Standing.ENDED: "history"}


class Desk(TextChoices):
    """Where a course of an enterprise stands between it and the moderators."""

    DRAFT = "draft", "草稿"
    WAITING = "waiting", "等审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "已公开"
    CHANGED = "changed", "有改动没交"


DESK_TONES = {Desk.WAITING: "warn", Desk.RETURNED: "bad", Desk.PUBLISHED: "ok", Desk.CHANGED: "info"}
EDITABLE = frozenset({Desk.DRAFT, Desk.RETURNED, Desk.PUBLISHED, Desk.CHANGED})
SUBMITTABLE = frozenset({Desk.DRAFT, Desk.RETURNED, Desk.CHANGED})
