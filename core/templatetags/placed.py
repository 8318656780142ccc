"""Template tags for what is put into a slot of a page for a window of time. Built in: no template needs `{% load placed %}`.

    {% placed "strip" as shown %}   {% placed "category" category=node path=path as shown %}

The site's facts (`platform.windows`) hold everything that is shown now or later. The tag picks what is shown at this moment and says
when that changes next, so that stored bytes end there and nothing is shown a moment too long.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from core import clock
from core.pages import ends_at

register = template.Library()


@register.simple_tag(takes_context=True)
def placed(context: Context, slot: str, *, categories: Iterable[Any] = (), district: Any = None, page: Any = None, most: int = 0) -> list[dict[str, Any]]:
    """What stands in a slot now, those made for exactly this place first; at most `most` of them.

    `categories`: the nodes from the top to the one shown; `district`: the one chosen; `page`: a page of the tree.
    """
    platform = context.get("platform") or {}
    now, request = clock.now(), context.get("request")
    wanted: dict[str, Any] = {
        "categories": {node.id for node in categories or ()},
        "district": getattr(district, "id", None),
        "path": getattr(page, "path", "") or "",
    }
    running = []
    for one in platform.get("windows", ()):
        if one["slot"] != slot or one["ends_at"] <= now or not _fits(one, **wanted):
            continue
        if request is not None:
            ends_at(request, one["starts_at"] if one["starts_at"] > now else one["ends_at"])
        if one["starts_at"] <= now:
            running.append(one)
    running.sort(key=lambda one: -sum(bool(one[name]) for name in ("category", "district", "path")))
    return running[:most] if most else running


def _fits(one: dict[str, Any], *, categories: set[int], district: int | None, path: str) -> bool:
    """Whether it is for this place; what has no target is for every place."""
    return (
        (one["category"] is None or one["category"] in categories)
        and (one["district"] is None or one["district"] == district)
        and (not one["path"] or path.startswith(one["path"]))
    )
