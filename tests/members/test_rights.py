"""Duties and what follows from them: ROL-01, ROL-03, A3."""

from datetime import timedelta

import pytest

from core import clock
from core.access import can, system_actor
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid, NotFound
from core.outbox.models import OutboxEvent
from members.actors import actor_of
from members.errors import AlreadyOnDuty, DutyEnded, NotToYourself
from members.models import Membership
from members.roles import STAFF_ROLES, Role
from members.services import end_duty, grant_role
from tests.members.factories import actor_for, make_in_role, make_organisation, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def test_every_person_is_visitor_and_family():
    actor = actor_for(make_user())
    assert actor.roles == {"visitor", "family"}
    assert actor.proven_phone
    assert actor.name == "陈女士"


def test_actor_costs_one_query(django_assert_num_queries):
    user = make_staff(Role.EDITOR)
    user.refresh_from_db()

    with django_assert_num_queries(1):
        actor = actor_of(user, base=actor_for(None), now=clock.now())
    assert Role.EDITOR in actor.roles


def test_chain_sees_its_outlets_and_an_outlet_neither_chain_nor_siblings():
    chain = make_organisation("enterprise")
    first, second = (make_organisation("outlet", parent=chain) for _ in range(2))
    owner = put_on_duty(make_user(), Role.ENTERPRISE_OWNER, chain)
    keeper = put_on_duty(make_user(), Role.ENTERPRISE_STAFF, first)
    assert actor_for(owner).organisation_ids == {chain.pk, first.pk, second.pk}
    assert actor_for(keeper).organisation_ids == {first.pk}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.VISITOR, Role.FAMILY}])
def test_duty_gives_role_and_group_and_its_end_takes_both(role):
    user = make_in_role(role)
    assert role in actor_for(user).roles
    assert set(user.groups.values_list("name", flat=True)) == {Role.FAMILY.label, role.label}
    duty = Membership.objects.get(user=user)
    end_duty(duty, reason="调岗", actor=system_actor(), now=clock.now())
    assert actor_for(user).roles == {"visitor", "family"}
    assert set(user.groups.values_list("name", flat=True)) == {Role.FAMILY.label}


def test_every_change_is_audited_and_published():
    administrator = make_staff(Role.ADMINISTRATOR)
    user, department = make_user(), make_organisation("department")
    duty = grant_role(user=user, organisation=department, role=Role.EDITOR, reason="新编辑", actor=actor_for(administrator), now=clock.now())
    end_duty(duty, reason="调岗", actor=actor_for(administrator), now=clock.now())
    written = AuditEntry.objects.filter(object_id=str(duty.pk), module="membership").order_by("pk")
    rows = written.values_list("function", "user_id", "ip", "detail__reason")
    assert list(rows) == [("membership.grant", administrator.pk, "10.1.2.3", "新编辑"), ("membership.end", administrator.pk, "10.1.2.3", "调岗")]
    assert OutboxEvent.objects.filter(name="membership.changed", ids__membership_id=duty.pk).count() == 2


def test_nobody_grants_to_himself():
    administrator = make_staff(Role.ADMINISTRATOR)
    with pytest.raises(NotToYourself):
        grant_role(user=administrator, organisation=make_organisation("department"), role=Role.AUDITOR, actor=actor_for(administrator), now=clock.now())
    assert Role.AUDITOR not in actor_for(administrator).roles


@pytest.mark.parametrize("role", [*sorted(STAFF_ROLES - {Role.ADMINISTRATOR}), Role.FAMILY, Role.WORKER, Role.ENTERPRISE_STAFF])
def test_only_administrators_grant_staff_roles(role):
    actor = actor_for(make_in_role(role))
    with pytest.raises((Forbidden, NotFound)):
        grant_role(user=make_user(), organisation=make_organisation("department"), role=Role.EDITOR, actor=actor, now=clock.now())


def test_owner_grants_within_the_enterprise_only():
    mine, other = make_organisation(), make_organisation()
    owner = actor_for(put_on_duty(make_user(), Role.ENTERPRISE_OWNER, mine))
    duty = grant_role(user=make_user(), organisation=mine, role=Role.ENTERPRISE_STAFF, actor=owner, now=clock.now())
    assert duty.pk
    with pytest.raises(NotFound):
        grant_role(user=make_user(), organisation=other, role=Role.ENTERPRISE_STAFF, actor=owner, now=clock.now())
    with pytest.raises(Invalid):
        grant_role(user=make_user(), organisation=mine, role=Role.ADMINISTRATOR, actor=owner, now=clock.now())


def test_a_role_once_and_an_end_once():
    user, place = make_user(), make_organisation()
    duty = grant_role(user=user, organisation=place, role=Role.WORKER, actor=system_actor(), now=clock.now())
    with pytest.raises(AlreadyOnDuty):
        grant_role(user=user, organisation=place, role=Role.WORKER, actor=system_actor(), now=clock.now())
    end_duty(duty, actor=system_actor(), now=clock.now())
    with pytest.raises(DutyEnded):
        end_duty(duty, actor=system_actor(), now=clock.now() + timedelta(seconds=1))


def test_rights_follow_the_table():
    own, foreign = make_user(), make_user()
    actor = actor_for(own)
    assert can(actor, "update", own)
    assert not can(actor, "update", foreign)
    assert not can(actor, "read", foreign)
    assert can(actor_for(make_staff(Role.ADMINISTRATOR)), "suspend", foreign)
