"""Reads `permissions.toml` into the table that `core.access` asks.

The file is data: resource → role → verb → scope letters, and a Chinese `label` for each resource. `problems` says what is wrong with
it; the system check members.E001 shows it, so that a slip of the pen fails at start and not as a missing right.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.access import Table
from members.roles import Role

FILE = Path(__file__).with_name("permissions.toml")
SCOPES = frozenset("potj*")
NAME = re.compile(r"[a-z][a-z_]*")


@cache
def document(file: Path = FILE) -> Mapping[str, Mapping[str, Any]]:
    """The file as it stands."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def table(file: Path = FILE) -> Table:
    """Resource → role → verb → scopes, for `core.access.install`."""
    return {
        resource: {role: {verb: frozenset(letters) for verb, letters in verbs.items()} for role, verbs in rules.items() if role != "label"}
        for resource, rules in document(file).items()
    }


def labels() -> dict[str, str]:
    """What each resource is called on the staff screen."""
    return {resource: str(rules["label"]) for resource, rules in document().items()}


def problems(rules_of: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is wrong with a permission document: unknown roles or scopes, malformed names, a resource without label."""
    found = []
    for resource, rules in rules_of.items():
        if not NAME.fullmatch(resource):
            found.append(f"资源名 {resource} 不合规则。")
        if not rules.get("label"):
            found.append(f"{resource} 没有 label。")
        found += [f"{resource}.{role}：没有这个角色。" for role in rules if role != "label" and role not in Role.values]
        found += _verb_problems(resource, rules)
    return found


def _verb_problems(resource: str, rules: Mapping[str, Any]) -> list[str]:
    found = []
    for role, verbs in rules.items():
        if role == "label":
            continue
        for verb, letters in verbs.items():
            if not NAME.fullmatch(verb):
                found.append(f"{resource}.{role}.{verb}：动作名不合规则。")
            if not letters or not set(letters) <= SCOPES or len(set(letters)) != len(letters):
                found.append(f"{resource}.{role}.{verb} = {letters!r}：范围只能由 p o t j * 组成，不能为空或重复。")
    return found
