"""Drafts of answers: what a draft is, and what of it must not go out. Who drafts is registered from above (`core.intelligence`), if at all."""

import re
from dataclasses import dataclass
from datetime import datetime

from core import intelligence
from dispatch.intake.models import Enquiry, Feedback, Ticket

CODE = "intake.draft_reply"
LONGEST = 450
GAP = re.compile(r"【待补")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody still has to finish, and the page that it rests on."""

    text: str
    page_title: str = ""
    page_url: str = ""


def gap(what: str) -> str:
    """A place that only a person can fill."""
    return f"【待补：{what}】"


def unfinished(text: str) -> bool:
    """Whether a text still holds a gap of a draft."""
    return GAP.search(text) is not None


def offered(*, now: datetime) -> bool:
    """Whether drafts may be asked for. One query."""
    return intelligence.is_on(CODE, now=now)


def drafted(row: Ticket, *, now: datetime) -> Draft | None:
    """A draft for a ticket; None while the function is off. Writes nothing."""
    kind = row.kind if isinstance(row, Feedback) else row.subject_kind if isinstance(row, Enquiry) else ""
    subject = row.subject_title if isinstance(row, Enquiry) else ""
    name = row.name or (row.sender.display_name if row.sender else "") or "朋友"
    return intelligence.ask(CODE, now=now, kind=kind, subject=subject, name=name, text=row.text)
