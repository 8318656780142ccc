"""API of this slice."""

from django.urls import path

from members import api

urlpatterns = [path("me/", api.Me.as_view(), name="api-me")]
