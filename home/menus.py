"""The menus of the public site as editors keep them. An entry whose address no slice offers is left out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page, Site

from cms.pages.queries import windows
from core import cities, clock, portals
from core.access import ANONYMOUS
from core.pages import address_of, in_site, shown_pages
from home.models import MenuLink, SiteSettings
from home.states import Menu


@dataclass(frozen=True, slots=True)
class Link:
    """A label that leads somewhere."""

    label: str
    url: str
    icon: str = ""
    order: int = 100


PAGES_ORDER = 50
FOOT = ((Menu.FOOT_FIND, "找服务"), (Menu.FOOT_JOIN, "合作"))


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _of_slices() -> list[Link]:
    """Parts of the product that offer themselves for the main menu."""
    found = portals.items("site", ANONYMOUS)
    return [Link(item.label, url, item.icon, item.order) for item in found if (url := _reversed(item.url_name))]


@dataclass(slots=True)
class Kept:
    """The entries of one menu as editors keep them: those shown, and the addresses that were switched off."""

    links: list[Link] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def with_others(self, others: list[Link]) -> list[Link]:
        """These and others, each address once, none that was switched off; in order."""
        known: dict[str, Link] = {}
        for link in [*self.links, *others]:
            if link.url not in self.hidden:
                known.setdefault(link.url, link)
        return sorted(known.values(), key=lambda link: link.order)


def _kept(request: HttpRequest, now: datetime, site_id: int | None) -> dict[str, Kept]:
    """Every menu. One query; an entry whose address is not there (any more) is left out."""
    found = {menu: Kept() for menu in Menu.values}
    for row in MenuLink.objects.filter(Q(site=None) | Q(site_id=site_id)).select_related("page").order_by("position", "pk"):
        url = _reversed(row.place) if row.place else _of_page(row.page, request, now) if row.page else row.url
        if url and row.shown:
            found[row.menu].links.append(Link(row.label, url, row.icon, row.position))
        elif url:
            found[row.menu].hidden.add(url)
    return found


def _of_page(page: Page, request: HttpRequest, now: datetime) -> str:
    ended = page.expire_at is not None and page.expire_at <= now
    return address_of(page, request) if page.live and not ended else ""


def _menu_pages(request: HttpRequest) -> list[Link]:
    site = Site.find_for_request(request)
    if site is None:
        return []
    pages = shown_pages(clock.now()).filter(in_site(site.root_page), show_in_menus=True, depth=site.root_page.depth + 1)
    return [Link(page.title, url, "newspaper", PAGES_ORDER) for page in pages if (url := address_of(page, request))]


def _setting(site: Site | None) -> SiteSettings:
    found = SiteSettings.objects.filter(site=site).first() if site else None
    return found or SiteSettings()


def city_links(request: HttpRequest) -> list[Link]:
    """Every city with its front page, for the switch; nothing where there is one. No query."""
    return [Link(city.name, f"{city.address}/", "map-pin") for city in cities.known().all]


def site_facts(request: HttpRequest) -> dict[str, Any]:
    """Everything that header and footer show, for `core.context`. Six queries."""
    site, now = Site.find_for_request(request), clock.now()
    site_id = site.pk if site else None
    setting, pages, menus = _setting(site), _menu_pages(request), _kept(request, now, site_id)
    names = ("brand", "brand_line", "city", "strip_text", "hotline", "hotline_note", "sms", "organiser", "icp", "licence")
    return {
        **{name: getattr(setting, name) for name in names},
        "hotline_dial": "".join(character for character in setting.hotline if character.isdigit()),
        "nav": menus[Menu.MAIN].with_others([*_of_slices(), *pages]),
        "strip": menus[Menu.STRIP].links,
        "tabs": menus[Menu.TABS].links,
        "foot": [{"label": label, "links": links} for menu, label in FOOT if (links := menus[menu].links)],
        "about": menus[Menu.FOOT_ABOUT].with_others(pages),
        "windows": windows(request, now, site_id=site_id),
        "cities": city_links(request),
    }
