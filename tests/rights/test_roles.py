"""Code asks for rights, never for roles; what tests/rights/objects.py claims of an object is what its model says.

The quick form takes every ninth role for an object, others for the next; NIGHTLY=1 takes all.
"""

import ast
import os
import zlib

import pytest

from tests.architecture import source
from tests.architecture.endpoints import rows
from tests.rights.asking import rolled_back
from tests.rights.objects import FOREIGN, OWN, TENANT, build
from tests.rights.world import ROLES, World

# Where roles are dealt in: the mechanism, the people, one's own account, and the guard of the second factor.
OF_ROLES = {"core/access.py", "members/actors.py", "members/api.py", "members/second_factor.py"}
OBJECTS = sorted({row.object for row in rows() if row.object})


def _asks_for_a_role(node: ast.AST) -> bool:
    """`something.roles`, unless it is only asked whether the platform itself acts."""
    return isinstance(node, ast.Attribute) and node.attr == "roles"


def _platform(tree: ast.Module) -> set[int]:
    """The lines of `SYSTEM_ROLE in actor.roles`."""
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare) and ast.unparse(node).startswith("SYSTEM_ROLE ")]
    return {node.lineno for node in compared}


def test_no_code_decides_by_a_role():
    found = []
    for path in source.modules():
        if source.short(path) not in OF_ROLES:
            tree = source.tree(path)
            found += [source.short(path, node.lineno) for node in ast.walk(tree) if _asks_for_a_role(node) and node.lineno not in _platform(tree)]
    assert found == []


@pytest.mark.parametrize("name", OBJECTS)
def test_models_and_querysets_say_what_the_tests_claim(name: str, world: World):
    wrong = []
    for role in ROLES if os.environ.get("NIGHTLY") else ROLES[zlib.crc32(name.encode()) % 9 :: 9]:
        for relation in (OWN, TENANT, FOREIGN):
            with rolled_back():
                try:
                    built = build(world, role, name, relation)
                except KeyError:
                    built = None
                if built is None or built.letters is None or not hasattr(built.row, "access_scopes"):
                    continue
                actor, row = world.actors[role], built.row
                said = set(row.access_scopes(actor))
                if said != set(built.letters):
                    wrong.append(f"{role} {relation}: the model says {sorted(said)}, not {sorted(built.letters)}")
                if hasattr(type(row).objects, "visible_to") and hasattr(type(row).objects.all(), "scope_q"):
                    in_sql = {
                        letter
                        for letter, condition in type(row).objects.all().scope_q(actor).items()
                        if type(row).objects.filter(condition, pk=row.pk).exists()
                    }
                    if in_sql != set(built.letters):
                        wrong.append(f"{role} {relation}: the queryset says {sorted(in_sql)}, not {sorted(built.letters)}")
    assert wrong == []
