"""Addresses of the ground itself."""

from django.urls import path

from core import phone_app, sitemaps, views

app_name = "core"
urlpatterns = [
    path("fragments/account/", views.account_corner, name="account-corner"),
    path("robots.txt", views.robots, name="robots"),
    path("manifest.webmanifest", phone_app.manifest, name="manifest"),
    path("sw.js", phone_app.worker, name="worker"),
    path("offline/", phone_app.offline, name="offline"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
]
