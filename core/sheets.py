"""Tables in and out (CSV): what comes in is read line by line, what goes out can come in again unchanged.

Spreadsheets save Chinese either as UTF-8 or as GB 18030; both are read. What goes out begins with a mark that makes them read UTF-8,
and a cell that a spreadsheet would compute is marked as text (CWE-1236).
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import Invalid

MOST_LINES, MOST_BYTES, MOST_ERRORS = 2000, 1_000_000, 50
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Lines = list[tuple[int, dict[str, str]]]


@dataclass(slots=True)
class LineErrors:
    """What is wrong, by line as the spreadsheet counts them."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, text: str) -> None:
        """One more."""
        self.found.append((number, text))

    def refuse(self, sentence: str = "有几行要改，一行都没有写进去。") -> None:
        """Raises Invalid when there is any."""
        if self.found:
            texts = [f"第 {number} 行：{text}" for number, text in sorted(self.found)]
            more = [f"还有 {len(texts) - MOST_ERRORS} 处。"] if len(texts) > MOST_ERRORS else []
            raise Invalid(sentence, fields={"file": [*texts[:MOST_ERRORS], *more]})


def read(content: bytes, columns: Sequence[str], *, needed: Sequence[Sequence[str]]) -> Lines:
    """The lines that are not empty as (number, heading → cell). `needed`: of each group one heading must be there. Raises Invalid."""
    rows = list(csv.reader(io.StringIO(_text(content), newline="")))
    heads = [cell.strip() for cell in rows[0]] if rows else []
    lacking = [group[-1] for group in needed if not set(group) & set(heads)]
    if lacking:
        raise Invalid(fields={"file": [f"第 1 行要有这些列：{'、'.join(columns)}。缺：{'、'.join(lacking)}。"]})
    if len(rows) > MOST_LINES + 1:
        raise Invalid(fields={"file": [f"一次最多 {MOST_LINES} 行，分几次来。"]})
    lines = [(number, cells) for number, cells in enumerate(rows[1:], start=2) if any(cell.strip() for cell in cells)]
    if not lines:
        raise Invalid(fields={"file": ["表里没有内容。"]})
    return [(number, {name: _plain(cell) for name, cell in zip(heads, cells, strict=False)}) for number, cells in lines]


def written(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table of these rows."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(columns)
    for row in rows:
        cells = [str(cell) for cell in row]
        sheet.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def day(text: str) -> date:
    """A date as people write it: 2027-01-01, 2027/1/1, 2027年1月1日. Raises ValueError."""
    match = DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(*(int(part) for part in match.groups()))


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Invalid(fields={"file": ["文件太大，1 MB 以内。"]})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid(fields={"file": ["读不出文字。请在表格软件里另存为 CSV 再传。"]})


def _plain(cell: str) -> str:
    """Without blanks, and without the mark that keeps spreadsheets from computing."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA else text
