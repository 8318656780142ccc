"""Doors of the back office that lead to ours: Wagtail's own log-in page knows neither limits nor the second factor."""

from allauth.account import views as account
from django.urls import path
from django.views.generic import RedirectView

from members.views.staff import door

urlpatterns = [
    path("login/", door, name="staff_door"),
    path("logout/", account.logout),
    path("account/", RedirectView.as_view(pattern_name="members:security")),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
