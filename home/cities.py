"""The cities of this installation, from Wagtail's sites and what 站点信息 says of each."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page, Site

from cms.articles.models import NewsIndexPage, NoticeIndexPage
from core.cities import City


def read() -> list[City]:
    """The main city first, then the others by name; nothing where there is only one. One query then, else four."""
    rows = Site.objects.filter(Q(is_default_site=True) | Q(sitesettings__region__isnull=False)).select_related("root_page", "sitesettings__region")
    sites = sorted(rows, key=lambda site: (not site.is_default_site, site.hostname))
    if len(sites) < 2 or not sites[0].is_default_site:
        return []
    fronts = Page.objects.filter(translation_key__in=[site.root_page.translation_key for site in sites]).order_by("path")
    trees: dict[object, tuple[str, ...]] = {}
    for key, path in fronts.values_list("translation_key", "path"):
        trees[key] = (*trees.get(key, ()), path)
    own, lent = (tuple(kind.objects.order_by("path").values_list("path", flat=True)) for kind in (NewsIndexPage, NoticeIndexPage))
    return [_city(site, tuple(dict.fromkeys((site.root_page.path, *trees[site.root_page.translation_key]))), own, lent) for site in sites]


def _city(site: Site, trees: tuple[str, ...], own: tuple[str, ...], lent: tuple[str, ...]) -> City:
    chosen: Any = getattr(site, "sitesettings", None)
    is_main = site.is_default_site
    return City(
        code="" if is_main else chosen.region.code,
        name=(chosen.city if chosen else "") or site.site_name,
        hostname=site.hostname,
        address=settings.SITE_URL.rstrip("/") if is_main else address_of(site),
        site_id=site.pk,
        port=site.port,
        trees=trees,
        own=tuple(path for path in own if path.startswith(trees)) if is_main else (),
        lent=tuple(path for path in lent if path.startswith(trees)) if is_main else (),
    )


def address_of(site: Site) -> str:
    """Where a site is for people: scheme and port of this installation, unless the site names a port."""
    here = urlsplit(settings.SITE_URL)
    port = site.port if site.port not in (80, 443) else here.port
    return f"{here.scheme}://{site.hostname}" + (f":{port}" if port else "")
