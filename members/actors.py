"""Who is behind a request: the person's roles and organisations, read afresh with one query.

Nothing about rights is kept in the session, so a granted or ended duty holds from the next request (reliability A3). An enterprise
sees what is below it (a chain its outlets), never beside or above it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from core import clock, planned
from core.access import Actor
from members.models import User
from members.roles import STAFF_ROLES, Role
from members.second_factor import lacks_factor

DUTIES = """
WITH RECURSIVE duty AS (
  SELECT organisation_id, role FROM members_membership WHERE user_id = %(user)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
), place AS (
  SELECT organisation_id AS id FROM duty UNION SELECT child.id FROM members_organisation child JOIN place ON child.parent_id = place.id
)
SELECT ARRAY(SELECT DISTINCT role FROM duty), ARRAY(SELECT id FROM place)
"""
# Where staff could use their rights without passing the door of the back office, which asks for the second factor.
WITHOUT_SCREEN = ("/api/", "/private/")
EVERYBODY = frozenset({Role.VISITOR.value, Role.FAMILY.value})


def build(request: Any, anonymous: Actor) -> Actor:
    """The actor of a logged-in request (one query, for staff one more at the API). Somebody suspended is logged out and stays anonymous.

    Staff without their second factor have at the API what every member has.
    """
    user = request.user
    if user.suspended_at is not None or not user.is_active:
        logout(request)
        request.user = AnonymousUser()
        return anonymous
    actor = actor_of(user, base=anonymous, now=clock.now())
    if request.path.startswith(WITHOUT_SCREEN) and not actor.roles.isdisjoint(STAFF_ROLES) and lacks_factor(user):
        return replace(actor, roles=actor.roles - STAFF_ROLES)
    return actor


def actor_of(user: User, *, base: Actor, now: datetime) -> Actor:
    """What this person may be, on top of the request facts in `base`. One query."""
    with connection.cursor() as cursor:
        planned.ask(cursor, DUTIES, {"user": user.pk, "now": now})
        roles, organisations = cursor.fetchone()
    granted = {Role.ADMINISTRATOR.value} if user.is_superuser else set()
    return replace(
        base,
        user_id=user.pk,
        roles=EVERYBODY | frozenset(roles) | granted,
        organisation_ids=frozenset(organisations),
        name=str(user),
        proven_phone=user.phone_verified,
    )
