"""The life of a rating. See docs/concepts/ratings.md.

Where both sides answer blind, a rating waits until the other side has answered or the days are over; without that option it is
public at once. Staff only take down and put back; nobody but who wrote it changes a word.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_noop

from core.states import Machine, Transition


class RatingState(TextChoices):
    """Where a rating stands."""

    PENDING = "pending", "等双方都评完"
    PUBLISHED = "published", "公开"
    HIDDEN = "hidden", "已撤下"


class Subject(TextChoices):
    """What a rating counts for."""

    ENTERPRISE = "enterprise", "企业"
    LISTING = "listing", "服务"
    WORKER = "worker", "服务人员"


S = RatingState
RATING_MACHINE = Machine(
    "rating",
    "state",
    S.PENDING,
    {
        (S.PENDING, "publish"): Transition(S.PUBLISHED, "publish", "公开"),
        (S.PUBLISHED, "hide"): Transition(S.HIDDEN, "hide", "撤下", note_required=True),
        (S.HIDDEN, "restore"): Transition(S.PUBLISHED, "hide", "恢复显示"),
    },
)
TONES = {"pending": "warn", "published": "ok", "hidden": "bad"}
# Sub-scores: field → what it is called (RAT-03).
PARTS = {"punctual": gettext_noop("准时"), "skill": gettext_noop("手艺"), "attitude": gettext_noop("态度"), "price": gettext_noop("价钱")}
WORDS = {1: gettext_noop("很差"), 2: gettext_noop("不太行"), 3: gettext_noop("一般"), 4: gettext_noop("不错"), 5: gettext_noop("很好")}
