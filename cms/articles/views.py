"""The news feed, RSS and Atom."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from cms.articles import queries
from cms.articles.models import ArticlePage
from core import clock, content
from core.context import facts
from core.middleware import storable

FEED_LENGTH = 30
SCOPES = ["pages", "settings"]


class NewsFeed(Feed):
    """The newest articles of all sections."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    link = "/news/"
    language = "zh-Hans"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render, and store the bytes."""
        fingerprint = content.version(*SCOPES)
        response = super().__call__(request, *args, **kwargs)
        return response if request.GET else storable(response, scopes=SCOPES, fingerprint=fingerprint, until=queries.next_end(clock.now()))

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """The request, for absolute addresses."""
        return request

    def title(self, request: HttpRequest) -> str:
        """The brand and what this is."""
        return f"{facts(request)['brand']}新闻资讯"

    def description(self, request: HttpRequest) -> str:
        """What is in it."""
        return "行业新闻、社会热点、政务公开，最新的在前。"

    def items(self, request: HttpRequest) -> list[tuple[ArticlePage, HttpRequest]]:
        """The newest articles."""
        return [(article, request) for article in queries.newest(limit=FEED_LENGTH, now=clock.now())]

    def item_title(self, item: tuple[ArticlePage, HttpRequest]) -> str:
        """Its title."""
        return item[0].title

    def item_description(self, item: tuple[ArticlePage, HttpRequest]) -> str:
        """Its introduction."""
        return item[0].intro

    def item_link(self, item: tuple[ArticlePage, HttpRequest]) -> str:
        """Its path; the feed puts the requested host before it."""
        return item[0].get_url(item[1])

    def item_pubdate(self, item: tuple[ArticlePage, HttpRequest]) -> datetime | None:
        """The date printed on it."""
        return item[0].published_at

    def item_updateddate(self, item: tuple[ArticlePage, HttpRequest]) -> datetime | None:
        """When it was last published."""
        return item[0].last_published_at

    def item_categories(self, item: tuple[ArticlePage, HttpRequest]) -> list[str]:
        """Its section."""
        return [item[0].section_page.title]


class AtomNewsFeed(NewsFeed):
    """The same as Atom."""

    feed_type = Atom1Feed
    subtitle = NewsFeed.description
