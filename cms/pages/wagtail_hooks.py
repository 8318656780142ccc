"""The slice's screens in the Wagtail admin."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from cms.pages import admin


class PlacementGroup(ModelViewSetGroup):
    """投放: what stands on pages for a time."""

    menu_label = "公告和广告"
    menu_icon = "calendar-alt"
    menu_order = 205
    items = (
        admin.AnnouncementViewSet("cms_pages_announcements"),
        admin.BannerViewSet("cms_pages_banners"),
        admin.AdvertViewSet("cms_pages_adverts"),
    )


@hooks.register("register_admin_viewset")
def screens() -> PlacementGroup:
    """公告、首页横幅、广告."""
    return PlacementGroup()


@hooks.register("register_admin_urls")
def report_urls() -> list:
    """Clicks of adverts."""
    return [path("cms-pages-advert-report/", admin.advert_report, name=admin.REPORT)]
