"""A storefront between its enterprise and the moderators: edited, handed in, sent back with a reason or approved, at once or at a time (ENT-02)."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class StorefrontState(TextChoices):
    """Where the newest version stands. What the public sees meanwhile is the version that was approved last."""

    PUBLISHED = "published", "已上线"
    EDITING = "editing", "正在改"
    SUBMITTED = "submitted", "等审核"
    RETURNED = "returned", "退回了"
    SCHEDULED = "scheduled", "等着上线"


class SectionKind(TextChoices):
    """The fixed set of sections; their order here is that of the list to add from."""

    INTRODUCTION = "introduction", "介绍"
    GALLERY = "gallery", "照片墙"
    SERVICES = "services", "服务"
    FEES = "fees", "收费标准"
    CERTIFICATES = "certificates", "资质证书"
    NEWS = "news", "店里新事"
    CONTACT = "contact", "怎么联系"
    RATINGS = "ratings", "家里人怎么说"


S = StorefrontState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.PUBLISHED, "edit"): Transition(S.EDITING, "update", "开始修改"),
    (S.RETURNED, "edit"): Transition(S.EDITING, "update", "接着修改"),
    (S.EDITING, "submit"): Transition(S.SUBMITTED, "update", "提交审核"),
    (S.SUBMITTED, "withdraw"): Transition(S.EDITING, "update", "撤回修改"),
    (S.SUBMITTED, "approve"): Transition(S.PUBLISHED, "approve", "通过"),
    (S.SUBMITTED, "schedule"): Transition(S.SCHEDULED, "approve", "通过，定时上线"),
    (S.SUBMITTED, "return"): Transition(S.RETURNED, "approve", "退回", note_required=True),
    (S.SCHEDULED, "cancel"): Transition(S.EDITING, "update", "取消定时"),
    (S.SCHEDULED, "go_live"): Transition(S.PUBLISHED, "approve", "到时上线"),
    (S.SCHEDULED, "return"): Transition(S.RETURNED, "approve", "退回", note_required=True),
    (S.PUBLISHED, "hide"): Transition(S.RETURNED, "hide", "撤下", note_required=True),
    (S.EDITING, "hide"): Transition(S.RETURNED, "hide", "撤下", note_required=True),
    (S.RETURNED, "hide"): Transition(S.RETURNED, "hide", "撤下", note_required=True),
    (S.SCHEDULED, "hide"): Transition(S.RETURNED, "hide", "撤下", note_required=True),
}
STOREFRONT_MACHINE = Machine("storefront", "state", S.PUBLISHED, TRANSITIONS)
# States in which the enterprise may change its newest version.
OPEN = (S.PUBLISHED, S.EDITING, S.RETURNED)
TONES = {"published": "ok", "editing": "info", "submitted": "warn", "returned": "bad", "scheduled": "info"}
# Sections that hold single things, which are added and removed one by one.
WITH_ITEMS = (SectionKind.GALLERY, SectionKind.CERTIFICATES, SectionKind.NEWS)
# What a storefront shows that nobody has arranged yet: only what the platform knows of the enterprise.
STANDARD = (SectionKind.INTRODUCTION, SectionKind.SERVICES, SectionKind.FEES, SectionKind.CONTACT)
