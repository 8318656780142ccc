"""The demo's accounts: one for each role, with fixed numbers and one password. `seed_demo` makes them, /demo/ opens their doors."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from core.access import Actor
from core.errors import Forbidden
from members.demo_people import PASSWORD, PEOPLE, Door, doors, username
from members.models import Membership, Organisation, User
from members.roles import Role
from members.services import grant_role, register

__all__ = ["PASSWORD", "PEOPLE", "Door", "doors", "make_accounts", "username"]


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
