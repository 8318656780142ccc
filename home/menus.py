"""The menus of the public site: what exists now, in one order. A link whose address no slice offers is left out."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site

from core import clock, portals
from core.access import ANONYMOUS
from core.pages import shown_pages
from home.models import SiteSettings


@dataclass(frozen=True, slots=True)
class Link:
    """A label that leads somewhere."""

    label: str
    url: str
    icon: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and the URL name it leads to."""

    label: str
    url_name: str
    icon: str = ""
    order: int = 100


PAGES_ORDER = 50
MAIN = (
    Entry("找服务", "search:results", "search", 10),
    Entry("供求信息", "listings:list", "list-checks", 20),
    Entry("加盟企业", "enterprises:list", "store", 30),
)
STRIP = (Entry("企业加盟", "enterprises:apply", "building-2"), Entry("发布需求", "listings:post", "pencil"), Entry("企业中心", "enterprises:home", "store"))
TABS = (
    Entry("找服务", "search:results", "search"),
    Entry("供求", "listings:list", "list-checks"),
    Entry("消息", "notifications:inbox", "message-square-text"),
    Entry("我的", "members:my", "user-round"),
)
FOOT = (
    (
        "找服务",
        (
            Entry("搜索", "search:results"),
            Entry("全部分类", "catalog:index"),
            Entry("供求信息", "listings:list"),
            Entry("指导价格", "pricing:list"),
            Entry("发布需求", "listings:post"),
        ),
    ),
    (
        "合作",
        (
            Entry("招聘信息", "recruitment:list"),
            Entry("企业加盟", "enterprises:apply"),
            Entry("加盟企业", "enterprises:list"),
            Entry("企业中心", "enterprises:home"),
        ),
    ),
)


def _link(entry: Entry | portals.PortalItem) -> Link | None:
    try:
        return Link(entry.label, reverse(entry.url_name), entry.icon, entry.order)
    except NoReverseMatch:
        return None


def _links(entries: Any) -> list[Link]:
    return [link for entry in entries if (link := _link(entry))]


def _menu_pages(request: HttpRequest) -> list[Link]:
    site = Site.find_for_request(request)
    if site is None:
        return []
    pages = shown_pages(clock.now()).filter(show_in_menus=True, depth=site.root_page.depth + 1).descendant_of(site.root_page)
    return [Link(page.title, url, "newspaper", PAGES_ORDER) for page in pages if (url := page.get_url(request))]


def main_menu(pages: list[Link]) -> list[Link]:
    """Ours, those that slices registered for the portal "site", and pages that editors put into the menu; each address once."""
    known: dict[str, Link] = {}
    for link in [*_links(MAIN), *_links(portals.items("site", ANONYMOUS)), *pages]:
        known.setdefault(link.url, link)
    return sorted(known.values(), key=lambda link: link.order)


def _setting(request: HttpRequest) -> SiteSettings:
    site = Site.find_for_request(request)
    found = SiteSettings.objects.filter(site=site).first() if site else None
    return found or SiteSettings()


def site_facts(request: HttpRequest) -> dict[str, Any]:
    """Everything that header and footer show, for `core.context`. Four queries."""
    setting = _setting(request)
    pages = _menu_pages(request)
    names = ("brand", "brand_line", "city", "strip_text", "hotline", "hotline_note", "sms", "organiser", "icp", "licence")
    return {
        **{name: getattr(setting, name) for name in names},
        "hotline_dial": "".join(character for character in setting.hotline if character.isdigit()),
        "nav": main_menu(pages),
        "strip": _links(STRIP),
        "tabs": _links(TABS),
        "foot": [{"label": label, "links": links} for label, entries in FOOT if (links := _links(entries))],
        "about": pages,
    }
