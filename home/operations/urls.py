"""Addresses of operations."""

from django.urls import path

from home.operations import views

app_name = "operations"
urlpatterns = [
    path("healthz/live", views.live, name="live"),
    path("healthz/ready", views.ready, name="ready"),
    path("setup/<str:token>/", views.setup, name="setup"),
]
