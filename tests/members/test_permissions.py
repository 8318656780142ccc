"""The permission table: well formed, whole, and in force (ROL-01)."""

import pytest
from django.apps import apps

from core.access import Actor, can, scopes
from members import permissions
from members.roles import STAFF_ROLES, Role

# The 37 resources of the roles table (reliability §4).
# fmt: off
MATRIX = (
    "article", "member_page", "storefront", "service_price", "listing", "enterprise", "worker", "worker_paper", "family_profile", "identity_number",
    "family_location", "booking", "worker_calendar", "rating", "complaint", "return_visit", "credit_score", "card", "card_topup", "card_refund",
    "enterprise_account", "commission_rate", "points", "ledger", "course", "labour_export", "mail", "shared_file", "document", "seal", "personnel",
    "bulk_sms", "statistics", "account", "audit_log", "backup", "search_admin",
)
# fmt: on


def as_role(role: str) -> Actor:
    """An actor with one role and what everybody has."""
    return Actor(user_id=7, roles=frozenset({"visitor", "family", role}))


def test_the_table_is_sound_and_names_every_resource():
    assert permissions.problems(permissions.document()) == []
    assert len(MATRIX) == len(set(MATRIX)) == 37
    assert set(MATRIX) <= set(permissions.table())
    used = {model.access_resource for model in apps.get_models() if hasattr(model, "access_resource")}
    assert used <= set(permissions.table())


def test_nineteen_roles_and_each_has_a_right_of_its_own():
    named = {role for rules in permissions.table().values() for role in rules}
    assert named == set(Role.values)
    assert len(Role.values) == 19


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"a": {"label": "甲", "boss": {"read": "p"}}}, "没有这个角色"),
        ({"a": {"label": "甲", "editor": {"read": "x"}}}, "范围"),
        ({"a": {"label": "甲", "editor": {"read": ""}}}, "范围"),
        ({"a": {"label": "甲", "editor": {"read": "pp"}}}, "范围"),
        ({"a": {"label": "甲", "editor": {"Read": "p"}}}, "动作名"),
        ({"A b": {"label": "甲"}}, "资源名"),
        ({"a": {"editor": {"read": "p"}}}, "label"),
    ],
)
def test_a_slip_of_the_pen_is_found(document, words):
    assert any(words in text for text in permissions.problems(document))


def test_no_rule_means_no():
    assert not can(as_role(Role.ADMINISTRATOR), "fly", "listing")
    assert not can(as_role(Role.ADMINISTRATOR), "read", "unheard_of")
    assert scopes(Actor(roles=frozenset({"unheard_of"})), "read", "listing") == frozenset()


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_and_only_staff_enter_the_back_office(role):
    assert can(as_role(role), "enter", "back_office")
    assert not any(can(as_role(other), "enter", "back_office") for other in set(Role) - STAFF_ROLES)


# From the roles table: (role, verb, resource) → scopes, one for each kind of cell and every strong right.
CELLS = [
    ("visitor", "read", "listing", "p"),
    ("visitor", "create", "listing", ""),
    ("family", "create", "listing", "o"),
    ("enterprise_owner", "create", "listing", "ot"),
    ("publisher", "approve", "listing", "*"),
    ("editor", "approve", "listing", ""),
    ("leader", "approve", "enterprise", "*"),
    ("regulator", "approve", "enterprise", "*"),
    ("publisher", "approve", "enterprise", ""),
    ("administrator", "read", "enterprise", "po"),
    ("administrator", "read", "booking", "o"),
    ("administrator", "read", "ledger", "o"),
    ("operator", "reveal", "family_profile", "o"),
    ("dispatcher", "reveal", "family_profile", "oj"),
    ("hr", "reveal", "worker_paper", "*"),
    ("accountant", "settle", "enterprise_account", "*"),
    ("leader", "approve", "card_refund", "*"),
    ("card_desk", "reverse", "card_refund", ""),
    ("auditor", "read", "audit_log", "*o"),
    ("editor", "read", "audit_log", "o"),
    ("administrator", "retry", "outbox", "*"),
    ("family", "read", "family_location", "o"),
    ("auditor", "read", "family_location", "o"),
    ("publisher", "create", "consent_document", "*"),
    ("editor", "create", "consent_document", ""),
]


@pytest.mark.parametrize(("role", "verb", "resource", "letters"), CELLS)
def test_cells_of_the_table(role, verb, resource, letters):
    actor = Actor(roles=frozenset({"visitor"})) if role == "visitor" else as_role(role)
    assert scopes(actor, verb, resource) == frozenset(letters)


def test_every_verb_and_scope_has_a_word():
    used = {verb for rules in permissions.table().values() for verbs in rules.values() for verb in verbs}
    assert used - set(permissions.VERB_NAMES) == set()
    assert set(permissions.SCOPE_NAMES) == permissions.SCOPES
    assert permissions.in_words({"read": frozenset("ot"), "create": frozenset("*")}) == ["看：本人、本组织", "新建：全部"]
