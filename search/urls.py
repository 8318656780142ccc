"""Pages of the search."""

from django.urls import path

from search.views import results, saved

app_name = "search"
urlpatterns = [
    path("search/", results.results, name="results"),
    path("my/searches/", saved.mine, name="saved"),
    path("my/searches/save/", saved.save, name="save"),
    path("my/searches/<int:number>/", saved.open_saved, name="open"),
    path("my/searches/<int:number>/alert/", saved.set_alert, name="alert"),
    path("my/searches/<int:number>/remove/", saved.drop, name="drop"),
    path("search/suggest/", results.suggest, name="suggest"),
]
