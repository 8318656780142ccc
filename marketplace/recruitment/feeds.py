"""Open job postings as a feed (Atom)."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse_lazy

from core import clock
from core.feeds import FEED_LENGTH, StoredFeed
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.public import newest, next_end, shown_pay


class JobsFeed(StoredFeed):
    """The newest postings that one can still apply for."""

    link = reverse_lazy("recruitment:list")
    scopes = ["jobs", "enterprises", "catalog", "settings", "pages"]
    subject = "家政招聘"
    about = "加盟企业正在招的岗位，薪酬和要求都写清，最新的在前。"

    def until(self, now: datetime) -> datetime | None:
        """When the first of them ends."""
        return next_end(now)

    def items(self, request: HttpRequest) -> list[JobPosting]:
        """The newest postings."""
        return newest(FEED_LENGTH, now=clock.now())

    def item_title(self, item: JobPosting) -> str:
        """What, for how much."""
        return f"{item.title}，{shown_pay(item)}"

    def item_description(self, item: JobPosting) -> str:
        """What it says."""
        return item.description

    def item_author_name(self, item: JobPosting) -> str:
        """Who employs."""
        return item.enterprise.shown_name

    def item_categories(self, item: JobPosting) -> list[str]:
        """Its trade and district."""
        return [item.category.name, str(item.district or "")]
