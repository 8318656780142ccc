"""Migrations: complete, hand-named, linear; SQL beside its migration with a way back; only core PostgreSQL; keys point downward."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from tests.architecture import source


@pytest.fixture(scope="module")
def loader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> MigrationLoader:
    """All migrations. One of wagtail-localize asks the database while it is imported."""
    with django_db_blocker.unblock():
        return MigrationLoader(None)


def ours(loader: MigrationLoader) -> list[tuple[str, str]]:
    """The keys of our own migrations."""
    labels = {name.rsplit(".", 1)[-1] for name in settings.PROJECT_APPS}
    return sorted(key for key in loader.disk_migrations if key[0] in labels)


@pytest.mark.django_db
def test_no_migration_is_missing():
    out, missing = StringIO(), False
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    except SystemExit:
        missing = True
    assert not missing, out.getvalue()


def test_migrations_are_linear(loader):
    for app in sorted({label for label, _ in ours(loader)}):
        assert len(loader.graph.leaf_nodes(app)) == 1, app
        names = [name for label, name in ours(loader) if label == app]
        assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), app


def test_migrations_are_named_by_hand(loader):
    assert [key for key in ours(loader) if "_auto_" in key[1] or re.search(r"_\d{8}_", key[1]) or re.search(r"_and_more$", key[1])] == []


def test_sql_lies_beside_its_migration_with_a_way_back():
    found = []
    for path in source.files("migrations/**/*.sql"):
        name = path.name.removesuffix(".reverse.sql").removesuffix(".sql")
        if not (path.parent / f"{name}.py").exists() or not (path.parent / f"{name}.sql").exists() or not (path.parent / f"{name}.reverse.sql").exists():
            found.append(source.short(path))
    assert found == []


def test_every_step_can_be_taken_back(loader):
    one_way = []
    for key in ours(loader):
        one_way += [f"{key}: {type(operation).__name__}" for operation in loader.disk_migrations[key].operations if not operation.reversible]
    assert one_way == []


def test_no_extension_of_the_database_is_needed():
    texts = {path: path.read_text(encoding="utf-8") for path in source.files("migrations/*.py", "migrations/*.sql")}
    assert [source.short(path) for path, text in texts.items() if re.search(r"create\s+extension|Extension\(", text, re.IGNORECASE)] == []


def test_no_demo_data_in_migrations(loader):
    assert [source.short(path) for path in source.files("migrations/*.py") if "demo" in path.read_text(encoding="utf-8").lower()] == []


def test_foreign_keys_point_downward():
    upward = []
    for model in apps.get_models():
        home = model.__module__.split(".")[0]
        for field in model._meta.get_fields() if home in source.OWN else []:
            if not getattr(field, "remote_field", None) or getattr(field, "auto_created", False) or not field.concrete:
                continue
            target = field.related_model
            to = target.__module__.split(".")[0] if target else ""
            if to in source.OWN and target._meta.label != settings.AUTH_USER_MODEL and source.level(to) > source.level(home):
                upward.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert upward == []
