"""API of this slice."""

from django.urls import path

from notifications import api

urlpatterns = [
    path("me/notices/", api.Notices.as_view(), name="api-notices"),
    path("me/notices/read/", api.ReadAll.as_view(), name="api-notices-read"),
    path("me/notices/<int:number>/read/", api.ReadOne.as_view(), name="api-notice-read"),
]
