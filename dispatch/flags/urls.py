"""Reporting, and one's own reports."""

from django.urls import path

from dispatch.flags import views

app_name = "flags"
urlpatterns = [
    path("report/<slug:kind>/<int:number>/", views.report, name="report"),
    path("my/reports/", views.mine, name="mine"),
]
