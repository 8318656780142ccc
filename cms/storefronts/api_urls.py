"""API of storefronts."""

from django.urls import path

from cms.storefronts import api

urlpatterns = [
    path("storefronts/", api.Storefronts.as_view(), name="api-storefronts"),
    path("storefronts/<int:number>/", api.StorefrontDetail.as_view(), name="api-storefront"),
]
