"""The beacon, below /api/v1/."""

from django.urls import path

from search.recommendations import api

urlpatterns = [path("looks/", api.LooksView.as_view(), name="api-looks")]
