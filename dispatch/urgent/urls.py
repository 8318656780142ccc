"""Urgent orders: what everybody reads, the family's page, the worker's offers."""

from django.urls import include, path

from dispatch.urgent.views import family, public, workers

pages = [
    path("urgent/", public.about, name="about"),
    path("urgent/<slug:number>/photos/<int:place>/", family.photo, name="photo"),
    path("my/urgent/", family.new, name="new"),
    path("my/urgent/<slug:number>/", family.call, name="call"),
    path("my/urgent/<slug:number>/do/<slug:event>/", family.act, name="act"),
    path("worker/offers/", workers.offers, name="offers"),
    path("worker/offers/<int:number>/<slug:event>/", workers.act, name="offer-act"),
]
urlpatterns = [path("", include((pages, "urgent")))]
