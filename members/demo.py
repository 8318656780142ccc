"""The demo's accounts: one for each role, with fixed numbers and one password. `seed_demo` makes them, /demo/ opens their doors."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from core.access import Actor
from core.errors import Forbidden
from members.models import Membership, Organisation, User
from members.roles import STAFF_ROLES, Role
from members.services import grant_role, register

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


def make_accounts(*, enterprise: Organisation | None, actor: Actor, now: datetime) -> dict[str, User]:
    """Make what is missing of the demo's accounts; `enterprise` is where owner, staff and worker belong. Raises Forbidden outside the demo."""
    if not settings.DEMO_MODE:
        raise Forbidden("演示账号只能在演示模式里建。")
    made, shared = {}, ""
    for role, (name, phone, department) in PEOPLE.items():
        user = User.objects.filter(username=username(role)).first()
        if user is None:
            user = register(phone=phone, password=None, display_name=name, username=username(role), proven=True, channel="demo", actor=actor, now=now)
            user.password = shared = shared or make_password(PASSWORD)  # hashed once for all: it is the same one
            user.save(update_fields=["password"])
        place = Organisation.objects.get(code=department) if department else enterprise
        if role != Role.FAMILY and place is not None and not Membership.objects.filter(user=user, role=role).active(now).exists():
            grant_role(user=user, organisation=place, role=role, reason="演示", actor=actor, now=now)
        made[role] = user
    return made
