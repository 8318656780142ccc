"""Places on a page for what slices above know of its thing. See core/additions.py."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from core.additions import of_page

register = template.Library()


@register.simple_tag(takes_context=True)
def additions(context: Context, page: str, row: Any, *places: str) -> dict[str, SafeString]:
    """What slices above add to a page (core.additions), by place; only these places, if some are named."""
    engine = context.template.engine  # type: ignore[union-attr]
    found: dict[str, SafeString] = {}
    # A part may be a form; a stored page has no token and gives none.
    token = {"csrf_token": context["csrf_token"]} if "csrf_token" in context else {}
    for one in of_page(page):
        parts = {place: name for place, name in one.parts.items() if not places or place in places}
        facts = one.facts(row) if parts else None
        for place, name in parts.items() if facts is not None else ():
            drawn = engine.get_template(name).render(context.new({**token, **(facts or {})})).strip()
            found[place] = mark_safe(found.get(place, "") + drawn)  # noqa: S308 - drawn by templates
    return found
