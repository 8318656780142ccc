"""How often the articles, lessons and notices of the demo city were read and passed on during the last thirty days.

One number for each page, day, action and source, as the beacon would have counted them: much on the first days, then less, more at the
weekend, and about every twenty-fifth reader passes it on. A page that has been read keeps the figures that it has.
"""

import zlib
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from cms.articles.models import ArticlePage, LessonPage, NoticePage, ReadDay
from cms.articles.states import ReadAction, ReadSource
from home.operations.seed.city import City

DAYS = 30
WEEKEND = 5
# Of a thousand readers of a page, and of a thousand who pass it on.
READERS = {
    ReadSource.WECHAT: 370,
    ReadSource.SITE: 260,
    ReadSource.SEARCH: 190,
    ReadSource.DIRECT: 110,
    ReadSource.QR: 40,
    ReadSource.WEIBO: 20,
    ReadSource.OTHER: 10,
}
SHARERS = {ReadSource.DEVICE: 560, ReadSource.LINK: 330, ReadSource.WEIBO: 110}
READERS_FOR_ONE_SHARE = 25


def seed_reading(city: City) -> int:
    """Count what is missing; returns how many figures were added."""
    known = set(ReadDay.objects.values_list("page_id", flat=True))
    today = timezone.localdate(city.now)
    made = [row for page, slug, since in _pages(city) if page not in known for row in _figures(page, slug, since, today)]
    ReadDay.objects.bulk_create(made, batch_size=2000)
    return len(made)


def _pages(city: City) -> Iterator[tuple[int, str, date]]:
    """Everything that the public may read: number, slug, since when."""
    for kind in (ArticlePage, LessonPage):
        for page, slug, at in kind.objects.shown(city.now).values_list("pk", "slug", "published_at"):
            yield page, slug, timezone.localdate(at)
    yield from NoticePage.objects.shown(city.now).values_list("pk", "slug", "issued_on")


def _figures(page: int, slug: str, since: date, today: date) -> Iterator[ReadDay]:
    liked = 30 + zlib.crc32(slug.encode()) % 190
    left: dict[tuple[str, str], float] = {}  # what is no whole reader yet counts with the next day
    for ago in range(DAYS):
        day = today - timedelta(days=ago)
        if day < since:
            return
        readers = liked * 6 / (3 + min((day - since).days, 40)) * (1.3 if day.weekday() >= WEEKEND else 1)
        readers *= 0.7 + zlib.crc32(f"{slug}{day.toordinal()}".encode()) % 60 / 100
        for action, parts, all_of_them in ((ReadAction.READ, READERS, readers), (ReadAction.SHARE, SHARERS, readers / READERS_FOR_ONE_SHARE)):
            for source, part in parts.items():
                whole = all_of_them * part / 1000 + left.get((action, source), 0.5)
                left[action, source] = whole - int(whole)
                if times := int(whole):
                    yield ReadDay(page_id=page, day=day, action=action, source=source, times=times)
