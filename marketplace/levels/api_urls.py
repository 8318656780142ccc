"""API of levels."""

from django.urls import path

from marketplace.levels import api

urlpatterns = [
    path("member-levels/", api.Levels.as_view(), name="api-member-levels"),
    path("listings/<int:number>/member-price/", api.MemberPrice.as_view(), name="api-member-price"),
]
