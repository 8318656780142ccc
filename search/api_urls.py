"""The search API, below /api/v1/search/."""

from django.urls import path

from search import api

urlpatterns = [
    path("", api.SearchView.as_view(), name="api-search"),
    path("choices/", api.ChoicesView.as_view(), name="api-search-choices"),
    path("suggest/", api.SuggestView.as_view(), name="api-search-suggest"),
]
