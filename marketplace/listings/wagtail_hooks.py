"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.listings.admin import enquiries, moderation
from marketplace.listings.choosers import OfferChooser, offer_chooser


@hooks.register("register_admin_urls")
def listing_urls() -> list:
    """Moderation, conversations."""
    listing, enquiry = "marketplace-listings/<int:number>/", "marketplace-listings/enquiries/<int:number>/"
    return [
        path("marketplace-listings/", moderation.ListingIndex.as_view(), name=moderation.INDEX),
        path("marketplace-listings/results/", moderation.ListingIndex.as_view(results_only=True), name=f"{moderation.INDEX}_results"),
        path("marketplace-listings/approve/", moderation.approve_many, name=f"{moderation.INDEX}_approve"),
        path("marketplace-listings/enquiries/", enquiries.EnquiryIndex.as_view(), name=enquiries.INDEX),
        path("marketplace-listings/enquiries/results/", enquiries.EnquiryIndex.as_view(results_only=True), name=f"{enquiries.INDEX}_results"),
        path(enquiry, enquiries.detail, name=enquiries.DETAIL),
        path(enquiry + "<slug:event>/", enquiries.decide_on, name=f"{enquiries.DETAIL}_decide"),
        path(listing, moderation.detail, name=moderation.DETAIL),
        path(listing + "<slug:event>/", moderation.decide_on, name=f"{moderation.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def listings_menu_item() -> RightMenuItem:
    """供求信息."""
    return RightMenuItem("供求信息", reverse_lazy(moderation.INDEX), icon_name="tasks", order=220, right=("read", "listing"))


@hooks.register("register_admin_menu_item")
def enquiries_menu_item() -> RightMenuItem:
    """留言咨询."""
    return RightMenuItem("留言咨询", reverse_lazy(enquiries.INDEX), icon_name="comment", order=230, right=("read", "enquiry"))


@hooks.register("register_admin_viewset")
def chooser() -> OfferChooser:
    """服务，给文章选。"""
    return offer_chooser
