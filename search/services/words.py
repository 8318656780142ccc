"""The verbs of the words that staff keep. Each change leaves its author, a revision and an audit row; processes take it up within seconds."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.db import transaction

from core.access import Actor, require
from core.content import version
from core.errors import Invalid
from core.revisions import add_kept, change_kept, remove_kept
from search import lexicon
from search.models import Phrase, PromotedTerm, SearchDocument, SynonymSet, TypoPair
from search.models.promoted import MOST_SHOWN, PROMOTABLE
from search.normalise import normalise

# The content scope of the words: its version is the one that is in effect.
SCOPE = "search-words"
Word = SynonymSet | TypoPair | Phrase | PromotedTerm
ENGLISH = "/en/"


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


def promote(*, actor: Actor, now: datetime, shown: Iterable[str], **fields: Any) -> Word:
    """Put things first for a word. `shown`: their addresses, in order. Raises Forbidden, Invalid."""
    require(actor, "create", PromotedTerm)
    row = PromotedTerm()
    return add_word(row, actor=actor, now=now, **_placing(row, {**fields, "shown": shown}))


def change_promotion(row: PromotedTerm, /, *, actor: Actor, now: datetime, **fields: Any) -> Word:
    """Change what comes first, for how long, why. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", row)
    return change_word(row, actor=actor, now=now, **_placing(row, fields))


def _placing(row: PromotedTerm, fields: dict[str, Any]) -> dict[str, Any]:
    """With keys for addresses; one promotion at a time for a word. Raises Invalid."""
    found = {**fields, **({"shown": _keys(fields["shown"], row)} if "shown" in fields else {})}
    word, active = str(found.get("word", row.word)), found.get("active", row.active)
    starts_on, ends_on = found.get("starts_on", row.starts_on), found.get("ends_on", row.ends_on)
    if active and isinstance(starts_on, date) and isinstance(ends_on, date):
        others = PromotedTerm.objects.filter(active=True, starts_on__lte=ends_on, ends_on__gte=starts_on).exclude(pk=row.pk)
        other = next((one for one in others.order_by("pk") if normalise(one.word) == normalise(word)), None)
        if other is not None:
            raise Invalid(fields={"word": [f"这个词 {other.starts_on} 到 {other.ends_on} 已经有推广了，改那一条，或者错开日子。"]})
    return found


def _keys(given: Iterable[str], row: PromotedTerm) -> list[str]:
    """The public things at these addresses, as "listing:12"; what stood there before may stay. Raises Invalid. One query."""
    lines = list(dict.fromkeys(line.strip() for line in given if line.strip()))
    if not 1 <= len(lines) <= MOST_SHOWN:
        raise Invalid(fields={"shown": [f"贴一到{MOST_SHOWN}个地址，一行一个。"]})
    paths = {line: _path(line) for line in lines if line not in row.shown}
    forms = {form for path in paths.values() for form in (path, quote(unquote(path)), unquote(path))}
    known = SearchDocument.objects.filter(url__in=forms, deleted=False, type__in=PROMOTABLE).values_list("url", "type", "object_id")
    keys = {unquote(url): f"{kind}:{number}" for url, kind, number in known}
    missing = [line for line, path in paths.items() if unquote(path) not in keys]
    if missing:
        raise Invalid(fields={"shown": [f"这里没有公开的服务、企业或文章：{'、'.join(line[:80] for line in missing)}。"]})
    return list(dict.fromkeys(keys[unquote(paths[line])] if line in paths else line for line in lines))


def _path(line: str) -> str:
    path = urlsplit(line).path
    return path.removeprefix(ENGLISH[:-1]) if path.startswith(ENGLISH) else path


def _told(row: Word) -> Word:
    """This process looks again at once; others when their snapshot is due."""
    transaction.on_commit(lexicon.forget)
    return row


def _refuse_services(row: Word, fields: dict[str, Any]) -> None:
    """The name of a service is no slip and nothing to leave out: nobody would find it any more. Raises Invalid."""
    name = "wrong" if isinstance(row, TypoPair) else "text" if isinstance(row, Phrase) else ""
    if name and fields.get("active", row.active) and normalise(str(fields.get(name, ""))) in lexicon.current().named:
        raise Invalid(fields={name: ["这是一个服务的名字，这样写就再也没人找得到它了。"]})
