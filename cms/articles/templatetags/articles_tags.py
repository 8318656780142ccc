"""News for templates of any page."""

from django import template
from django.template import Context

from cms.articles import queries
from cms.articles.queries import SectionNews
from core import clock
from core.pages import ends_at

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_news(context: Context, limit: int = 4) -> list[SectionNews]:
    """The newest articles of each section; the page that shows them ends with the first of them."""
    now = clock.now()
    if request := context.get("request"):
        ends_at(request, queries.next_end(now))
    return queries.latest_by_section(limit=limit, now=now)
