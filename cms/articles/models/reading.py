"""What articles and lessons have in common: introduction, cover, body, date, reading time; newest first, in pages by keyset."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from cms.articles.blocks import ArticleBody
from cms.articles.covers import sizes_of
from core.api import decode_cursor, encode_cursor
from core.drawings import scenes
from core.errors import Invalid
from core.fields import StreamField
from core.pages import PublicPage, PublicPageQuerySet

PAGE_SIZE = 20
# Chinese readers take in about this many characters a minute.
READING_SPEED = 400
Day = TypeVar("Day")
STALE_CURSOR = "这一页的位置失效了，请从第一页看起。"


class ReadingQuerySet(PublicPageQuerySet):
    """Pages to read in lists: newest first, without their bodies."""

    def newest_first(self) -> Self:
        """By the date that is printed on them; the id makes the order whole."""
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> Self:
        """Everything that a list shows, in one query and one for the pictures."""
        return self.defer("body").select_related("cover").prefetch_related("cover__renditions")

    def after(self, cursor: str) -> Self:
        """What follows a position in `newest_first`. Raises Invalid for a cursor that we did not make."""
        at, pk = position(cursor, _moment)
        return self.filter(models.Q(published_at__lt=at) | models.Q(published_at=at, pk__lt=pk))

    def place_of(self, row: Any) -> tuple[str, int]:
        """Where a row stands, as `after` takes it up."""
        return row.published_at.isoformat(), row.pk


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def position(cursor: str, read: Callable[[str], Day]) -> tuple[Day, int]:
    """The date and the id in a cursor. Raises Invalid for a cursor that we did not make."""
    try:
        text, pk = decode_cursor(cursor, 2)
        at = read(text)
    except (Invalid, TypeError, ValueError) as error:
        raise Invalid(STALE_CURSOR) from error
    if type(pk) is not int or not 0 < pk < 2**31:
        raise Invalid(STALE_CURSOR)
    return at, pk


def _cursor_of(request: HttpRequest) -> str | None:
    """The cursor of the address, None on the first page. Raises Invalid when there are two."""
    cursors = request.GET.getlist("cursor")
    if len(cursors) > 1:
        raise Invalid(STALE_CURSOR)
    return cursors[0] if cursors else None


def one_page(found: Any, request: HttpRequest) -> dict[str, Any]:
    """One page of a list of readings or notices, and the cursor of the next. At most two queries. Raises Invalid."""
    cursor = _cursor_of(request)
    found = found.for_list().newest_first()
    if cursor is not None:
        found = found.after(cursor)
    rows = list(found[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    following = encode_cursor(*found.place_of(rows[-1])) if more else None
    return {"rows": rows, "next_cursor": following, "is_first": cursor is None}


class ReadingPage(PublicPage):
    """Something to read, with a date."""

    intro = models.CharField("导语", max_length=160, help_text="先把结论说了，列表和搜索结果里也用它。")
    cover = models.ForeignKey("media.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="封面照片")
    cover_art = models.CharField("封面插画", max_length=20, blank=True, choices=scenes, help_text="没有照片时用；都空着就用栏目的插画。")
    body = StreamField(ArticleBody, verbose_name="正文", blank=True)
    source = models.CharField("来源", max_length=80, blank=True, help_text="转载或据以采写的单位；自己写的不填。")
    author_name = models.CharField("作者", max_length=40, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, db_index=True, help_text="排序用，也印在文章上。不填就是上线的那一刻。")
    minutes = models.PositiveSmallIntegerField("读完要几分钟", default=1, editable=False)

    objects = PageManager.from_queryset(ReadingQuerySet)()

    search_fields: ClassVar = [*PublicPage.search_fields, index.SearchField("intro"), index.SearchField("body"), index.FilterField("published_at")]
    cover_panel: ClassVar = MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_art")], heading="封面")
    source_panel: ClassVar = MultiFieldPanel(
        [FieldPanel("source"), FieldPanel("author_name"), FieldPanel("published_at"), FieldPanel("tags")], heading="出处和标签"
    )

    class Meta:
        abstract = True

    @property
    def cover_sizes(self) -> dict[str, Any] | None:
        """Where the cover is in each of its sizes; a size that is not made yet is None. One query unless the row came with them."""
        return sizes_of(self.cover) if self.cover is not None else None

    def clean(self) -> None:
        """What follows from the rest: reading time, and on going live the date where none was given."""
        super().clean()
        letters = sum(len(text) for text in self.body.stream_block.get_searchable_content(self.body))
        self.minutes = max(1, min(600, math.ceil(letters / READING_SPEED)))
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()
