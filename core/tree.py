"""One writer at a time in the page tree.

A page's place is three columns that its neighbours repeat (path, depth, number of children), and treebeard changes them by several
statements from what an object in memory remembers. Two editors at once leave pages without a parent, two pages in one place, or a page
that a late save puts back where it no longer is. So whoever changes the tree takes one lock until the end of the transaction, reads
the place anew, and only then writes. What is no longer there is a Conflict (409).
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import connection, transaction
from treebeard.exceptions import InvalidMoveToDescendant
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.errors import Conflict

# Classes 7001 and 7002 of advisory locks belong to the outbox.
LOCK = "SELECT pg_advisory_xact_lock(7003, 1)"
PLACE = ("path", "depth", "numchild")
Work = Callable[..., Any]
_moving: ContextVar[bool] = ContextVar("moving", default=False)


def take() -> None:
    """Wait until no other transaction changes the tree. Inside a transaction; before any row is locked, or two may wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def renew(pages: Iterable[Page]) -> None:
    """Read where these pages are now. One query for each; raises Conflict for one that is gone."""
    for page in pages:
        now = Page.objects.filter(pk=page.pk).values(*PLACE, "url_path").first()
        if now is None:
            raise Conflict
        for name, value in now.items():
            setattr(page, name, value)
        page.__dict__.pop("_cached_parent_obj", None)


def _alone(work: Work, *, about: Callable[..., Iterable[Page]]) -> Work:
    """Do it alone, on pages whose place was read after the lock."""

    @wraps(work)
    def one_at_a_time(*arguments: Any, **named: Any) -> Any:
        with transaction.atomic():
            take()
            renew(about(*arguments))
            try:
                return work(*arguments, **named)
            except InvalidMoveToDescendant as error:
                raise Conflict from error

    return one_at_a_time


def _moved(move: Work) -> Work:
    """A move gives a page its new address and saves it."""

    @wraps(move)
    def telling(*arguments: Any, **named: Any) -> Any:
        token = _moving.set(True)
        try:
            return move(*arguments, **named)
        finally:
            _moving.reset(token)

    return telling


def _saved(save: Work) -> Work:
    """A page that exists is saved with its place of now: publishing must not put it back to where it was when somebody opened it."""

    @wraps(save)
    def keeping_its_place(page: Page, *arguments: Any, **named: Any) -> Any:
        columns = named.get("update_fields")
        if page._state.adding or _moving.get() or (columns is not None and not {*PLACE, "slug", "url_path"} & set(columns)):
            return save(page, *arguments, **named)
        with transaction.atomic():
            take()
            renew([page])
            return save(page, *arguments, **named)

    return keeping_its_place


def guard() -> None:
    """Put the lock around everything that writes the tree. Called once, when the apps are ready."""
    for name in ("add_child", "add_sibling"):
        setattr(Page, name, _alone(getattr(Page, name), about=lambda page, *_: [page]))
    MovePageAction._move_page = _alone(_moved(MovePageAction._move_page), about=lambda _, *pages: [page for page in pages if page is not None])
    DeletePageAction._delete_page = _alone(DeletePageAction._delete_page, about=lambda _, page: [page])
    PageQuerySet.delete = _queryset_delete(PageQuerySet.delete)
    Page.save = _saved(Page.save)


def _queryset_delete(delete: Work) -> Work:
    alone = _alone(delete, about=lambda *_: ())
    alone.alters_data = alone.queryset_only = True  # type: ignore[attr-defined]
    return alone
