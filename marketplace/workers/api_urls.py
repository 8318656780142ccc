"""API of workers."""

from django.urls import path

from marketplace.workers.api import workers

urlpatterns = [
    path("workers/", workers.Workers.as_view(), name="api-workers"),
    path("workers/<int:number>/", workers.WorkerDetail.as_view(), name="api-worker"),
]
