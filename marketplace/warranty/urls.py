"""Addresses of redos."""

from django.urls import include, path

from marketplace.warranty import views

pages = [
    path("my/orders/<slug:number>/redo/", views.ask, name="ask"),
    path("redos/<slug:number>/object/", views.objecting, name="object"),
    path("redos/<slug:number>/photos/<int:place>/", views.photo, name="photo"),
]
urlpatterns = [path("", include((pages, "warranty")))]
