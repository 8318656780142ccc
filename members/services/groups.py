"""Making Django's groups say what the permission table says (`sync_roles`). Safe to repeat; changes only what differs."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from core.access import Actor
from core.audit.services import record
from members import permissions, queries
from members.models import User
from members.roles import Role
from members.services.rights import role_group, sync_groups

# Rights that no role group may have: these matters are changed through services only.
CLOSED_APPS = frozenset({"auth", "members", "account", "mfa", "usersessions", "outbox", "audit", "sessions"})


@dataclass(slots=True)
class Synced:
    """What a run has changed."""

    groups: int = 0
    granted: int = 0
    revoked: int = 0
    people: int = 0

    def as_dict(self) -> dict[str, int]:
        """For --json."""
        return asdict(self)


def staff_roles() -> frozenset[str]:
    """The roles that the table lets into the back office."""
    rules = permissions.table().get("back_office", {})
    return frozenset(role for role, verbs in rules.items() if "enter" in verbs)


def sync_roles(*, actor: Actor, now: datetime) -> Synced:
    """One group for each role; the back office's door for staff roles; people's groups by their duties. Writes one audit row if it changed anything.

    Page and library rights of the editorial groups hang on pages and are reference data of `cms`.
    """
    changed = Synced()
    with transaction.atomic():
        before = Group.objects.count()
        groups = {role.value: role_group(role) for role in Role}
        changed.groups = Group.objects.count() - before
        _sync_doors(groups, changed)
        changed.people = _sync_people(now)
        if any(changed.as_dict().values()):
            record(actor, function="membership.sync_roles", detail=changed.as_dict(), now=now)
    return changed


def _sync_doors(groups: dict[str, Group], changed: Synced) -> None:
    door = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    allowed = staff_roles()
    for role, group in groups.items():
        has = group.permissions.filter(pk=door.pk).exists()
        if role in allowed and not has:
            group.permissions.add(door)
            changed.granted += 1
        elif role not in allowed and has:
            group.permissions.remove(door)
            changed.revoked += 1
        closed = list(group.permissions.filter(content_type__app_label__in=CLOSED_APPS))
        group.permissions.remove(*closed)
        changed.revoked += len(closed)


def _sync_people(now: datetime) -> int:
    """Set the groups of everybody whose groups differ from the duties in force; returns how many."""
    wrong = queries.with_wrong_groups(now, {role.value: role.label for role in Role})
    for user in User.objects.filter(pk__in=wrong).order_by("pk"):
        sync_groups(user, now=now)
    return len(wrong)
