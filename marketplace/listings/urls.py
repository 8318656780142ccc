"""Addresses of the marketplace. Landing pages and the list of enterprises are public pages of the market, so their views are here; their
names keep the namespace of what they are about (`catalog:category`, `enterprises:list`). The namespace `enterprises` is put together in
`cms.storefronts.urls`, with the public page of an enterprise.
"""

from django.urls import include, path

from marketplace.enterprises.urls import own as enterprise_portal
from marketplace.listings.views import enquiries, outlets, own, public, steps

catalog = [
    path("services/", public.index, name="index"),
    path("services/<slug:slug>/", public.category, name="category"),
    path("services/<slug:slug>/<slug:code>/", public.service, name="service"),
]
enterprises = [
    *enterprise_portal,
    path("enterprises/", public.enterprise_list, name="list"),
]


def _portal(portal: str, base: str, prefix: str, first: str) -> list:
    """The pages of one's own listings and conversations in a portal."""
    known = {"portal": portal}
    return [
        path(f"{base}/listings/", own.mine, known, name=first),
        path(f"{base}/listings/new/", steps.post, known, name=f"{prefix}post"),
        path(f"{base}/listings/<int:number>/", own.manage, known, name=f"{prefix}manage"),
        path(f"{base}/listings/<int:number>/edit/", own.edit, known, name=f"{prefix}edit"),
        path(f"{base}/listings/<int:number>/what/", steps.what, known, name=f"{prefix}what"),
        path(f"{base}/listings/<int:number>/terms/", steps.terms, known, name=f"{prefix}terms"),
        path(f"{base}/listings/<int:number>/photos/", steps.photos, known, name=f"{prefix}photos"),
        path(f"{base}/listings/<int:number>/photos/<int:photo>/", steps.change_photo, known, name=f"{prefix}photo"),
        path(f"{base}/listings/<int:number>/photos/<int:photo>/remove/", steps.remove_photo, known, name=f"{prefix}photo-remove"),
        path(f"{base}/listings/<int:number>/<slug:event>/", own.act, known, name=f"{prefix}act"),
        path(f"{base}/enquiries/", enquiries.enquiries, known, name=f"{prefix}enquiries"),
        path(f"{base}/enquiries/<int:number>/", enquiries.enquiry, known, name=f"{prefix}enquiry"),
        path(f"{base}/enquiries/<int:number>/close/", enquiries.close, known, name=f"{prefix}enquiry-close"),
    ]


listings = [
    path("listings/", public.board, name="list"),
    path("listings/compare/", public.compare, name="compare"),
    path("listings/<int:number>/", public.detail, name="detail"),
    path("listings/<int:number>/enquire/", enquiries.enquire, name="enquire"),
    *_portal("my", "my", "", "mine"),
    *_portal("enterprise", "enterprise", "enterprise-", "enterprise-list"),
    path("enterprise/outlet-services/<int:number>/", outlets.offers, name="outlet-offers"),
]
urlpatterns = [
    path("", include((catalog, "catalog"))),
    path("", include((listings, "listings"))),
]
