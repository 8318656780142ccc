"""Addresses of policies."""

from django.urls import include, path

from marketplace.insurance import views

pages = [path("enterprise/insurance/", views.mine, name="mine"), path("enterprise/insurance/new/", views.new, name="new")]
urlpatterns = [path("", include((pages, "insurance")))]
