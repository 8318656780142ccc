"""What the person at the terminal sees: steps with their seconds, and at the end one line. Plain lines without a terminal; one JSON
object with `--json`.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console


class Voice:
    """Says what goes on. With `as_json` only `result` and `failure` are printed, as JSON."""

    def __init__(self, out: TextIO | None = None, *, as_json: bool = False) -> None:
        """`out` is standard output unless given."""
        self.out = out or sys.stdout
        self.as_json = as_json
        self.console = Console(file=self.out, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """A step that takes a while."""
        begun = time.monotonic()
        if self.as_json:
            yield
            return
        if self.console.is_terminal:
            with self.console.status(f"{label}……"):
                yield
        else:
            yield
        self.console.print(f"[green]✓[/] {label} {time.monotonic() - begun:.1f} 秒")

    def note(self, text: str) -> None:
        """A remark."""
        if not self.as_json:
            self.console.print(text, markup=False)

    def result(self, line: str, **facts: Any) -> None:
        """The one line that counts."""
        if self.as_json:
            self.out.write(json.dumps(facts, ensure_ascii=False) + "\n")
            self.out.flush()
        else:
            self.console.print(line, style="bold", markup=False)

    def failure(self, error: Exception) -> None:
        """What went wrong: the first line stands out, details follow."""
        if self.as_json:
            self.out.write(json.dumps({"error": str(error)}, ensure_ascii=False) + "\n")
            self.out.flush()
            return
        first, _, rest = str(error).partition("\n")
        self.console.print(f"✗ {first}", style="bold red", markup=False)
        if rest:
            self.console.print(rest, markup=False)
