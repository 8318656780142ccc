"""API of articles beside the content API."""

from django.urls import path

from cms.articles.reads_api import Reads

urlpatterns = [path("reads/", Reads.as_view(), name="api-reads")]
