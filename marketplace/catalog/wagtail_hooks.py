"""The slice's screens in the Wagtail admin."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from marketplace.catalog import admin, views


class CatalogueGroup(ModelViewSetGroup):
    """服务目录: one menu for both."""

    menu_label = "服务目录"
    menu_icon = "list-ul"
    menu_order = 240
    items = (
        admin.CategoryViewSet("marketplace_catalog_categories"),
        admin.ServiceTypeViewSet("marketplace_catalog_service_types"),
        admin.LandingViewSet("marketplace_catalog_landings"),
    )


class BasicsGroup(ModelViewSetGroup):
    """基础数据: the tables that forms choose from."""

    menu_label = "基础数据"
    menu_icon = "table"
    menu_order = 260
    items = tuple(admin.SCREENS.values())


@hooks.register("register_admin_viewset")
def screens() -> list[ModelViewSetGroup]:
    """服务分类、服务项目、分类页介绍；区、计价单位、行政区划、节假日."""
    return [CatalogueGroup(), BasicsGroup()]


@hooks.register("register_admin_urls")
def catalogue_urls() -> list:
    """Tables in and out; one step, out of use, merge: for both kinds."""
    found = [
        path("marketplace-catalog-tables/<slug:name>/import/", admin.bring_in, name="catalog_bring_in"),
        path("marketplace-catalog-tables/<slug:name>/export/", admin.take_out, name="catalog_take_out"),
    ]
    for kind, prefix in (("category", admin.CategoryViewSet.url_prefix), ("service_type", admin.ServiceTypeViewSet.url_prefix)):
        base, known = f"{prefix}/<int:number>/", {"kind": kind}
        found += [
            path(base + "merge/", views.merge, known, name=f"catalog_merge_{kind}"),
            path(base + "shift/<slug:direction>/", views.shift, known, name=f"catalog_shift_{kind}"),
            path(base + "use/<slug:switch>/", views.use, known, name=f"catalog_use_{kind}"),
        ]
    return found
