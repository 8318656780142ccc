"""Addresses of the ground itself."""

from django.urls import path

from core import sitemaps, views

app_name = "core"
urlpatterns = [
    path("fragments/account/", views.account_corner, name="account-corner"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
]
