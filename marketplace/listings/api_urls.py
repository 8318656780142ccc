"""API of listings and conversations."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view

from marketplace.listings.api import enquiries, listings

SUMMARIES = {
    "submit": "提交发布",
    "withdraw": "撤回",
    "pause": "暂停",
    "resume": "恢复",
    "renew": "续期",
    "close": "关闭",
    "approve": "审核通过",
    "restore": "恢复显示",
    "return": "退回修改",
    "hide": "撤下",
}


def _step(step: str, summary: str) -> URLPattern:
    """A view class of its own for each step, so that each stands in the OpenAPI document under its name."""
    base = listings.ListingStep if step in listings.STEPS else listings.ListingStepWithNote
    made: Any = type(f"{base.__name__}{step.title()}", (base,), {"step": step})
    made = extend_schema_view(post=extend_schema(operation_id=f"listings_{step}", summary=summary))(made)
    return path(f"listings/<int:number>/{step}/", made.as_view(), name=f"api-listing-{step}")


urlpatterns = [
    path("listings/", listings.Listings.as_view(), name="api-listings"),
    path("listings/<int:number>/", listings.ListingDetail.as_view(), name="api-listing"),
    path("listings/<int:number>/photos/", listings.ListingPhotos.as_view(), name="api-listing-photos"),
    path("listings/<int:number>/photos/<int:photo>/", listings.ListingPhotoDetail.as_view(), name="api-listing-photo"),
    path("listings/<int:number>/enquiries/", enquiries.ListingEnquiries.as_view(), name="api-listing-enquiries"),
    *(_step(step, summary) for step, summary in SUMMARIES.items()),
    path("my/listings/", listings.MyListings.as_view(), name="api-my-listings"),
    path("enquiries/", enquiries.Enquiries.as_view(), name="api-enquiries"),
    path("enquiries/<int:number>/", enquiries.EnquiryDetail.as_view(), name="api-enquiry"),
    path("enquiries/<int:number>/messages/", enquiries.EnquiryMessages.as_view(), name="api-enquiry-messages"),
    path("enquiries/<int:number>/close/", enquiries.EnquiryClose.as_view(), name="api-enquiry-close"),
]
