"""Layers are kept by import-linter; imports stand at the top of the module; every slice stands in a contract."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from django.conf import settings

from tests.architecture import source


def contracts() -> dict[str, dict]:
    """The contracts of pyproject.toml by name."""
    text = (source.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return {contract["name"]: contract for contract in tomllib.loads(text)["tool"]["importlinter"]["contracts"]}


def named(layers: list[str]) -> set[str]:
    """The modules that a list of layers names, optional ones too."""
    return {part.strip().strip("()") for row in layers for part in row.split("|")}


def test_contracts_are_kept():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=source.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_folder_stands_in_the_layers():
    assert named(contracts()["Downwards only"]["layers"]) == source.OWN
    roots = tomllib.loads((source.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"]
    assert {package.name for package in source.packages() if (package / "__init__.py").exists()} == set(roots)


def test_every_slice_stands_in_a_contract():
    containers = set(contracts()["Inside a slice"]["containers"])
    assert {name for name in source.slices() if name not in containers and name != "core"} == set()
    assert {name for name in containers if name not in source.slices()} == set()


def test_every_marketplace_slice_has_its_layer():
    layers = named(contracts()["Marketplace slices"]["layers"])
    assert {name.split(".")[1] for name in source.slices() if name.startswith("marketplace.")} - layers == set()


def test_every_slice_is_installed():
    assert set(source.slices()) == set(settings.PROJECT_APPS)


def _late_imports(path: Path) -> list[str]:
    found = []
    for function in source.functions(path):
        if path.parts[-2] == "settings" or (path.name == "apps.py" and function.name == "ready"):
            continue
        for node in ast.walk(function):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            relative = isinstance(node, ast.ImportFrom) and node.level > 0
            if relative or any(name.split(".")[0] in source.OWN for name in names):
                found.append(source.short(path, node.lineno))
    return found


def test_imports_of_our_own_code_stand_at_the_top():
    assert [place for path in source.modules() for place in _late_imports(path)] == []


def test_nobody_imports_the_suite():
    found = []
    for path in source.modules():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tests":
                found.append(source.short(path, node.lineno))
    assert found == []
