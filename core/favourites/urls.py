"""我的收藏: the shelf, and the pages of its own on which a thing is saved or let go."""

from django.urls import path

from core.favourites import views

app_name = "favourites"
urlpatterns = [
    path("my/saved/", views.shelf, name="list"),
    path("my/saved/add/<slug:kind>/<int:number>/", views.save, name="save"),
    path("my/saved/<int:number>/remove/", views.drop, name="drop"),
]
