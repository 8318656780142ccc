"""The board as a feed (Atom)."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse_lazy

from cms.bulletins import queries
from cms.bulletins.models import Bulletin
from cms.bulletins.services.telling import SCOPE
from core import clock
from core.feeds import FEED_LENGTH, StoredFeed


class BulletinsFeed(StoredFeed):
    """The newest notices of staff and members."""

    link = reverse_lazy("bulletins:list")
    scopes = [SCOPE, "enterprises", "accounts", "catalog", "settings", "pages"]
    subject = "便民公告"
    about = "网络中心、加盟企业和邻居发的便民信息，最新的在前。"

    def until(self, now: datetime) -> datetime | None:
        """When the first of them ends."""
        return queries.public_page(now=now, size=1).until

    def items(self, request: HttpRequest) -> list[Bulletin]:
        """The newest notices."""
        return queries.public_page(now=clock.now(), size=FEED_LENGTH).items

    def item_description(self, item: Bulletin) -> str:
        """What it says."""
        return item.text

    def item_author_name(self, item: Bulletin) -> str:
        """Who answers for it."""
        return item.sender

    def item_categories(self, item: Bulletin) -> list[str]:
        """Its kind."""
        return [str(item.get_kind_display())]
