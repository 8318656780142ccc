"""The second factor: its secrets are encrypted, and staff cannot enter the back office without one (off only in the demo)."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.encryption import decrypt, encrypt
from members.roles import STAFF_ROLES

ADMIN = "/admin/"


def lacks_factor(user: Any) -> bool:
    """Whether a person who works in the back office has no second factor yet (never in the demo). One query."""
    return not settings.DEMO_MODE and not is_mfa_enabled(user)


class MfaAdapter(DefaultMFAAdapter):
    """Names an account by how its owner is called, keeps secrets out of dumps."""

    def _get_user_identifier(self, user: Any) -> str:
        """How the account is called in the authenticator app."""
        return str(user)

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was meant."""
        return decrypt(encrypted_text)


class SecondFactorMiddleware:
    """Send staff without a second factor to where they set one up. Stands after the actor is known."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only the back office is guarded; the public site costs nothing."""
        if request.path.startswith(ADMIN) and self._lacks_factor(request):
            messages.info(request, "进后台要先开两步验证。用手机上的验证器扫一下，一分钟办完。")
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _lacks_factor(self, request: Any) -> bool:
        staff = request.actor.is_authenticated and (not request.actor.roles.isdisjoint(STAFF_ROLES) or request.user.is_superuser)
        return staff and lacks_factor(request.user)
