"""API of credit."""

from django.urls import path

from marketplace.credit import api

urlpatterns = [path("credit/<slug:kind>/<int:number>/", api.CreditOf.as_view(), name="api-credit")]
