"""What a page is, in the words of schema.org, for search engines. Data that a browser never runs."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

# What a browser could take for the end of the script element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
CONTEXT = "https://schema.org"
Facts = dict[str, Any]


def as_json(value: Facts) -> str:
    """JSON that is safe inside a script element; what is empty is left out."""
    return json.dumps({key: inner for key, inner in value.items() if inner not in (None, "", [])}, ensure_ascii=False).translate(ESCAPES)


def as_scripts(found: Iterable[Facts]) -> SafeString:
    """The script elements for the head of a page."""
    scripts = ((mark_safe(as_json(one)),) for one in found)  # noqa: S308 (as_json escapes <, > and &)
    return format_html_join("", '<script type="application/ld+json">{}</script>', scripts)


def breadcrumbs(above: Sequence[tuple[str, str]], here: str) -> Facts:
    """Label and address of the pages above, and the title of this one."""
    items: list[Facts] = [{"@type": "ListItem", "position": place, "name": name, "item": link} for place, (name, link) in enumerate(above, 1)]
    items.append({"@type": "ListItem", "position": len(items) + 1, "name": here})
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def page_facts(kind: str, name: str, description: str, url: str) -> Facts:
    """A page of a kind that schema.org knows: CollectionPage, WebPage, …."""
    return {"@context": CONTEXT, "@type": kind, "name": name, "description": description, "url": url, "inLanguage": "zh-Hans"}
