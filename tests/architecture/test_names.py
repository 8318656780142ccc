"""Names that say nothing, remarks that promise something, and ordering that hides in Meta are not there."""

import ast
import re

from tests.architecture import source

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "processor", "base_utils"}
PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_module_names_say_something():
    assert [source.short(path) for path in [*source.modules(), *source.suite_modules()] if path.stem in SAYS_NOTHING] == []


def test_folder_names_say_something():
    assert [source.short(path) for package in source.packages() for path in package.rglob("*") if path.is_dir() and path.name in SAYS_NOTHING] == []


def test_nothing_is_left_for_later():
    found = []
    for path in [*source.modules(), *source.files("*.html", "*.css", "*.js", "*.sql", "*.toml"), *source.suite_modules()]:
        if path.name == "test_names.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if PROMISE.search(line):
                found.append(source.short(path, number))
    assert found == []


def test_no_model_has_a_default_order():
    found = []
    for path in source.modules():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ClassDef) and node.name == "Meta" and not source.is_migration(path):
                named = [target.id for one in node.body if isinstance(one, ast.Assign) for target in one.targets if isinstance(target, ast.Name)]
                found += [source.short(path, node.lineno)] if "ordering" in named else []
    assert found == []


def test_app_labels_are_the_last_part_of_the_path():
    from_disk = {name: name.rsplit(".", 1)[-1] for name in source.slices()}
    labels = {}
    for name in from_disk:
        text = (source.BASE_DIR / name.replace(".", "/") / "apps.py").read_text(encoding="utf-8")
        labels[name] = found[1] if (found := re.search(r'label = "(\w+)"', text)) else name.rsplit(".", 1)[-1]
    assert labels == from_disk
