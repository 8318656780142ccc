"""The project's source as these tests see it: files, parsed once, and which rule does not apply to which."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from settings.parts.paths import BASE_DIR

# Top to bottom (design: layers). Folders of one row do not know each other.
LAYERS = [["settings"], ["home"], ["search"], ["cms", "dispatch", "office"], ["marketplace"], ["ledger"], ["notifications"], ["members"], ["core"]]
OWN = {folder for row in LAYERS for folder in row}


@cache
def packages() -> list[Path]:
    """The project's own top-level folders that exist."""
    return [BASE_DIR / name for name in sorted(OWN) if (BASE_DIR / name).is_dir()]


def level(package: str) -> int:
    """How high a top-level folder stands; core is lowest."""
    return next(len(LAYERS) - number for number, row in enumerate(LAYERS) if package in row)


@cache
def modules() -> list[Path]:
    """Every Python file of the project itself."""
    return sorted(path for package in packages() for path in package.rglob("*.py"))


@cache
def suite_modules() -> list[Path]:
    """Every Python file of the suite."""
    return sorted((BASE_DIR / "tests").rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path, line: int | None = None) -> str:
    """The path as it is shown in a failure."""
    name = str(path.relative_to(BASE_DIR))
    return name if line is None else f"{name}:{line}"


def is_migration(path: Path) -> bool:
    """Whether the file is a migration."""
    return path.parent.name == "migrations"


def is_data_table(path: Path) -> bool:
    """Whether the module only names values: imports, a docstring, assignments."""
    return all(isinstance(node, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom | ast.Expr) for node in tree(path).body)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of the file."""
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def slices() -> list[str]:
    """The dotted names of the slices on disk: folders with an apps.py."""
    return sorted(
        ".".join(path.parent.relative_to(BASE_DIR).parts) for package in packages() for path in package.rglob("apps.py") if package.name != "settings"
    )


def files(*patterns: str) -> list[Path]:
    """Files of the project's folders by pattern."""
    return sorted(path for package in packages() for pattern in patterns for path in package.rglob(pattern))
