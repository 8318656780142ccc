"""Duties and the Django groups that follow from them, always in one transaction (ROL-03)."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from core.outbox import publish
from members import queries
from members.errors import AlreadyOnDuty, DutyEnded, NotToYourself
from members.events import MEMBERSHIP_CHANGED
from members.models import Membership, Organisation, User
from members.roles import ENTERPRISE_ROLES, STAFF_ROLES, Role

BY_NATURE = frozenset({Role.VISITOR, Role.FAMILY})


def role_group(role: str) -> Group:
    """The Django group of a role; Wagtail's page and collection rights hang on it (`sync_roles`)."""
    return Group.objects.get_or_create(name=Role(role).label)[0]


def sync_groups(user: User, *, now: datetime) -> None:
    """Make the person's Django groups equal to the roles in force, inside the caller's transaction."""
    roles = {Role.FAMILY.value, *queries.roles_of(user.pk, now)}
    user.groups.set([role_group(role) for role in sorted(roles)])


def _require_fitting(role: str, organisation: Organisation) -> None:
    """Staff roles belong to departments, the others to enterprises and their outlets. Raises Invalid."""
    if role not in Role.values or role in BY_NATURE:
        raise Invalid(fields={"role": ["这个角色不能授予。"]})
    department = organisation.kind == Organisation.Kind.DEPARTMENT
    if department != (role in STAFF_ROLES):
        wanted = "部门" if role in STAFF_ROLES else "企业或门店"
        raise Invalid(fields={"organisation": [f"{Role(role).label}只能在{wanted}任职。"]})
    if organisation.kind == Organisation.Kind.OUTLET and role in ENTERPRISE_ROLES and organisation.parent_id is None:
        raise Invalid(fields={"organisation": ["这家门店没有上级企业。"]})


def grant_role(*, user: User, organisation: Organisation, role: str, actor: Actor, now: datetime, reason: str = "") -> Membership:
    """Give a person a duty; it holds from the next request. Locks the person's row.

    Raises Forbidden without the right, NotToYourself, Invalid when role and organisation do not fit, AlreadyOnDuty.
    """
    duty = Membership(user=user, organisation=organisation, role=role, since=now, granted_by_id=actor.user_id)
    require(actor, "create", duty)
    if actor.user_id == user.pk:
        raise NotToYourself(audit={"function": "membership.grant", "object": user})
    _require_fitting(role, organisation)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        try:
            with transaction.atomic():
                duty.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyOnDuty from error
        _after(duty, "membership.grant", actor=actor, now=now, reason=reason)
    return duty


def end_duty(duty: Membership, *, actor: Actor, now: datetime, reason: str = "") -> Membership:
    """End a duty; it holds no more at the next request. Locks the person's row, then the duty. Raises Forbidden, DutyEnded."""
    require(actor, "update", duty)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=duty.user_id)
        locked = Membership.objects.select_for_update().get(pk=duty.pk)
        if locked.until is not None and locked.until <= now:
            raise DutyEnded(audit={"function": "membership.end", "object": duty})
        locked.until = max(now, locked.since)
        locked.save(update_fields=["until"])
        _after(locked, "membership.end", actor=actor, now=now, reason=reason)
    return locked


def _after(duty: Membership, function: str, *, actor: Actor, now: datetime, reason: str) -> None:
    """What follows every change of a duty: groups, audit, event."""
    sync_groups(duty.user, now=now)
    detail = {"user_id": duty.user_id, "organisation": duty.organisation.code, "role": duty.role, "reason": reason}
    record(actor, function=function, obj=duty, detail=detail, now=now)
    publish(MEMBERSHIP_CHANGED, key=f"user:{duty.user_id}", user_id=duty.user_id, membership_id=duty.pk)
