"""/_allauth/app/v1/: logging in for apps, by X-Session-Token. Only what apps need, under the same limits as the pages."""

from typing import Any

from allauth.headless.account import views as account
from allauth.headless.base import views as base
from allauth.headless.constants import Client
from allauth.headless.mfa import views as mfa
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from core import clock
from members import limits


class CountsCodes:
    """Count a posted code before it is compared."""

    def handle(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Raises TooManyCodeTries."""
        if request.method == "POST":
            limits.count_code_try(request.session)
        return super().handle(request, *args, **options)  # type: ignore[misc]


class ConfirmLoginCode(CountsCodes, account.ConfirmLoginCodeView):
    """The code of a log-in."""


class VerifyPhone(CountsCodes, account.VerifyPhoneView):
    """The code of a new number."""


class Factor(mfa.AuthenticateView):
    """The second factor."""

    def get_input_kwargs(self) -> dict[str, Any]:
        """Count the try when its input is about to be checked. Raises TooManyTries."""
        found = super().get_input_kwargs()
        if self.request.method == "POST":
            limits.count_factor_try(found["user"].pk, now=clock.now())
        return found


APP = {"client": Client.APP}
app_name = "headless"
_account = [
    path("auth/session", account.SessionView.as_api_view(**APP), name="current_session"),
    path("auth/login", account.LoginView.as_api_view(**APP), name="login"),
    path("auth/signup", account.SignupView.as_api_view(**APP), name="signup"),
    path("auth/code/request", account.RequestLoginCodeView.as_api_view(**APP), name="request_login_code"),
    path("auth/code/resend", account.ResendLoginCodeView.as_api_view(**APP), name="resend_login_code"),
    path("auth/code/confirm", ConfirmLoginCode.as_api_view(**APP), name="confirm_login_code"),
    path("auth/phone/verify", VerifyPhone.as_api_view(**APP), name="verify_phone"),
    path("auth/phone/verify/resend", account.ResendPhoneVerificationCodeView.as_api_view(**APP), name="resend_phone_verification_code"),
]
_app = [
    path("config", base.ConfigView.as_api_view(**APP), name="config"),
    path("", include((_account, "headless"), namespace="account")),
    path("", include(([path("auth/2fa/authenticate", Factor.as_api_view(**APP), name="authenticate")], "headless"), namespace="mfa")),
]
urlpatterns = [path("app/v1/", include((_app, "headless"), namespace="app"))]
