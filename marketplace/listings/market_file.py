"""A market file: JSON lines, read line by line and never held as a whole.

It is read twice: `survey` checks every line and lists everything that is wrong, also what came before or stands in the database;
`rows` hands the lines of one kind to the services.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from marketplace.enterprises.queries import ids_of_keys, keys_of_licences
from marketplace.enterprises.services import ImportedEnterprise
from marketplace.listings.market_lines import LONGEST_LINE, LineError, Names, Row, read_line


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error: line, field (or empty), sentence."""

    line: int
    name: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.name}：{self.message}" if self.name else f"第 {self.line} 行：{self.message}"

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {"line": self.line, "field": self.name, "message": self.message}


@dataclass(slots=True)
class Survey:
    """What the first reading has found; `known` are enterprises of earlier imports that listings name."""

    enterprises: int = 0
    listings: int = 0
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)


def survey(stream: BinaryIO, names: Names, *, after_line: Callable[[], None]) -> Survey:
    """Read everything once; the problems are sorted by line. Two queries for every thousand names that are not in the file itself."""
    found = Survey()
    seen: dict[tuple[str, str], int] = {}
    licences: dict[str, tuple[int, str]] = {}
    named: dict[str, list[int]] = {}
    for number, raw in _lines(stream):
        try:
            row = read_line(raw, names)
            _once(seen, ("enterprise" if isinstance(row, ImportedEnterprise) else "listing", row.key), number, "key")
            if isinstance(row, ImportedEnterprise):
                found.enterprises += 1
                _once(seen, ("licence", row.licence_no), number, "licence_no")
                licences[row.licence_no] = (number, row.key)
            else:
                found.listings += 1
                if row.enterprise is not None:
                    named.setdefault(row.enterprise, []).append(number)
        except LineError as error:
            found.problems.append(Problem(number, error.name, error.message))
        after_line()
    _against_database(found, seen, licences, named)
    found.problems.sort()
    return found


def _once(seen: dict[tuple[str, str], int], key: tuple[str, str], number: int, name: str) -> None:
    if (before := seen.setdefault(key, number)) != number:
        raise LineError(name, f"{key[1]!r} 在第 {before} 行已经有了。")


def _against_database(found: Survey, seen: dict[tuple[str, str], int], licences: dict[str, tuple[int, str]], named: dict[str, list[int]]) -> None:
    """Which enterprises were there before, and whose licences they hold."""
    found.known = ids_of_keys(key for key in named if ("enterprise", key) not in seen)
    for key, numbers in named.items():
        if ("enterprise", key) not in seen and key not in found.known:
            found.problems += [Problem(number, "enterprise", f"没有 key 是 {key!r} 的企业。") for number in numbers]
    for licence, holder in keys_of_licences(licences).items():
        number, key = licences[licence]
        if holder != key:
            found.problems.append(Problem(number, "licence_no", "这个代码已经有另一家企业在用。"))


def rows(stream: BinaryIO, names: Names, kind: type[Row], *, after_line: Callable[[], None]) -> Iterator[Any]:
    """The rows of one kind. Raises LineError when the file is no longer what it was at the survey."""
    for _, raw in _lines(stream):
        row = read_line(raw, names)
        after_line()
        if isinstance(row, kind):
            yield row


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every line that is not blank; of one that is too long only as much as shows it."""
    stream.seek(0)
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        rest = raw
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield number, raw
