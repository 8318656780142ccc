"""/accounts/: the pages of allauth that this site uses, each named; what is not listed does not exist (no e-mail pages).

Whatever compares a code counts the try first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from members import limits
from members.views import reset


def counted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count a posted code before the view compares it. The view raises TooManyCodeTries."""

    @wraps(view)
    def counting(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if request.method == "POST" and "code" in request.POST:
            limits.count_code_try(request.session)
        return view(request, *args, **options)

    return counting


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", counted(account.confirm_login_code), name="account_confirm_login_code"),
    path("phone/verify/", counted(account.verify_phone), name="account_verify_phone"),
    path("phone/change/", account.change_phone, name="account_change_phone"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", reset.ask, name="account_reset_password"),
    path("password/reset/confirm/", counted(reset.confirm), name="account_confirm_password_reset_code"),
    path("password/reset/complete/", reset.complete, name="account_complete_password_reset"),
    path("password/reset/done/", reset.done, name="account_password_reset_completed"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
