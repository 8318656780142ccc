"""The people of these tests: one for each of the 19 roles, in an organisation of his own, with a colleague; and strangers."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from cms.storefronts.services import arrange, ensure_storefront
from core import clock
from core.access import Actor
from core.media.models import SiteImage
from marketplace.enterprises.models import Enterprise
from members.models import Organisation, User
from members.roles import ENTERPRISE_ROLES, Role
from tests.marketplace.factories import SYSTEM, application_fields, picture
from tests.members.factories import actor_for, make_organisation, make_user, put_on_duty

EMPLOYED = frozenset({*ENTERPRISE_ROLES, Role.WORKER})
ROLES = tuple(role.value for role in Role)


CERTIFICATE = {"name": "家政服务诚信企业", "number": "JZ-2026-118", "issuer": "市家政服务业协会", "until": None, "image": None}
SECTIONS = [{"type": "certificates", "value": {"heading": "", "items": [CERTIFICATE]}}, {"type": "services", "value": {"heading": ""}}]


@dataclass(slots=True)
class World:
    """Who is there, and how each asks."""

    people: dict[str, User | None] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    colleagues: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    stranger: User = None  # type: ignore[assignment]
    strange: Enterprise = None  # type: ignore[assignment]
    photo: SiteImage = None  # type: ignore[assignment]
    # What was made last and stands until something else is asked for (tests.rights.matrix.kept).
    kept: tuple[Any, Any] = (None, None)
    around: ExitStack = field(default_factory=ExitStack)

    def person(self, role: str) -> User:
        """The person with a role that somebody has."""
        found = self.people[role]
        assert found is not None
        return found


def session_of(user: User) -> str:
    """A session in which the person is logged in; its key."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def enterprise_row(organisation: Organisation, *, state: str = "approved", applicant: User | None = None, **fields: Any) -> Enterprise:
    """An enterprise of an organisation, straight into a state; nobody gets a role by it."""
    now = clock.now()
    known = application_fields(**fields)
    categories = known.pop("categories")
    row = Enterprise(organisation=organisation, applicant=applicant, state=state, created_at=now, changed_at=now, **known)
    row.applied_at = None if state == "draft" else now
    row.approved_at = now if state in ("approved", "suspended") else None
    row.save()
    row.categories.set(categories)
    return row


def build_world() -> World:
    """Everybody, and the page of every enterprise, which takes too long to be made for each question. About two seconds."""
    world = World()
    for role in ROLES:
        _settle(world, role)
    world.stranger = make_user(name="生人")
    world.strange = enterprise_row(make_organisation(name="别家家政"), legal_name="别家家政服务有限公司", short_name="别家")
    world.photo = SiteImage.objects.create(title="照片", file=picture())
    for firm in (world.strange, *world.enterprises.values()):
        arrange(ensure_storefront(firm, actor=SYSTEM, now=clock.now()), SECTIONS, actor=SYSTEM, now=clock.now())
    return world


def _settle(world: World, role: str) -> None:
    if role == Role.VISITOR:
        world.people[role], world.actors[role] = None, actor_for(None)
        return
    user = make_user(name=Role(role).label)
    if role != Role.FAMILY:
        organisation = make_organisation("enterprise" if role in EMPLOYED else "department", name=f"{Role(role).label}所在")
        put_on_duty(user, role, organisation)
        world.organisations[role] = organisation
        world.colleagues[role] = put_on_duty(make_user(name="同事"), role, organisation)
    if role in EMPLOYED:
        world.enterprises[role] = enterprise_row(world.organisations[role])
    world.people[role], world.actors[role], world.sessions[role] = user, actor_for(user), session_of(user)
