"""Feeds (Atom) that are stored like pages: the same bytes for everybody, never stale. Slices subclass `StoredFeed`."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from core import clock, content
from core.context import facts
from core.middleware import storable

FEED_LENGTH = 30


class StoredFeed(Feed):
    """A feed over rows that know their address (`get_absolute_url`); `subject` follows the brand in its title, `about` says what is in it."""

    feed_type = Atom1Feed
    language = "zh-Hans"
    scopes: ClassVar[list[str]] = []
    subject = ""
    about = ""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render, and store the bytes."""
        fingerprint = content.version(*self.scopes)
        response = super().__call__(request, *args, **kwargs)
        return response if request.GET else storable(response, scopes=self.scopes, fingerprint=fingerprint, until=self.until(clock.now()))

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """The request, for the brand and for absolute addresses."""
        return request

    def title(self, request: HttpRequest) -> str:
        """The brand and what this is."""
        return f"{facts(request)['brand']}{self.subject}"

    def subtitle(self, request: HttpRequest) -> str:
        """What is in it."""
        return self.about

    def until(self, now: datetime) -> datetime | None:
        """When the first of what is in it stops being true."""
        raise NotImplementedError

    def items(self, request: HttpRequest) -> list[Any]:
        """The newest of what the public may see now."""
        raise NotImplementedError

    def item_title(self, item: Any) -> str:
        """Its title."""
        return str(item)

    def item_link(self, item: Any) -> str:
        """Its path; the feed puts the requested host before it."""
        return item.get_absolute_url()

    def item_pubdate(self, item: Any) -> datetime | None:
        """When it was published."""
        return item.published_at
