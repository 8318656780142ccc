"""Saving a search, and telling people what is new in theirs.

What was published is compared with the saved searches in memory, not the other way round: one reading of the documents, however many
people wait. Somebody is told once and then not again before he has looked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.urls import reverse

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid, NotFound, Unauthenticated
from marketplace.listings.models import Listing
from notifications.services import notify
from search import lexicon, params
from search.errors import TooManySaved
from search.matching import Indexed, matches
from search.models import SavedSearch, SearchDocument
from search.models.saved import QUERY
from search.parameters import MOST_SAVED
from search.params import Asked

LEFT_OUT = ("cursor", "page_size", "sort", "available_on")
AT_ONCE = 1_000
# What was only taken back into sight is not new.
NEW = timedelta(days=1)


def query_of(asked: Asked) -> str:
    """The parameters of a search in one order, without those of a page. Raises Invalid for nothing and for too much."""
    kept = {name: value for name, value in sorted(asked.values.items()) if name not in LEFT_OUT}
    query = urlencode(kept)
    if not asked.question.query.text and not asked.question.chosen:
        raise Invalid(fields={"q": ["先说要找什么，再保存。"]})
    if len(query) > QUERY:
        raise Invalid(fields={"q": ["条件太长了，存不下。"]})
    return query


def save_search(asked: Asked, *, name: str, alert: bool, actor: Actor, now: datetime) -> SavedSearch:
    """Keep a search for oneself; the same search again only takes the new name and wish. Raises Invalid, Unauthenticated, Forbidden, TooManySaved."""
    query, name = query_of(asked), " ".join(name.split())[:80]
    require(actor, "create", SavedSearch)
    if actor.user_id is None:
        raise Unauthenticated
    if not name:
        raise Invalid(fields={"name": ["起个名字，好认。"]})
    most = MOST_SAVED.at(now)
    with transaction.atomic():
        own = SavedSearch.objects.filter(user_id=actor.user_id)
        if own.count() >= most and not own.filter(query=query).exists():
            raise TooManySaved(f"最多保存 {most} 个搜索，先去掉几个不用的。")
        wanted = {"name": name, "alert": alert}
        row, fresh = SavedSearch.objects.update_or_create(user_id=actor.user_id, query=query, defaults=wanted, create_defaults={**wanted, "created_at": now})
        record(actor, function="saved_search.save" if fresh else "saved_search.change", obj=row, now=now)
    return row


def set_alert(row: SavedSearch, *, alert: bool, actor: Actor, now: datetime) -> SavedSearch:
    """Be told of what is new, or not. Raises NotFound for somebody else's."""
    require(actor, "update", row)
    with transaction.atomic():
        SavedSearch.objects.filter(pk=row.pk).update(alert=alert, fresh=0)
        record(actor, function="saved_search.alert", obj=row, detail={"alert": alert}, now=now)
    row.alert, row.fresh = alert, 0
    return row


def open_search(row: SavedSearch, *, actor: Actor) -> str:
    """The address of its results; what was new is seen. Raises NotFound for somebody else's."""
    require(actor, "read", row)
    SavedSearch.objects.filter(pk=row.pk).exclude(fresh=0).update(fresh=0)
    order = "" if row.alert is False else "&sort=newest"
    return f"{reverse('search:results')}?{row.query}{order}"


def drop_search(row: SavedSearch, *, actor: Actor, now: datetime) -> None:
    """Let it go. Raises NotFound for somebody else's."""
    require(actor, "delete", row)
    with transaction.atomic():
        record(actor, function="saved_search.drop", obj=row, now=now)
        row.delete()


def tell_savers(listing_ids: Sequence[int], *, now: datetime) -> int:
    """Count what was published into the saved searches that find it, and tell whoever has seen all before; returns how many were told.

    Two queries and one for each thousand searches, and one for those with news. What somebody has posted himself is no news to him.
    """
    authors = dict(Listing.objects.filter(pk__in=listing_ids, published_at__gte=now - NEW).values_list("pk", "author_id"))
    found = SearchDocument.objects.filter(type="listing", object_id__in=authors, deleted=False).values_list("object_id", "index_body")
    documents = {number: Indexed.of(body) for number, body in found}
    if not documents:
        return 0
    news: dict[int, int] = {}
    for pk, user_id, query in _alerting():
        asked = _asked(query)
        if asked is not None and (count := sum(authors.get(number) != user_id and matches(asked.question, one) for number, one in documents.items())):
            news[pk] = count
    return sum(_tell(pk, count, now=now) for pk, count in sorted(news.items()))


def _alerting() -> Iterable[tuple[int, int, str]]:
    after = 0
    while rows := list(SavedSearch.objects.filter(alert=True, pk__gt=after).order_by("pk").values_list("pk", "user_id", "query")[:AT_ONCE]):
        yield from rows
        after = rows[-1][0]


def _asked(query: str) -> Asked | None:
    """The question of a saved search as it is understood today; None when its category or district is gone."""
    try:
        return params.asked_at(query, lambda: QueryDict(query), lexicon.current())
    except Invalid:
        return None


def _tell(pk: int, count: int, *, now: datetime) -> bool:
    with transaction.atomic():
        row = SavedSearch.objects.select_for_update().filter(pk=pk, alert=True).first()
        if row is None:
            return False
        SavedSearch.objects.filter(pk=pk).update(fresh=F("fresh") + count)
        if row.fresh:
            return False
        notify(
            user_ids=[row.user_id],
            title=f"「{row.name}」有新的",
            body="你保存的搜索里有新发布的，去看看合不合适。",
            url=reverse("search:open", args=[pk]),
            now=now,
        )
    return True


def saved_or_404(number: int, *, actor: Actor) -> SavedSearch:
    """A saved search of the actor. Raises NotFound. One query."""
    row = SavedSearch.objects.visible_to(actor).filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise NotFound
    return row
