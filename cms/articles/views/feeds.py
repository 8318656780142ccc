"""The feeds, RSS and Atom: news, government notices, family classroom."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from cms.articles import queries
from cms.articles.models import LessonPage, NoticePage
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
        return response if request.GET else storable(response, scopes=SCOPES, fingerprint=fingerprint, until=self.until(clock.now()))

    def until(self, now: datetime) -> datetime | None:
        """When what is in it stops being true."""
        return queries.next_end(now)

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """The request, for absolute addresses."""
        return request

    def title(self, request: HttpRequest) -> str:
        """The brand and what this is."""
        return f"{facts(request)['brand']}新闻资讯"

    def description(self, request: HttpRequest) -> str:
        """What is in it."""
        return "行业新闻、社会热点、政务公开，最新的在前。"

    def items(self, request: HttpRequest) -> list[tuple[Any, HttpRequest]]:
        """The newest articles."""
        return [(article, request) for article in queries.newest(limit=FEED_LENGTH, now=clock.now())]

    def item_title(self, item: tuple[Any, HttpRequest]) -> str:
        """Its title."""
        return item[0].title

    def item_description(self, item: tuple[Any, HttpRequest]) -> str:
        """Its introduction."""
        return item[0].intro

    def item_link(self, item: tuple[Any, HttpRequest]) -> str:
        """Its path; the feed puts the requested host before it."""
        return item[0].get_url(item[1])

    def item_pubdate(self, item: tuple[Any, HttpRequest]) -> datetime | None:
        """The date printed on it."""
        return item[0].published_at

    def item_updateddate(self, item: tuple[Any, HttpRequest]) -> datetime | None:
        """When it was last published."""
        return item[0].last_published_at

    def item_categories(self, item: tuple[Any, HttpRequest]) -> list[str]:
        """Its section."""
        return [item[0].section_page.title]


class AtomNewsFeed(NewsFeed):
    """The same as Atom."""

    feed_type = Atom1Feed
    subtitle = NewsFeed.description


class NoticesFeed(NewsFeed):
    """The newest government notices."""

    link = "/news/"

    def until(self, now: datetime) -> datetime | None:
        """When the first of them ends."""
        return NoticePage.objects.next_end(now)

    def title(self, request: HttpRequest) -> str:
        """The brand and what this is."""
        return f"{facts(request)['brand']}政策文件"

    def description(self, request: HttpRequest) -> str:
        """What is in it."""
        return "政策、法规、机构动态和国家政策，写明发文机关和文号。"

    def items(self, request: HttpRequest) -> list[tuple[Any, HttpRequest]]:
        """The newest notices."""
        return [(notice, request) for notice in queries.newest_notices(limit=FEED_LENGTH, now=clock.now())]

    def item_description(self, item: tuple[Any, HttpRequest]) -> str:
        """Who issued it, its number, and what it means."""
        return " · ".join(part for part in (item[0].issuer, item[0].number, item[0].intro) if part)

    def item_pubdate(self, item: tuple[Any, HttpRequest]) -> datetime:
        """The day of its issue."""
        return clock.midnight(item[0].issued_on)

    def item_categories(self, item: tuple[Any, HttpRequest]) -> list[str]:
        """Its kind."""
        return [item[0].get_kind_display()]


class AtomNoticesFeed(NoticesFeed):
    """The same as Atom."""

    feed_type = Atom1Feed
    subtitle = NoticesFeed.description


class LessonsFeed(NewsFeed):
    """The newest lessons."""

    link = "/classroom/"

    def until(self, now: datetime) -> datetime | None:
        """When the first of them ends."""
        return LessonPage.objects.next_end(now)

    def title(self, request: HttpRequest) -> str:
        """The brand and what this is."""
        return f"{facts(request)['brand']}家庭课堂"

    def description(self, request: HttpRequest) -> str:
        """What is in it."""
        return "家里的小知识：怎么做，什么时候该请人。"

    def items(self, request: HttpRequest) -> list[tuple[Any, HttpRequest]]:
        """The newest lessons."""
        return [(lesson, request) for lesson in queries.newest_lessons(limit=FEED_LENGTH, now=clock.now())]

    def item_categories(self, item: tuple[Any, HttpRequest]) -> list[str]:
        """Its topic."""
        return [item[0].get_parent().title]
