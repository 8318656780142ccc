"""Stamps, secrets, the run lock, folders: what `up` stands on before any server starts."""

import os
import stat

import pytest

from home.operations.embedded import binaries, folders, keys, stamps
from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.folders import Account
from home.operations.embedded.record import RunLock

OURSELVES = Account(None, None)


@pytest.fixture
def project(tmp_path):
    """A tiny project with a migration, reference data, a static file and a pin."""
    for name, text in {
        "requirements/base.txt": "django==5.2",
        "shop/__init__.py": "",
        "shop/migrations/0001_initial.py": "one",
        "shop/data/units.json": "[]",
        "shop/static/shop/a.css": "a{}",
        "tests/__init__.py": "",
        "tests/data.json": "[]",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


HASHES = {"migrations": stamps.migrations_hash, "reference": stamps.reference_hash, "static": stamps.static_hash}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("shop/migrations/0002_more.py", {"migrations"}),
        ("shop/migrations/0002_more.sql", {"migrations"}),
        ("shop/grants.py", {"migrations", "reference"}),
        ("shop/data/units.json", {"reference"}),
        ("shop/permissions.toml", {"reference"}),
        ("shop/static/shop/a.css", {"static"}),
        ("shop/views.py", set()),
        ("shop/templates/a.html", set()),
        ("tests/data.json", set()),
        ("requirements/base.txt", {"migrations", "reference", "static"}),
    ],
)
def test_a_hash_changes_with_its_files_only(project, changed, expected):
    before = {name: function(project) for name, function in HASHES.items()}
    (project / changed).parent.mkdir(exist_ok=True, parents=True)
    (project / changed).write_text("changed")
    assert {name for name, function in HASHES.items() if function(project) != before[name]} == expected


def test_secrets_are_made_once_and_closed(tmp_path, monkeypatch):
    for name in keys.SECRETS:
        monkeypatch.delenv(name, raising=False)
    first = keys.ensure_secrets(tmp_path)
    assert keys.ensure_secrets(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "secrets").iterdir()} == {0o600}
    assert len(first["SECRET_KEY"]) >= 50
    assert first["SECRET_KEY"] != keys.ensure_secrets(_other(tmp_path))["SECRET_KEY"]


def _other(folder):
    other = folder / "other"
    other.mkdir()
    return other


def test_the_environments_secret_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert keys.ensure_secrets(tmp_path)["SECRET_KEY"] == "given"
    assert not (tmp_path / "secrets" / "SECRET_KEY").exists()


def test_only_one_run_on_a_folder(tmp_path):
    first, second = RunLock(tmp_path), RunLock(tmp_path)
    assert not first.held_by_another()
    first.take()
    first.write(address="http://127.0.0.1:8000")
    assert second.held_by_another()
    with pytest.raises(EmbeddedError, match=r"http://127\.0\.0\.1:8000"):
        second.take()
    os.close(first.descriptor)
    assert not second.held_by_another()


def test_a_closed_folder_above_is_found(tmp_path):
    inside = tmp_path / "closed" / "open" / "missing"
    (tmp_path / "closed" / "open").mkdir(parents=True)
    tmp_path.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    assert folders.closed_folder_above(inside) == tmp_path / "closed"


def test_root_refuses_a_closed_home_and_leaves_it_closed(tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(EmbeddedError, match="封闭目录"):
        folders.require_reachable(tmp_path / "var", Account(12345, 12345))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert not (tmp_path / "var").exists()


def test_folders_we_make_can_be_passed_and_not_listed(tmp_path):
    folders.make_passable(tmp_path / "a" / "b")
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (tmp_path / "a", tmp_path / "a" / "b")} == {0o711}


def test_a_private_folder_is_ours_alone(tmp_path):
    folders.make_private(tmp_path / "run", OURSELVES)
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_a_folder_behind_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "real")
    with pytest.raises(EmbeddedError, match="不能使用"):
        folders.make_private(tmp_path / "run", OURSELVES)


def test_unreachable_programs_are_copied_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "closed_folder_above", lambda path: path)
    programs = binaries.program_folder(tmp_path, Account(12345, 12345))
    assert programs.is_relative_to(tmp_path)
    assert os.access(programs / "postgres", os.X_OK)
    assert list(tmp_path.glob(f"*/{binaries.PACKAGE}.libs/libpq*"))
    assert binaries.program_folder(tmp_path, Account(12345, 12345)) == programs
