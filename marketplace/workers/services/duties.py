"""The role `worker` follows from an approved file: given with it, taken with it (ROL-03)."""

from dataclasses import replace
from datetime import datetime

from core.access import SYSTEM_ROLE, Actor
from marketplace.workers.models import Worker
from members.models import Membership, Organisation, User
from members.roles import Role
from members.services import create_organisation, end_duty, grant_role


def _platform(actor: Actor) -> Actor:
    """By the platform, for nobody may grant himself a role."""
    return replace(actor, user_id=None, roles=frozenset({SYSTEM_ROLE}), name="服务人员审核")


def _place(row: Worker, *, actor: Actor, now: datetime) -> Organisation:
    """Where he has his duty: with his employer; who works for himself has an organisation of one."""
    if row.enterprise is not None and row.enterprise.organisation is not None:
        return row.enterprise.organisation
    code = f"worker-{row.pk}"
    known = Organisation.objects.filter(code=code).first()
    return known or create_organisation(kind=Organisation.Kind.ENTERPRISE, code=code, name=f"{row.called}（自己接活）", actor=_platform(actor), now=now)


def give_role(row: Worker, *, actor: Actor, now: datetime) -> None:
    """From the next request he may what workers may. Nothing happens without an account, or when he has the role already."""
    if row.user_id is None or Membership.objects.filter(user_id=row.user_id, role=Role.WORKER).active(now).exists():
        return
    user, place = User.objects.get(pk=row.user_id), _place(row, actor=actor, now=now)
    grant_role(user=user, organisation=place, role=Role.WORKER, actor=_platform(actor), now=now, reason="服务人员审核通过")


def take_role(row: Worker, *, actor: Actor, now: datetime, reason: str) -> None:
    """From the next request he may no longer."""
    for duty in Membership.objects.filter(user_id=row.user_id or 0, role=Role.WORKER).active(now).select_related("user", "organisation"):
        end_duty(duty, actor=_platform(actor), now=now, reason=reason)
