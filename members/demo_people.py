"""Who the demo's accounts are. Without models, so that `manage.py up` can say it before anything is loaded."""

from dataclasses import dataclass

from members.roles import STAFF_ROLES, Role

PASSWORD = "Youlin-demo-2026"  # noqa: S105
# role → (how the person is called, number, department)
PEOPLE: dict[str, tuple[str, str, str]] = {
    Role.FAMILY: ("陈女士", "13800000102", ""),
    Role.ENTERPRISE_OWNER: ("周国强", "13800000103", ""),
    Role.ENTERPRISE_STAFF: ("孙丽", "13800000104", ""),
    Role.WORKER: ("李秀英", "13800000105", ""),
    Role.OPERATOR: ("王晓敏", "13800000106", "call-centre"),
    Role.DISPATCHER: ("赵建华", "13800000107", "dispatch"),
    Role.QUALITY: ("林静", "13800000108", "quality"),
    Role.CARD_DESK: ("何芳", "13800000109", "cards"),
    Role.ACCOUNTANT: ("马文斌", "13800000110", "finance"),
    Role.EDITOR: ("刘思远", "13800000111", "editorial"),
    Role.PUBLISHER: ("高洁", "13800000112", "editorial"),
    Role.HR: ("吴桂兰", "13800000113", "personnel"),
    Role.TRAINING: ("郑海燕", "13800000114", "training"),
    Role.DOCUMENT_CLERK: ("冯雅", "13800000115", "office"),
    Role.LEADER: ("韩志刚", "13800000116", "centre"),
    Role.REGULATOR: ("许明", "13800000117", "authority"),
    Role.AUDITOR: ("曹慧", "13800000118", "audit"),
    Role.ADMINISTRATOR: ("邓宇", "13800000119", "systems"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """One button of the page."""

    role: str
    label: str
    name: str
    phone: str
    is_staff: bool


def username(role: str) -> str:
    """The log-in name of a role's account."""
    return "demo-" + role.replace("_", "-")


def doors() -> list[Door]:
    """A button for each of the 19 roles, the visitor's first."""
    found = [Door(Role.VISITOR, Role.VISITOR.label, "不登录，随便看看", "", False)]
    return found + [Door(role, Role(role).label, name, phone, role in STAFF_ROLES) for role, (name, phone, _) in PEOPLE.items()]
