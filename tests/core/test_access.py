"""Rights: no rule means no; scopes decide; foreign looks like missing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from core import access
from core.access import Actor, can, require, scopes, system_actor
from core.errors import Forbidden, NotFound, Unauthenticated
from core.media.models import PrivateFile

TABLE = {
    "thing": {
        "visitor": {"read": frozenset("p")},
        "family": {"update": frozenset("o")},
        "editor": {"read": frozenset("*"), "approve": frozenset()},
    },
    "private_file": {"family": {"read": frozenset("o")}, "enterprise_owner": {"read": frozenset("t")}},
}


@dataclass
class Thing:
    """A row with a chosen relation to the actor."""

    letters: frozenset[str]
    access_resource = "thing"

    def access_scopes(self, actor: Actor) -> frozenset[str]:
        return self.letters


@pytest.fixture(autouse=True)
def small_table() -> Iterator[None]:
    """A table of our own; the real one comes back after."""
    before = access.table()
    access.install(TABLE)
    yield
    access.install(before)


def actor(*roles: str, user_id: int | None = 7, **more: object) -> Actor:
    return Actor(user_id=user_id, roles=frozenset(roles), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("roles", "verb", "letters", "allowed"),
    [
        (["visitor"], "read", "p", True),
        (["visitor"], "read", "o", False),
        (["visitor"], "update", "po", False),
        (["family"], "update", "o", True),
        (["family"], "update", "t", False),
        (["family"], "read", "o", False),
        (["editor"], "read", "", True),
        (["editor"], "approve", "pot", False),
        (["editor"], "erase", "pot", False),
        (["nobody"], "read", "pot", False),
        ([], "read", "pot", False),
        (["visitor", "family"], "update", "o", True),
        (["system"], "erase", "", True),
    ],
)
def test_scope_decides(roles: list[str], verb: str, letters: str, allowed: bool) -> None:
    assert can(actor(*roles), verb, Thing(frozenset(letters))) is allowed


def test_a_class_asks_for_any_row() -> None:
    assert can(actor("family"), "update", Thing)
    assert can(actor("family"), "update", "thing")
    assert not can(actor("family"), "read", "unknown")


def test_scopes_of_roles_add_up() -> None:
    assert scopes(actor("visitor", "editor"), "read", "thing") == {"p", "*"}
    assert scopes(actor("family"), "read", "unknown") == frozenset()


def test_nobody_is_asked_to_log_in_and_somebody_is_refused() -> None:
    thing = Thing(frozenset())
    with pytest.raises(Unauthenticated):
        require(actor("visitor", user_id=None), "update", thing)
    with pytest.raises(Forbidden):
        require(actor("family"), "update", thing)


def test_a_foreign_row_is_a_missing_row() -> None:
    with pytest.raises(NotFound):
        require(actor("family", user_id=7), "read", PrivateFile(uploaded_by_id=8))


@pytest.mark.django_db
def test_queryset_and_row_agree(django_user_model) -> None:
    mine, other = (django_user_model.objects.create(username=name) for name in ("mine", "other"))
    owners = [("a", mine, None), ("b", other, 5), ("c", other, 6)]
    rows = [PrivateFile.objects.create(purpose="p", name=n, content_type="x", size=1, sha256="0", uploaded_by=u, organisation_id=o) for n, u, o in owners]
    for who in (
        actor("family", user_id=mine.pk),
        actor("enterprise_owner", user_id=mine.pk, organisation_ids=frozenset({5})),
        actor("family", "enterprise_owner", user_id=mine.pk, organisation_ids=frozenset({6})),
        actor("visitor", user_id=None),
        system_actor(),
    ):
        listed = set(PrivateFile.objects.visible_to(who).values_list("pk", flat=True))
        assert listed == {row.pk for row in rows if can(who, "read", row)}
