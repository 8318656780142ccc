"""The verbs of the words that staff keep. Each change leaves its author, a revision and an audit row; processes take it up within seconds."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor
from core.content import version
from core.errors import Invalid
from core.revisions import add_kept, change_kept, remove_kept
from search import lexicon
from search.models import Phrase, SynonymSet, TypoPair
from search.normalise import normalise

# The content scope of the words: its version is the one that is in effect.
SCOPE = "search-words"
Word = SynonymSet | TypoPair | Phrase


def add_word(row: Word, /, *, actor: Actor, now: datetime, **fields: Any) -> Word:
    """A new row of one of the three tables. Raises Forbidden, Invalid."""
    _refuse_services(row, fields)
    return _told(add_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now))


def change_word(row: Word, /, *, actor: Actor, now: datetime, **fields: Any) -> Word:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    _refuse_services(row, fields)
    return _told(change_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now))


def remove_word(row: Word, /, *, actor: Actor, now: datetime) -> None:
    """Delete it. Raises Forbidden."""
    remove_kept(row, scope=SCOPE, actor=actor, now=now)
    _told(row)


def words_version() -> str:
    """The number of the words as they are now; '0' before anybody has changed one. One query."""
    return version(SCOPE).rpartition(":")[2]


def _told(row: Word) -> Word:
    """This process looks again at once; others when their snapshot is due."""
    transaction.on_commit(lexicon.forget)
    return row


def _refuse_services(row: Word, fields: dict[str, Any]) -> None:
    """The name of a service is no slip and nothing to leave out: nobody would find it any more. Raises Invalid."""
    name = "wrong" if isinstance(row, TypoPair) else "text" if isinstance(row, Phrase) else ""
    if name and fields.get("active", row.active) and normalise(str(fields.get(name, ""))) in lexicon.current().named:
        raise Invalid(fields={name: ["这是一个服务的名字，这样写就再也没人找得到它了。"]})
