"""Hashes of the files that a preparation depends on: what has not changed is not done again."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

# Everything below these folders of a package is no preparation's business.
SKIPPED = {"templates", "locale", "__pycache__", "node_modules"}
PINS = "requirements/base.txt"
DATA_SUFFIXES = {".json", ".txt", ".jsonl", ".csv", ".toml", ".sql", ".md"}
LOADERS = {"reference.py", "grants.py", "sync_roles.py", "load_reference.py", "roles.py"}


def packages(base: Path) -> list[Path]:
    """The project's own top-level packages."""
    return sorted(path for path in base.iterdir() if (path / "__init__.py").is_file() and path.name not in {"tests", "settings"})


def _files(base: Path, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    for package in packages(base):
        for folder, names, files in os.walk(package):
            names[:] = sorted(set(names) - SKIPPED)
            yield from (path for name in sorted(files) if wanted(path := Path(folder, name)))


def _hash(base: Path, files: Iterator[Path]) -> str:
    total = hashlib.sha256((base / PINS).read_bytes())
    for path in files:
        total.update(f"{path.relative_to(base)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _in(path: Path, folder: str) -> bool:
    return folder in path.parts


def migrations_hash(base: Path) -> str:
    """Changes when a migration (of ours, or by a new version of a library), its SQL or the grants change."""
    return _hash(base, _files(base, lambda path: (_in(path, "migrations") and path.suffix in {".py", ".sql"}) or path.name == "grants.py"))


def reference_hash(base: Path) -> str:
    """Changes when reference data, the permission table or their loaders change."""

    def wanted(path: Path) -> bool:
        if _in(path, "migrations") or _in(path, "static"):
            return False
        return path.suffix in DATA_SUFFIXES or path.name in LOADERS

    return _hash(base, _files(base, wanted))


def static_hash(base: Path) -> str:
    """Changes when a static file changes, ours or a library's."""
    return _hash(base, _files(base, lambda path: _in(path, "static")))
