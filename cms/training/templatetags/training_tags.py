"""Courses for templates."""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cms.training import structured
from cms.training.models import CoursePage
from cms.training.states import STANDING_ICONS, STANDING_TONES, Standing
from core import clock
from core.pages import absolute_for, ends_at
from core.structured import as_scripts, breadcrumbs
from core.templatetags.ui import badge, day, link_to, price, weekday

register = template.Library()


@register.filter
def standing(course: CoursePage) -> str:
    """Whether one can enrol today: open, full, closed, ended."""
    return course.standing_on(timezone.localdate(clock.now())).value


@register.filter
def standing_badge(course: CoursePage) -> SafeString:
    """The same as a badge with a word, a shape and a colour."""
    found = course.standing_on(timezone.localdate(clock.now()))
    return badge(found.label, STANDING_TONES[found], STANDING_ICONS[found])


@register.filter
def seats_words(course: CoursePage) -> str:
    """还剩 6 个名额，共 30 个."""
    if course.standing_on(timezone.localdate(clock.now())) == Standing.OPEN:
        return gettext("还剩 %(left)s 个名额，共 %(seats)s 个") % {"left": course.seats_left, "seats": course.seats}
    return gettext("共 %(seats)s 个名额") % {"seats": course.seats}


@register.filter
def days(course: CoursePage) -> str:
    """12 月 6 日周日 到 12 月 20 日; one day only once."""
    first = gettext("%(day)s%(weekday)s") % {"day": day(course.starts_on), "weekday": weekday(course.starts_on)}
    return first if course.starts_on == course.ends_on else gettext("%(first)s 到 %(last)s") % {"first": first, "last": day(course.ends_on)}


@register.simple_tag
def fee(course: CoursePage, *, large: bool = False) -> SafeString:
    """What it costs: 免费, or the price for a person."""
    return badge(gettext("免费"), "ok") if course.fee_fen == 0 else price(course.fee_fen, "元/人", large=large)


@register.simple_tag(takes_context=True)
def shown_course(context: Context, page: Any) -> CoursePage | None:
    """The course of a page while the public may see it; the page that shows it ends when its standing changes. One query."""
    now = clock.now()
    course = CoursePage.objects.shown(now).for_list().filter(pk=page.pk).first() if page else None
    if course is not None and (request := context.get("request")):
        ends_at(request, course.expire_at)
        ends_at(request, clock.midnight(timezone.localdate(now) + timedelta(days=1)))
    return course


@register.simple_tag
def enquire_url(course: CoursePage) -> str:
    """Where one asks about it; empty while nobody takes questions, and in the preview of a page that was never saved."""
    url = link_to("intake:enquire")
    return f"{url}?about=course:{course.pk}" if url and course.pk else ""


@register.simple_tag(takes_context=True)
def course_data(context: Context, course: CoursePage, url: str, *trail: str) -> SafeString:
    """What the course is, for search engines (schema.org), and where it stands: label, address, … of the pages above it."""
    absolute = absolute_for(course, context.get("request"))
    organiser = absolute(course.enterprise.get_absolute_url()) if course.enterprise is not None else ""
    asks = enquire_url(course)
    today = timezone.localdate(clock.now())
    facts = structured.course(course, absolute(url), absolute(asks) if asks else "", standing=course.standing_on(today), organiser_url=organiser)
    above = [(name, absolute(link)) for name, link in zip(trail[::2], trail[1::2], strict=True)]
    return as_scripts((facts, breadcrumbs(above, course.title)))
