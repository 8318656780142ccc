"""Who acts, and what they may do.

Every request, command and message is somebody's: an `Actor` with roles and organisations. Rights are data: a table
resource × role × verb → scopes, filled by `members` from `members/permissions.toml`. Scopes are letters: `p` public part,
`o` own, `t` own organisation (tenant), `s` the people of one's outlet, `j` assigned to the job, `*` all. **No rule means no.**

A model takes part by naming its resource (`access_resource = "listing"`) and by saying which scopes hold between it and an
actor (`access_scopes(actor)`); its queryset says the same as SQL (`scope_q(actor)`), and `visible_to` is the only way to a list.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from django.db import models

from core.errors import Forbidden, NotFound, PhoneNotProven, Unauthenticated

ALL = "*"
SYSTEM_ROLE = "system"
VISITOR_ROLE = "visitor"
Table = Mapping[str, Mapping[str, Mapping[str, frozenset[str]]]]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something: a person, a command or a job."""

    user_id: int | None = None
    roles: frozenset[str] = frozenset({VISITOR_ROLE})
    organisation_ids: frozenset[int] = frozenset()
    ip: str = ""
    request_id: str = ""
    channel: str = "web"
    name: str = ""
    proven_phone: bool = False
    # Who he speaks for: set while somebody of the desk talks with a customer, by what keeps that talk (dispatch.intake), and only there.
    speaks_for: int | None = None

    @property
    def principal_id(self) -> int | None:
        """Whose will it is: of whom he speaks for, else his own."""
        return self.user_id if self.speaks_for is None else self.speaks_for

    @property
    def is_authenticated(self) -> bool:
        """Whether a person is logged in."""
        return self.user_id is not None


ANONYMOUS = Actor()


def system_actor(channel: str = "job", name: str = "系统") -> Actor:
    """The actor of commands and jobs: every right, and named as such in the audit log."""
    return Actor(roles=frozenset({SYSTEM_ROLE}), channel=channel, name=name)


class Resource(Protocol):
    """What a model offers so that `can` may be asked about it."""

    access_resource: str

    def access_scopes(self, actor: Actor) -> Iterable[str]:
        """The scope letters that hold between this row and the actor."""
        ...


@dataclass(slots=True)
class _Installed:
    table: Table = field(default_factory=dict)


_installed = _Installed()
_current: ContextVar[Actor] = ContextVar("actor", default=ANONYMOUS)


def install(table: Table) -> None:
    """Set the permission table (resource → role → verb → scopes). Called once, by `members`."""
    _installed.table = table


def table() -> Table:
    """The permission table in force."""
    return _installed.table


def current_actor() -> Actor:
    """The actor of the request or job at hand."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Make `actor` the current one for a block."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


def set_current(actor: Actor) -> Any:
    """Set the current actor; returns the token for `reset_current`."""
    return _current.set(actor)


def reset_current(token: Any) -> None:
    """Undo `set_current`."""
    _current.reset(token)


def resource_of(subject: Any) -> str:
    """The resource name of a row, a model class or a plain name."""
    return subject if isinstance(subject, str) else subject.access_resource


def scopes(actor: Actor, verb: str, resource: str) -> frozenset[str]:
    """The scopes within which the actor may do `verb`; empty means not at all."""
    if SYSTEM_ROLE in actor.roles:
        return frozenset({ALL})
    by_role = _installed.table.get(resource, {})
    return frozenset().union(*(by_role.get(role, {}).get(verb, frozenset()) for role in actor.roles))


def tenants(actor: Actor, resource: str, verb: str = "read") -> frozenset[int]:
    """The organisations whose rows the actor reaches by working there; none where his duties give no right to the tenant's."""
    return actor.organisation_ids if scopes(actor, verb, resource) & {"t", ALL} else frozenset()


def can(actor: Actor, verb: str, subject: Any) -> bool:
    """Whether the actor may do `verb` to a row, or, for a class or a name, to any row of it."""
    allowed = scopes(actor, verb, resource_of(subject))
    if not allowed or ALL in allowed:
        return bool(allowed)
    if isinstance(subject, (str, type)):
        return True
    return not allowed.isdisjoint(subject.access_scopes(actor))


def require(actor: Actor, verb: str, subject: Any) -> None:
    """Refuse unless `can`. Raises NotFound when the actor may not even read the row, Unauthenticated for nobody, else Forbidden."""
    if can(actor, verb, subject):
        return
    audit = {"verb": verb, "resource": resource_of(subject), "object": subject if isinstance(subject, models.Model) else None}
    if isinstance(subject, models.Model) and not can(actor, "read", subject):
        raise NotFound(audit=audit)
    if not actor.is_authenticated:
        raise Unauthenticated(audit=audit)
    raise Forbidden(audit=audit)


def require_proven(actor: Actor) -> None:
    """Refuse all but somebody with a proven phone; what runs by itself may. Raises Unauthenticated, PhoneNotProven."""
    if SYSTEM_ROLE in actor.roles:
        return
    if not actor.is_authenticated:
        raise Unauthenticated
    if not actor.proven_phone:
        raise PhoneNotProven


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows what an actor may see. A subclass gives `scope_q`."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """For each scope letter the rows for which it holds. A letter left out holds for none."""
        return {}

    def visible_to(self, actor: Actor, verb: str = "read") -> Self:
        """The rows to which the actor may do `verb`."""
        allowed = scopes(actor, verb, resource_of(self.model))
        if ALL in allowed:
            return self.all()
        meaning = self.scope_q(actor)
        held = [meaning[letter] for letter in sorted(allowed) if letter in meaning]
        if not held:
            return self.none()
        combined = held[0]
        for condition in held[1:]:
            combined |= condition
        return self.filter(combined)


class OwnRows(ScopedQuerySet):
    """Rows that belong to one person, named by `user`, and to nobody else."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`o`: the actor's."""
        return {"o": models.Q(user_id=actor.user_id)}


def owners(row: Any, actor: Actor) -> set[str]:
    """`o`: the row is the actor's. A model with `OwnRows` takes it as its `access_scopes`."""
    return {"o"} if actor.user_id is not None and actor.user_id == row.user_id else set()
