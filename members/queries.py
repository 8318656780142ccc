"""Reads about people."""

from datetime import datetime
from typing import Any

from django.db import connection, models

from core.audit.models import AuditEntry
from members.models import Consent, ConsentDocument, Membership, User
from members.roles import ENTERPRISE_ROLES, Role


def roles_of(user_id: int, now: datetime) -> set[str]:
    """The roles that a person's duties give at a moment (without those that everybody has)."""
    return set(Membership.objects.filter(user_id=user_id).active(now).values_list("role", flat=True))


def by_phone(phone: str) -> User | None:
    """The account to which a proven number belongs."""
    return User.objects.filter(phone=phone).first()


def by_username(username: str) -> User | None:
    """The account with a user name."""
    return User.objects.filter(username__iexact=username[:150]).first()


def members_of(organisation_id: int, *, now: datetime, roles: frozenset[str] | None = None) -> list[int]:
    """The user ids of an organisation's active members, of some roles or of all."""
    duties = Membership.objects.filter(organisation_id=organisation_id, user__is_active=True).active(now)
    if roles is not None:
        duties = duties.filter(role__in=roles)
    return list(duties.order_by("user_id").values_list("user_id", flat=True).distinct())


def running(organisation_id: int | None, *, now: datetime) -> list[int]:
    """The user ids of those who run an enterprise: its owner and its staff. Nobody without an organisation."""
    return members_of(organisation_id, now=now, roles=frozenset(ENTERPRISE_ROLES)) if organisation_id else []


def with_role(role: str, *, now: datetime) -> list[int]:
    """The user ids of everybody active with a role."""
    return list(Membership.objects.filter(role=Role(role), user__is_active=True).active(now).order_by("user_id").values_list("user_id", flat=True).distinct())


def display_names(user_ids: list[int]) -> dict[int, str]:
    """How people are called, by id. One query."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=user_ids).only("display_name", "phone", "username")}


def current_document(kind: str, now: datetime) -> ConsentDocument | None:
    """The version of a text in force."""
    return ConsentDocument.objects.filter(kind=kind, published_at__lte=now).order_by("-published_at", "-pk").first()


def document_versions(kind: str, now: datetime) -> list[ConsentDocument]:
    """Every version that is or was in force, the one in force first; `until` is when the next took its place. One query."""
    found = list(ConsentDocument.objects.filter(kind=kind, published_at__lte=now).order_by("-published_at", "-pk"))
    for later, row in zip([None, *found], found, strict=False):
        row.until = later.published_at if later else None  # type: ignore[attr-defined]
    return found


def consent_in_force(user_id: int, kind: str) -> Consent | None:
    """The person's latest word about a text, if it was a yes."""
    last = Consent.objects.filter(user_id=user_id, document__kind=kind).select_related("document").order_by("-at", "-pk").first()
    return last if last is not None and last.given else None


def consents_of(user_id: int) -> models.QuerySet[Consent]:
    """Everything a person agreed to or took back, latest first."""
    return Consent.objects.filter(user_id=user_id).select_related("document").order_by("-at", "-pk")


def never_proven(*, before: datetime) -> models.QuerySet[User]:
    """Accounts registered with a number that was never proven."""
    return User.objects.filter(phone=None, date_joined__lt=before, last_login=None).exclude(pending_phone="").order_by("pk")


def own_data(user: User) -> dict[str, Any]:
    """What is stored about a person in this slice, for the download (个人信息保护法 45)."""
    return {
        "account": {
            "display_name": user.display_name,
            "username": user.username,
            "phone": user.phone,
            "district_code": user.district_code,
            "registered_at": user.date_joined.isoformat(),
            "last_login_at": user.last_login.isoformat() if user.last_login else None,
        },
        "households": [{"name": member.household.name, "head": member.is_head} for member in user.households.select_related("household").order_by("pk")],
        "duties": [
            {
                "organisation": duty.organisation.name,
                "role": duty.get_role_display(),
                "since": duty.since.isoformat(),
                "until": duty.until.isoformat() if duty.until else None,
            }
            for duty in user.memberships.select_related("organisation").order_by("pk")
        ],
        "consents": [
            {"kind": row.document.kind, "version": row.document.version, "given": row.given, "channel": row.channel, "at": row.at.isoformat()}
            for row in consents_of(user.pk)
        ],
    }


METHODS = {"password": "密码", "code": "短信验证码", "mfa": "两步验证", "password_reset": "找回密码", "session": "网站代为登录"}


def method_name(code: str) -> str:
    """How somebody logged in, in words; "password+mfa" is both."""
    return "加".join(METHODS.get(part, part) for part in code.split("+") if part)


def recent_logins(user_id: int, size: int = 10) -> list[dict[str, Any]]:
    """The last log-ins and failed tries at an account: when and from which address."""
    rows = AuditEntry.objects.filter(object_type=User._meta.label_lower, object_id=str(user_id), function="account.login").order_by("-pk")[:size]
    return [{"at": row.at, "ip": row.ip, "method": method_name(row.detail.get("method", "")), "ok": row.result == AuditEntry.Result.OK} for row in rows]


def account_of(user_id: int | None, *, roles: list[str], now: datetime) -> dict[str, Any]:
    """One's own account as the API gives it. Two queries."""
    user = User.objects.get(pk=user_id)
    duties = Membership.objects.filter(user=user).active(now).order_by("pk").values("organisation_id", "organisation__name", "role")
    return {
        "id": user.pk,
        "display_name": user.display_name,
        "phone": user.phone,
        "district_code": user.district_code,
        "roles": roles,
        "duties": [{"organisation_id": row["organisation_id"], "organisation": row["organisation__name"], "role": row["role"]} for row in duties],
        "registered_at": user.date_joined.isoformat(),
    }


WRONG_GROUPS = """
WITH label AS (SELECT * FROM unnest(%(roles)s::text[], %(names)s::text[]) AS t(role, name)),
wanted AS (
  SELECT u.id AS user_id, (SELECT name FROM label WHERE role = 'family') AS name FROM members_user u
  UNION SELECT m.user_id, l.name FROM members_membership m JOIN label l USING (role) WHERE m.since <= %(now)s AND (m.until IS NULL OR m.until > %(now)s)
), held AS (
  SELECT ug.user_id, g.name FROM members_user_groups ug JOIN auth_group g ON g.id = ug.group_id
)
SELECT DISTINCT user_id FROM ((SELECT * FROM wanted EXCEPT SELECT * FROM held) UNION ALL (SELECT * FROM held EXCEPT SELECT * FROM wanted)) d ORDER BY 1
"""


def with_wrong_groups(now: datetime, names: dict[str, str]) -> list[int]:
    """Whose Django groups are not what their duties say. One query."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG_GROUPS, {"roles": list(names), "names": list(names.values()), "now": now})
        return [row[0] for row in cursor.fetchall()]
