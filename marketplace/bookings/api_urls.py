"""API of booking."""

from django.urls import path

from marketplace.bookings.api import bookings, homes, talking, waiting

urlpatterns = [
    path("listings/<int:number>/slots/", bookings.Slots.as_view(), name="api-listing-slots"),
    path("home-preferences/", homes.Preferences.as_view(), name="api-home-preferences"),
    path("waiting/", waiting.Lines.as_view(), name="api-waiting"),
    path("waiting/<int:number>/leave/", waiting.Leaving.as_view(), name="api-waiting-leave"),
    path("bookings/", bookings.Bookings.as_view(), name="api-bookings"),
    path("bookings/<slug:number>/", bookings.BookingDetail.as_view(), name="api-booking"),
    path("bookings/<slug:number>/arrive/", bookings.CheckIn.as_view(), name="api-booking-arrive"),
    path("bookings/<slug:number>/sign_off/", bookings.SigningOff.as_view(), name="api-booking-sign-off"),
    path("bookings/<slug:number>/messages/", talking.Messages.as_view(), name="api-booking-messages"),
    path("bookings/<slug:number>/<slug:action>/", bookings.BookingAction.as_view(), name="api-booking-act"),
]
