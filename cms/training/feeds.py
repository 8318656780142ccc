"""Courses as a feed (Atom)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from cms.training import queries
from cms.training.models import CoursePage
from cms.training.templatetags.training_tags import days
from core import clock
from core.feeds import FEED_LENGTH, StoredFeed


class CoursesFeed(StoredFeed):
    """The courses that one can still enrol for, the latest published first."""

    scopes = ["pages", "enterprises", "catalog", "settings"]
    subject = "培训课程"
    about = "正在招生的家政培训课程：日子、地方、费用，最新发布的在前。"

    def link(self, request: HttpRequest) -> str:
        """The page of all courses."""
        index = queries.index_page()
        return (index.get_url(request) if index else "") or "/"

    def until(self, now: datetime) -> datetime | None:
        """At midnight the standing of a course may change; a page may end before."""
        return queries.feed_end(now)

    def items(self, request: HttpRequest) -> list[CoursePage]:
        """The newest courses."""
        now = clock.now()
        return queries.newest_open(FEED_LENGTH, now=now, day=timezone.localdate(now))

    def item_link(self, item: CoursePage) -> str:
        """Its path."""
        return item.get_url() or "/"

    def item_description(self, item: CoursePage) -> str:
        """When, where, by whom, and what it is about."""
        return " · ".join(part for part in (days(item), item.district.name if item.district else "", item.organiser, item.intro) if part)

    def item_pubdate(self, item: CoursePage) -> datetime | None:
        """When it was first published."""
        return item.first_published_at

    def item_categories(self, item: CoursePage) -> list[str]:
        """Its family."""
        return [str(item.get_family_display())]
