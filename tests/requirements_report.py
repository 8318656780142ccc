"""`make requirements`: each requirement row with the tests that prove it, and the rows without one.

A test proves a row when it carries `@pytest.mark.req("CAT-04")`. Rows come from docs/requirements.md.
"""

import contextlib
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROWS = Path(__file__).resolve().parent.parent / "docs" / "requirements.md"
ROW = re.compile(r"^- \*\*((?:[A-Z]{3}|X-[A-Z]{2})-\d{2})\*\* (.*)$", re.MULTILINE)


def rows() -> dict[str, str]:
    """Row id → its title, in the order of the document."""
    return {found[1]: found[2] for found in ROW.finditer(ROWS.read_text(encoding="utf-8"))}


class Collector:
    """A pytest plugin that notes which collected test carries which row."""

    def __init__(self) -> None:
        """Nothing is noted yet."""
        self.tests: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read the markers of all tests."""
        for item in items:
            for marker in item.iter_markers("req"):
                for row in marker.args:
                    self.tests.setdefault(row, []).append(item.nodeid)


def _group(row: str) -> str:
    """The group of a row: BKG of BKG-03, X-BK of X-BK-03."""
    return row.rpartition("-")[0]


def report(tests: dict[str, list[str]]) -> str:
    """The report as text."""
    known, lines = rows(), []
    for row, title in known.items():
        if row in tests:
            lines += [f"{row}  {title}", *(f"    {name}" for name in sorted(tests[row]))]
    groups = Counter(_group(row) for row in known)
    proved = Counter(_group(row) for row in known if row in tests)
    lines += ["", "rows with a test, by group:"]
    lines += [f"  {group:4}  {proved[group]:3d} of {number}" for group, number in groups.items()]
    without = [row for row in known if row not in tests]
    lines += ["", f"rows without a test ({len(without)}): {' '.join(without)}", "", f"{len(known) - len(without)} of {len(known)} rows have a test"]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Collect without running and print; `--json` prints row → tests."""
    collector = Collector()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main(["--collect-only", "-qq", "--no-header", "-p", "no:cacheprovider", "tests"], plugins=[collector])
    if code:
        sys.stderr.write(f"{said.getvalue()[-2000:]}\nthe tests cannot be collected: run make test\n")
        return int(code)
    unknown = sorted(set(collector.tests) - set(rows()))
    sys.stdout.write(json.dumps(collector.tests, ensure_ascii=False, indent=1) + "\n" if "--json" in sys.argv else report(collector.tests))
    if unknown:
        sys.stderr.write(f"unknown rows: {' '.join(unknown)}\n")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
