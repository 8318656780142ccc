"""Accidents, on the order pages of each side."""

from django.urls import include, path

from dispatch.accidents import views

pages = [
    path("my/orders/<slug:number>/accident/", views.page, {"side": "family"}, name="family"),
    path("worker/visits/<slug:number>/accident/", views.page, {"side": "worker"}, name="worker"),
    path("enterprise/orders/<slug:number>/accident/", views.page, {"side": "provider"}, name="provider"),
    path("accidents/files/<int:number>/", views.paper, name="paper"),
]
urlpatterns = [path("", include((pages, "accidents")))]
