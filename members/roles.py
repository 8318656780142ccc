"""The 19 roles. Which rights each has stands in permissions.toml; which verbs exist is whatever that file names."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Department and duty in one word (seed 3.7.2). `visitor` is everybody; `family` every registered person."""

    VISITOR = "visitor", "访客"
    FAMILY = "family", "家庭会员"
    ENTERPRISE_OWNER = "enterprise_owner", "企业负责人"
    ENTERPRISE_STAFF = "enterprise_staff", "企业员工"
    WORKER = "worker", "服务人员"
    OPERATOR = "operator", "坐席"
    DISPATCHER = "dispatcher", "派工员"
    QUALITY = "quality", "回访质检"
    CARD_DESK = "card_desk", "会员卡专员"
    ACCOUNTANT = "accountant", "会计"
    EDITOR = "editor", "编辑"
    PUBLISHER = "publisher", "审核发布"
    HR = "hr", "人事"
    TRAINING = "training", "培训"
    DOCUMENT_CLERK = "document_clerk", "文书"
    LEADER = "leader", "部门负责人"
    REGULATOR = "regulator", "行业主管"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


# Who works in the back office: gets into the Wagtail admin and needs a second factor.
STAFF_ROLES = frozenset(Role) - {Role.VISITOR, Role.FAMILY, Role.ENTERPRISE_OWNER, Role.ENTERPRISE_STAFF, Role.WORKER}
ENTERPRISE_ROLES = frozenset({Role.ENTERPRISE_OWNER, Role.ENTERPRISE_STAFF})
