"""Addresses of storefronts. A storefront is the public page of an enterprise, so its name keeps the namespace `enterprises`."""

from django.urls import include, path

from cms.storefronts.views import flyers, own, public
from marketplace.listings.urls import enterprises

enterprise_pages = [*enterprises, path("enterprises/<int:number>/", public.detail, name="detail")]
BASE = "enterprise/storefront/"
SECTION = BASE + "sections/<str:section>/"
storefronts = [
    path("q/<str:code>/", public.scanned, name="scanned"),
    path(BASE, own.edit, name="edit"),
    path(BASE + "preview/", own.preview, name="preview"),
    path(BASE + "submit/", own.submit, name="submit"),
    path(BASE + "versions/", own.versions, name="versions"),
    path(BASE + "versions/<int:number>/", own.preview, name="version"),
    path(BASE + "versions/<int:number>/restore/", own.restore, name="restore"),
    path(BASE + "add/<slug:kind>/", own.add, name="add"),
    path(SECTION, own.section, name="section"),
    path(SECTION + "remove/", own.remove, name="remove"),
    path(SECTION + "items/", own.item, name="add-item"),
    path(SECTION + "items/<str:item>/", own.item, name="item"),
    path(SECTION + "items/<str:item>/remove/", own.remove_item, name="remove-item"),
    path(SECTION + "move/<slug:direction>/", own.shift, name="move"),
    path(BASE + "<slug:event>/", own.take_back, name="take-back"),
    path("enterprise/flyers/", flyers.flyers, name="flyers"),
    path("enterprise/flyers/<int:number>/", flyers.flyer, name="flyer"),
    path("enterprise/flyers/<int:number>/flyer.pdf", flyers.sheet, name="flyer-sheet"),
    path("enterprise/outlets/<int:number>/flyer.pdf", flyers.outlet_sheet, name="outlet-sheet"),
    path("enterprise/flyer.pdf", flyers.sheet, name="default-sheet"),
]
urlpatterns = [
    path("", include((enterprise_pages, "enterprises"))),
    path("", include((storefronts, "storefronts"))),
]
