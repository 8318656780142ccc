"""API of the catalogue."""

from django.urls import path

from marketplace.catalog import api

urlpatterns = [
    path("categories/", api.Categories.as_view(), name="api-categories"),
    path("service-types/", api.ServiceTypes.as_view(), name="api-service-types"),
    path("districts/", api.Districts.as_view(), name="api-districts"),
    path("regions/", api.Regions.as_view(), name="api-regions"),
    path("holidays/", api.Holidays.as_view(), name="api-holidays"),
]
