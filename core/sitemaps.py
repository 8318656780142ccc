"""The sitemap: pages here, other things from the slices that own them (`register` in `AppConfig.ready`)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.contrib.sitemaps import views

from core import clock
from core.pages import address_of, shown_pages

_MAPS: dict[str, type[Sitemap]] = {}


def register(name: str, kind: type[Sitemap]) -> None:
    """Add a section, e.g. "listings"."""
    _MAPS[name] = kind


class PageSitemap(WagtailSitemap):
    """Every page that the public may see now."""

    limit = 5000
    # The requested host, not the one of Wagtail's site record.
    _urls = Sitemap._urls  # type: ignore[attr-defined]

    def location(self, page: Any) -> str:
        """Its path."""
        return address_of(page, self.request)

    def items(self) -> Iterable[Any]:
        """Pages under the root of the requested site."""
        return shown_pages(clock.now()).descendant_of(self.get_wagtail_site().root_page, inclusive=True)


_PLACES: list[str] = []


def place(*names: str) -> None:
    """Add pages that are no Wagtail pages and no things of a list, by the names of their addresses: "listings:list"."""
    _PLACES.extend(name for name in names if name not in _PLACES)


class PlaceSitemap(Sitemap):
    """Lists and texts with an address of their own."""

    def items(self) -> list[str]:
        """Their names."""
        return list(_PLACES)

    def location(self, item: str) -> str:
        """Their paths."""
        return reverse(item)


register("pages", PageSitemap)
register("places", PlaceSitemap)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """/sitemap.xml: the list of sections."""
    return views.index(request, dict(_MAPS), sitemap_url_name="core:sitemap-section")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """/sitemap-<section>.xml."""
    return views.sitemap(request, dict(_MAPS), section=section)
