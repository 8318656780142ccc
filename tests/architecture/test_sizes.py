"""Modules of at most 300 lines, functions of at most 40; complexity is ruff's rule C901."""

from tests.architecture import source

MODULE_LINES = 300
FUNCTION_LINES = 40


def test_modules_are_short():
    long = {}
    for path in source.modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES and not source.is_migration(path) and not source.is_data_table(path):
            long[source.short(path)] = lines
    assert long == {}


def test_functions_are_short():
    long = {}
    for path in source.modules():
        if source.is_migration(path):
            continue
        for function in source.functions(path):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION_LINES:
                long[f"{source.short(path, function.lineno)} {function.name}"] = length
    assert long == {}


def test_complexity_is_checked_by_ruff():
    settings = (source.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    assert "max-complexity = 10" in settings
    assert '"C90"' in settings
