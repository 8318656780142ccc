"""Addresses of credit: public pages, and what the enterprise and the worker read of themselves."""

from django.urls import include, path

from marketplace.credit.views import own, public

pages = [
    path("credit/", public.rules, name="rules"),
    path("credit/<slug:kind>/<int:number>/", public.about, name="about"),
    path("enterprise/credit/", own.of_enterprise, name="enterprise"),
    path("worker/credit/", own.of_worker, name="worker"),
]
urlpatterns = [path("", include((pages, "credit")))]
