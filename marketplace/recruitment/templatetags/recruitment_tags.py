"""Postings for templates of any page."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core import clock
from core.language import said
from core.pages import ends_at
from core.structured import as_scripts, breadcrumbs
from marketplace.recruitment import structured
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.public import Filter, PublicPage, public_page, requirements, shown_pay
from members.phones import masked

register = template.Library()


@register.simple_tag(takes_context=True)
def job_structured_data(context: Context, job: JobPosting) -> SafeString:
    """What the posting is, for search engines (schema.org), and where it stands."""
    absolute: Any = context["request"].build_absolute_uri
    above = [("招聘", absolute(reverse("recruitment:list")))]
    employer = absolute(job.enterprise.get_absolute_url())
    facts = structured.of_job(job, url=absolute(job.get_absolute_url()), employer_url=employer)
    return as_scripts((facts, breadcrumbs(above, job.title)))


@register.simple_tag(takes_context=True)
def jobs_of(context: Context, wanted: Filter, limit: int = 50) -> PublicPage:
    """Postings as they are at this moment; the page that shows them ends with the first of them."""
    found = public_page(wanted, now=clock.now(), size=limit)
    if request := context.get("request"):
        ends_at(request, found.until)
    return found


@register.simple_tag
def job_summary(job: JobPosting) -> str:
    """Who looks for whom, for how much and where, in one line."""
    facts = {"firm": job.enterprise.shown_name, "title": job.title, "pay": shown_pay(job), "district": said(job.district or "")}
    return f"{gettext('%(firm)s招%(title)s，%(pay)s，%(district)s。') % facts}{job.description}"


@register.filter
def pay(job: JobPosting) -> str:
    """6,000–8,000 元/月."""
    return shown_pay(job)


@register.filter
def priced(text: str) -> SafeString:
    """Pay in words as a price is drawn: the figures large, the unit small."""
    figures, gap, unit = text.partition(" 元")
    return format_html("<b>{}</b>{}<span>{}</span>", figures, " " if gap else "", said(f"元{unit}") if gap else "")


@register.filter
def asks(job: JobPosting) -> list[str]:
    """What it asks for, in words."""
    return requirements(job)


@register.filter
def last_day(ends_at: datetime | None) -> date | None:
    """The last day on which one can apply; the end itself is the midnight after it."""
    return timezone.localdate(ends_at - timedelta(seconds=1)) if ends_at else None


@register.filter
def mask(phone: str) -> str:
    """138****8000."""
    return masked(phone) if phone else ""
