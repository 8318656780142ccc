"""The language of the page. Built in: no template needs `{% load language %}`.

<html lang="{% page_language %}">   {{ district.name|said }}   {% other_language %}
"""

from typing import Any

from django import template
from django.template import Context

from core import language
from core.english_pages import CHINESE, PREFIX, whole

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """The code for `<html lang>`."""
    return "en" if language.is_english() else CHINESE


@register.filter
def said(text: Any) -> str:
    """A label or a name of reference data in the language of the page, for the middle of a sentence; elsewhere it happens by itself."""
    return language.said(text)


@register.inclusion_tag("components/other_language.html", takes_context=True)
def other_language(context: Context) -> dict[str, Any]:
    """The link to the same page in the other language; none where there is only one."""
    request = context.get("request")
    path = request.path if request else ""
    english = language.is_english()
    url = request.get_full_path() if request and whole(path) != path else ""
    return {"url": url if english or not url else PREFIX + url, "english": english}
