"""Addresses of the portal itself."""

from django.urls import path

from home import views

app_name = "home"
urlpatterns = [path("cities/", views.cities, name="cities")]
