"""What a page says of itself to those who find it or pass it on, and the one part to pass it on with (POR-10, POR-11).

{% page_meta title summary path picture kind="article" %}   in the block `meta`
{% share title path picture counted=page.pk %}              once on a page
{% structured "CollectionPage" title summary path "全部服务" all_url %}
"""

from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core import qr
from core.english_pages import CHINESE, bare, whole
from core.language import is_english, said
from core.pages import canonical_of
from core.structured import CONTEXT, as_scripts, breadcrumbs, page_facts
from core.templatetags.ui import link_to

register = template.Library()

SUMMARY = 120
# Drawn pictures are SVG, which neither WeChat nor Weibo shows: then it is the picture of the site.
PICTURE = "core/art/share.png"
WEIBO = "https://service.weibo.com/share/share.php"
# Behind the address in a code: it tells a scan from a link, is sent to nobody, and leaves the stored page as it is.
SCANNED = "#qr"


def _whole(context: Context, path: str) -> str:
    request = context.get("request")
    return request.build_absolute_uri(whole(path) if is_english() else path) if request else path


def _canonical(context: Context, path: str) -> str:
    """The address that a page is listed under: that of the requested host, of what the main city shares the main city's."""
    page = context.get("page")
    place: str = getattr(page, "path", "") if hasattr(page, "url_path") else ""
    base = canonical_of(place) if place else ""
    return f"{base}{whole(path) if is_english() else path}" if base else _whole(context, path)


def shortened(text: Any) -> str:
    """One line of at most `SUMMARY` characters, whole sentences where there are any."""
    # What `firstof … as` hands on is escaped already.
    line = " ".join((unescape(text) if isinstance(text, SafeString) else str(text or "")).split())
    if len(line) <= SUMMARY:
        return line
    whole = line[:SUMMARY].rpartition("。")[0]
    return f"{whole}。" if whole else f"{line[: SUMMARY - 1]}…"


def _picture(context: Context, path: str) -> str:
    return _whole(context, path if path and not path.endswith(".svg") else static(PICTURE))


def _tongues(context: Context, path: str) -> list[tuple[str, str]]:
    """Where the page is in each language; without a request (an error page) nowhere."""
    request = context.get("request")
    path = bare(path)
    if request is None or whole(path) == path:
        return []
    base = _canonical(context, path).removesuffix(whole(path) if is_english() else path)
    here, english = f"{base}{path}", f"{base}{whole(path)}"
    return [(CHINESE, here), ("en", english), ("x-default", here)]


@register.inclusion_tag("components/page_meta.html", takes_context=True)
def page_meta(context: Context, title: str, summary: str, path: str, picture: str = "", *, kind: str = "website") -> dict[str, Any]:
    """Description and canonical address; title, summary and picture for Open Graph, WeChat (which reads both) and Weibo."""
    title, summary = said(title), said(summary)
    return {
        "title": title,
        "summary": shortened(summary) or title,
        "url": _canonical(context, path),
        "tongues": _tongues(context, path),
        "english": is_english(),
        "picture": _picture(context, picture),
        "kind": kind,
        "platform": context.get("platform"),
    }


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context: Context, title: str, path: str, picture: str = "", *, counted: int | None = None) -> dict[str, Any]:
    """The address to copy, a code to scan, and Weibo; `counted` is the page whose reads and shares are counted (not in a preview)."""
    url = _whole(context, path)
    counted = None if getattr(context.get("request"), "is_preview", False) else counted
    return {
        "title": title,
        "url": url,
        "weibo": f"{WEIBO}?{urlencode({'url': url, 'title': title, 'pic': _picture(context, picture)})}",
        "code": mark_safe(qr.as_svg(f"{url}{SCANNED}" if counted else url)),  # noqa: S308 (numbers only)
        "counted": counted,
    }


@register.simple_tag(takes_context=True)
def structured(context: Context, kind: str, title: str, summary: str, path: str, *trail: str) -> SafeString:
    """A page that is a list or a text, and where it stands: label, address, … of the pages above it."""
    title, summary = said(title), said(summary)
    above = [(said(name), _whole(context, link)) for name, link in zip(trail[::2], trail[1::2], strict=True)]
    return as_scripts((page_facts(kind, title, shortened(summary), _canonical(context, path)), breadcrumbs(above, title)))


@register.simple_tag(takes_context=True)
def site_data(context: Context, summary: str, path: str) -> SafeString:
    """The whole site on its front page: who runs it, and how it is searched."""
    platform = context.get("platform") or {}
    name, url = gettext("%(brand)s家政") % {"brand": said(platform.get("brand", ""))}, _whole(context, path)
    search = link_to("search:results")
    target = {"@type": "EntryPoint", "urlTemplate": f"{_whole(context, search)}?q={{q}}"}
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=q"} if search else None
    organisation = {"@type": "Organization", "name": platform.get("organiser") or name, "url": url}
    site = {**page_facts("WebSite", name, shortened(summary), url), "publisher": organisation, "potentialAction": action}
    return as_scripts((site, {"@context": CONTEXT, **organisation, "logo": _whole(context, static(PICTURE))}))
