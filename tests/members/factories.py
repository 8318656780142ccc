"""People for tests: made through the services, so that groups, consents and households are as in life."""

import itertools
from datetime import timedelta

from core import clock
from core.access import Actor, system_actor
from members.actors import actor_of
from members.models import ConsentDocument, Organisation, User
from members.roles import STAFF_ROLES, Role
from members.services import create_organisation, grant_role, register

PASSWORD = "Lantern-82-river"
_numbers = itertools.count(1)


def fresh_phone() -> str:
    """A mobile number that no other test person of this process has."""
    return f"138{next(_numbers):08d}"


def make_user(*, name: str = "陈女士", phone: str | None = None, password: str | None = PASSWORD, username: str = "") -> User:
    """A registered person with a proven number."""
    return register(phone=phone or fresh_phone(), password=password, display_name=name, username=username, proven=True, actor=system_actor(), now=clock.now())


def make_organisation(kind: str = "enterprise", *, code: str = "", name: str = "安心家政", parent: Organisation | None = None) -> Organisation:
    """A department, an enterprise or an outlet."""
    return create_organisation(kind=kind, code=code or f"{kind}-{next(_numbers)}", name=name, parent=parent, actor=system_actor(), now=clock.now())


def put_on_duty(user: User, role: str, organisation: Organisation | None = None) -> User:
    """Give a person a role in an organisation that fits it."""
    fitting = organisation or make_organisation("department" if role in STAFF_ROLES else "enterprise")
    grant_role(user=user, organisation=fitting, role=role, reason="测试", actor=system_actor(), now=clock.now())
    return user


def make_staff(role: str, *, organisation: Organisation | None = None, name: str = "") -> User:
    """Somebody of the back office with one role."""
    return put_on_duty(make_user(name=name or Role(role).label), role, organisation)


def make_in_role(role: str) -> User | None:
    """A person in any of the 19 roles; nobody for the visitor."""
    if role == Role.VISITOR:
        return None
    user = make_user(name=Role(role).label)
    return user if role == Role.FAMILY else put_on_duty(user, role)


def actor_for(user: User | None, *, ip: str = "10.1.2.3", channel: str = "web") -> Actor:
    """The actor that a request of this person would have."""
    base = Actor(ip=ip, request_id="test-request", channel=channel)
    return base if user is None else actor_of(User.objects.get(pk=user.pk), base=base, now=clock.now())


def former_text(kind: str) -> ConsentDocument:
    """A version of a text that was in force before the one of the reference data."""
    current = ConsentDocument.objects.filter(kind=kind).order_by("-published_at", "-pk")[0]
    values = {"title": current.title, "body": "## 一\n\n从前的写法。", "fields": current.fields, "published_at": current.published_at - timedelta(days=200)}
    return ConsentDocument.objects.create(kind=kind, version="2025-03", **values)
