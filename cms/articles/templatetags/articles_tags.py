"""News, notices and lessons for templates of any page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cms.articles import queries, structured
from cms.articles.models import ClassroomPage, LessonPage, NoticeIndexPage, NoticePage, ReadingPage
from cms.articles.queries import RelatedService, SectionNews
from cms.articles.states import LESSON_ICONS, STANDING_ICONS, STANDING_TONES, LessonKind
from core import clock
from core.language import is_english
from core.pages import absolute_for, ends_at
from core.structured import as_scripts, breadcrumbs
from core.templatetags.ui import badge

register = template.Library()


def _ends(context: Context, *moments: Any) -> None:
    if request := context.get("request"):
        for moment in moments:
            ends_at(request, moment)


@register.simple_tag(takes_context=True)
def latest_news(context: Context, limit: int = 4) -> list[SectionNews]:
    """The newest articles of each section; the page that shows them ends with the first of them."""
    now = clock.now()
    found = queries.latest_by_section(limit=limit, now=now)
    _ends(context, queries.next_end(now), *(end for news in found for end in queries.ends_of(news.notices, now)))
    return found


@register.simple_tag(takes_context=True)
def latest_notices(context: Context, limit: int = 4) -> list[NoticePage]:
    """The newest notices; the page ends when one of them ends or stands otherwise."""
    now = clock.now()
    found = queries.newest_notices(limit=limit, now=now)
    _ends(context, *queries.ends_of(found, now))
    return found


@register.simple_tag(takes_context=True)
def latest_lessons(context: Context, limit: int = 4) -> list[LessonPage]:
    """The newest lessons; the page that shows them ends with the first of them."""
    now = clock.now()
    found = queries.newest_lessons(limit=limit, now=now)
    _ends(context, *(lesson.expire_at for lesson in found))
    return found


@register.simple_tag
def classroom_page() -> ClassroomPage | None:
    """The page of the classroom, None while there is none."""
    return queries.classroom(clock.now())


@register.simple_tag
def notices_page() -> NoticeIndexPage | None:
    """The page of the notices, None while there is none."""
    return queries.notice_index(clock.now())


@register.simple_tag(takes_context=True)
def cited_notices(context: Context, page: ReadingPage | NoticePage) -> dict[int, NoticePage]:
    """The notices that a page cites, by id; the page ends when one of them stands otherwise."""
    now = clock.now()
    found = queries.cited(page, now)
    _ends(context, *queries.ends_of(found.values(), now))
    return found


@register.simple_tag(takes_context=True)
def citing_pages(context: Context, notice: NoticePage) -> Sequence[ReadingPage]:
    """What cites a notice; the page ends with the first of them."""
    found = queries.citing(notice, clock.now())
    _ends(context, *(page.expire_at for page in found))
    return found


@register.simple_tag
def services_of(lesson: LessonPage) -> list[RelatedService]:
    """The services that a lesson leads to."""
    return queries.services_of(lesson)


@register.filter
def standing(notice: NoticePage) -> SafeString:
    """Whether a notice applies today, as a badge with a word, a shape and a colour; nothing for news of an agency."""
    found = notice.standing_on(timezone.localdate(clock.now()))
    return badge(found.label, STANDING_TONES[found], STANDING_ICONS[found]) if found else mark_safe("")


@register.filter
def standing_word(notice: NoticePage) -> str:
    """The same in words, with the day where one is to come: 12 月 1 日起施行."""
    today = timezone.localdate(clock.now())
    found = notice.standing_on(today)
    if found == "pending" and notice.effective_on:
        return gettext("%(day)s起施行") % {"day": full_day(notice.effective_on)}
    return str(found.label) if found else ""


@register.filter
def full_day(value: date | None) -> str:
    """2026 年 11 月 12 日: the day of a document always says its year."""
    if value and is_english():
        return date_format(value, "j M Y")
    return f"{value.year} 年 {value.month} 月 {value.day} 日" if value else ""


@register.filter
def lesson_icon(kind: str) -> str:
    """The icon of a kind of lesson."""
    return LESSON_ICONS[LessonKind(kind)]


@register.simple_tag(takes_context=True)
def structured_data(context: Context, page: Any, url: str, *trail: str) -> SafeString:
    """What a page is, for search engines (schema.org), and where it stands: label, address, … of the pages above it."""
    absolute = absolute_for(page, context.get("request"))
    platform = context.get("platform") or {}
    above = [(name, absolute(link)) for name, link in zip(trail[::2], trail[1::2], strict=True)]
    facts = structured.of_page(page, absolute(url), organiser=str(platform.get("organiser", "")), now=clock.now())
    return as_scripts((facts, breadcrumbs(above, page.title)))
