"""API of urgent orders."""

from django.urls import path

from dispatch.urgent.api import calls, offers

urlpatterns = [
    path("urgent/", calls.Calls.as_view(), name="api-urgent"),
    path("urgent/incidents/", calls.Incidents.as_view(), name="api-urgent-incidents"),
    path("urgent/<slug:number>/", calls.CallDetail.as_view(), name="api-urgent-one"),
    path("urgent/<slug:number>/<slug:action>/", calls.CallAction.as_view(), name="api-urgent-act"),
    path("urgent-offers/", offers.Offers.as_view(), name="api-urgent-offers"),
    path("urgent-offers/<int:number>/<slug:action>/", offers.OfferAction.as_view(), name="api-urgent-offer-act"),
]
