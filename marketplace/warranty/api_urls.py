"""API of warranties."""

from django.urls import path

from marketplace.warranty import api

urlpatterns = [
    path("redos/", api.Redos.as_view(), name="api-redos"),
    path("redos/<slug:number>/", api.RedoDetail.as_view(), name="api-redo"),
    path("redos/<slug:number>/<slug:action>/", api.RedoAction.as_view(), name="api-redo-act"),
    path("warranties/<slug:number>/", api.Warranty.as_view(), name="api-warranty"),
]
