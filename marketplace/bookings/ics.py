"""Calendars as text (RFC 5545): lines of at most 75 octets, values escaped, moments in UTC."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. `sequence` rises with every change; `status` is TENTATIVE, CONFIRMED or CANCELLED."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    status: str
    location: str = ""
    description: str = ""
    url: str = ""

    def lines(self) -> Iterator[str]:
        """The lines of its component, not folded yet."""
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(self.uid)}"
        yield f"SEQUENCE:{self.sequence}"
        yield f"DTSTAMP:{utc(self.changed_at)}"
        yield f"LAST-MODIFIED:{utc(self.changed_at)}"
        yield f"DTSTART:{utc(self.starts_at)}"
        yield f"DTEND:{utc(self.ends_at)}"
        yield f"STATUS:{self.status}"
        yield f"SUMMARY:{escaped(self.summary)}"
        for name, text in (("LOCATION", self.location), ("DESCRIPTION", self.description)):
            if text:
                yield f"{name}:{escaped(text)}"
        if self.url:
            yield f"URL:{self.url}"
        yield "END:VEVENT"


def escaped(text: str) -> str:
    """A TEXT value: nothing in it ends its line or its value."""
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, cut between characters; each further piece begins with a blank."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])


def utc(moment: datetime) -> str:
    """A moment as 20260901T013000Z."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar(name: str, entries: Iterable[Entry]) -> str:
    """A whole calendar; programs are asked to look again every hour."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//home-services//orders//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    head += [f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    body = [line for entry in entries for line in entry.lines()]
    return "".join(f"{folded(line)}\r\n" for line in [*head, *body, "END:VCALENDAR"])
