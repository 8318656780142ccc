"""Articles for tests, published the way Wagtail publishes."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from wagtail.models import Page

from cms.articles.models import ArticlePage, LessonPage, NewsIndexPage, NoticeIndexPage, NoticePage, SectionPage, TopicPage
from core import clock
from core.favourites.models import Favourite

_numbers = itertools.count(1)
BODY = [
    {"type": "paragraph", "value": "<p>先干扫，再湿润，最后从左上角一刀压半刀往下收水。</p>"},
    {"type": "heading", "value": "先备四样东西"},
    {"type": "picture", "value": {"image": None, "drawing": "window", "alt": "用刮水器从上往下收水", "caption": "刮一下擦一次胶条。"}},
    {"type": "steps", "value": {"title": "两步", "items": [{"lead": "干扫。", "text": "扫掉浮灰。"}, {"lead": "收水。", "text": "往下走，不抬手。"}]}},
    {"type": "quote", "value": {"text": "顺序对了，省一半力气。", "who": "孙玉梅"}},
    {"type": "facts", "value": {"title": "", "items": [{"label": "多久一次", "value": "一个月"}]}},
    {"type": "tip", "value": {"title": "别自己擦", "text": "七层以上的外侧请持证的人。"}},
]


def section(code: str = "industry") -> SectionPage:
    """One of the three sections of the reference data: the first city's."""
    return SectionPage.objects.filter(section=code, alias_of=None).order_by("path")[0]


def news_index() -> NewsIndexPage:
    """The news index of the reference data."""
    return NewsIndexPage.objects.get()


def draft_article(title: str = "", *, under: str | SectionPage = "industry", **fields: Any) -> ArticlePage:
    """An article that nobody has published."""
    number = next(_numbers)
    parent = section(under) if isinstance(under, str) else under
    values = {
        "title": title or f"双层玻璃怎么擦才不留水印（{number}）",
        "slug": f"article-{number}",
        "intro": "先干后湿，一个方向收水。",
        "body": BODY,
        **fields,
    }
    page = ArticlePage(live=False, **values)
    page = parent.add_child(instance=page)
    page.save_revision()
    return page


def article(title: str = "", *, under: str | SectionPage = "industry", **fields: Any) -> ArticlePage:
    """A published article."""
    page = draft_article(title, under=under, **fields)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    return page


def articles(count: int, *, under: str | SectionPage = "industry", newest: datetime | None = None) -> list[ArticlePage]:
    """Live articles without history, one minute apart, the newest first: quick to make."""
    start, parent, found = newest or clock.now() - timedelta(days=1), section(under) if isinstance(under, str) else under, []
    for place in range(count):
        number, at = next(_numbers), start - timedelta(minutes=place)
        page = ArticlePage(title=f"街坊的一件小事（{number}）", slug=f"story-{number}", intro="事情不大，办成了。", published_at=at, first_published_at=at)
        found.append(parent.add_child(instance=page))
    return found


PAGE_COPY = """
INSERT INTO wagtailcore_page ({columns}, path, slug, url_path, title, draft_title, translation_key)
SELECT {columns}, unnest(%s::text[]), unnest(%s::text[]), unnest(%s::text[]), unnest(%s::text[]), unnest(%s::text[]), unnest(%s::uuid[])
FROM wagtailcore_page WHERE id = %s RETURNING id
"""
OWN = {"id", "path", "slug", "url_path", "title", "draft_title", "translation_key"}


def many_articles(count: int, *, under: str = "industry") -> None:
    """Copies of one live article by two statements: for measurements among many pages."""
    pattern, parent = articles(1, under=under)[0], section(under)
    steps = [parent.numchild + 1 + place for place in range(count)]
    slugs = [f"{pattern.slug}-{step}" for step in steps]
    paths = [ArticlePage._get_path(parent.path, parent.depth + 1, step) for step in steps]
    titles = [f"街坊的一件小事（{step}）" for step in steps]
    columns = ", ".join(f'"{field.column}"' for field in Page._meta.local_concrete_fields if field.column not in OWN)
    given = [paths, slugs, [f"{parent.url_path}{slug}/" for slug in slugs], titles, titles, [str(uuid4()) for _ in steps]]
    own = ", ".join(f'"{field.column}"' for field in ArticlePage._meta.local_concrete_fields if field.column != "page_ptr_id")
    with connection.cursor() as cursor:
        cursor.execute(PAGE_COPY.format(columns=columns), [*given, pattern.pk])
        made = [row[0] for row in cursor.fetchall()]
        insert = f"INSERT INTO articles_articlepage (page_ptr_id, {own}) SELECT unnest(%s::int[]), {own} FROM articles_articlepage WHERE page_ptr_id = %s"
        cursor.execute(insert, [made, pattern.pk])
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)


def notice_index() -> NoticeIndexPage:
    """政策文件 of the reference data."""
    return NoticeIndexPage.objects.get()


def notice(title: str = "", **fields: Any) -> NoticePage:
    """A published notice."""
    number = next(_numbers)
    values = {
        "title": title or f"关于规范家政服务报价的通知（{number}）",
        "slug": f"notice-{number}",
        "issuer": "市商务局",
        "number": f"京商服字〔2026〕{number} 号",
        "issued_on": date(2026, 3, 2),
        "intro": "报价单要写清项目、单位和总价。",
        **fields,
    }
    page = notice_index().add_child(instance=NoticePage(live=False, **values))
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def topic(slug: str = "cleaning") -> TopicPage:
    """One of the topics of the reference data."""
    return TopicPage.objects.get(slug=slug)


def lesson(title: str = "", *, under: str = "cleaning", tags: tuple[str, ...] = (), services: tuple[Any, ...] = (), **fields: Any) -> LessonPage:
    """A published lesson."""
    number = next(_numbers)
    values = {"title": title or f"油烟机的油杯多久倒一次（{number}）", "slug": f"lesson-{number}", "intro": "看三个信号，不用记月份。", "body": BODY, **fields}
    page = topic(under).add_child(instance=LessonPage(live=False, **values))
    page.tags.add(*tags)
    page.services.set(services)
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def saved_lesson(user: Any, page: LessonPage | None = None) -> Favourite:
    """A lesson on somebody's shelf."""
    found = page or lesson()
    return Favourite.objects.create(user=user, kind="lesson", number=found.pk, title=found.title, saved_at=clock.now())
