"""API of guidance prices."""

from django.urls import path

from marketplace.pricing import api

urlpatterns = [path("guidance-prices/", api.GuidancePrices.as_view(), name="api-guidance-prices")]
