"""API of matching."""

from django.urls import path

from dispatch.matching import api

urlpatterns = [
    path("matches/", api.Matches.as_view(), name="api-matches"),
    path("matches/quality/", api.Quality.as_view(), name="api-matches-quality"),
]
