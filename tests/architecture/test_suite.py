"""The suite itself: no test sleeps, is skipped, expected to fail, or asserts nothing; markers name rows that exist."""

import ast
import re
from pathlib import Path

from tests.architecture import source
from tests.requirements_report import rows

ASSERTS = re.compile(r"\bassert\b|\braises\b|\bexpect\(|\bmust_|\bverify|\bcheck_|\bassert_|django_assert_|fail\(")


def _tests(path: Path) -> list[ast.FunctionDef]:
    if not path.name.startswith("test_"):
        return []
    return [node for node in source.functions(path) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_every_test_asserts():
    empty = [source.short(path, test.lineno) for path in source.suite_modules() for test in _tests(path) if not ASSERTS.search(ast.unparse(test))]
    assert empty == []


def test_no_test_is_skipped_or_expected_to_fail():
    found = []
    for path in source.suite_modules():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"} and path.parts[-2] != "fixtures":
                found.append(source.short(path, node.lineno))
    assert found == []


def _sleeps(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep", "asyncio.sleep", "page.wait_for_timeout"}


def test_no_test_sleeps():
    found = []
    for path in source.suite_modules():
        if not path.name.startswith("test_") or path.parts[-2] == "races":
            continue
        found += [source.short(path, node.lineno) for node in ast.walk(source.tree(path)) if _sleeps(node)]
    assert found == []


def test_markers_name_rows_that_exist():
    known, unknown = rows(), []
    for path in source.suite_modules():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
                unknown += [source.short(path, node.lineno) for name in node.args if isinstance(name, ast.Constant) and name.value not in known]
    assert unknown == []


def test_the_list_of_requirements_is_whole():
    assert len(rows()) == 492
