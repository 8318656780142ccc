"""The account adapter (settings name it): where allauth meets members and messages.

Codes are never sent in the request: the encrypted body and `sms.requested` are written in one transaction, the outbox does the rest.
Known and unknown numbers are counted and answered alike.
"""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest, HttpResponse

from core import clock
from core.access import Actor
from members import limits, queries, services
from members.actors import actor_of
from members.forms import MobileField
from members.models import ConsentDocument, User
from members.phones import masked, normalised
from notifications.services import send_code


def _actor() -> Actor:
    return context.request.actor


class AccountAdapter(DefaultAccountAdapter):
    """Phone log-in by codes, log-in tries counted by us, every verb a service call."""

    # ---- numbers ----

    def phone_form_field(self, **options: Any) -> MobileField:
        """The field for a number."""
        return MobileField(**options)

    def clean_phone(self, phone: str) -> str:
        """The number in its one form (apps send E.164)."""
        number = normalised(phone)
        if number is None:
            raise self.validation_error("invalid_login")
        return number

    def get_phone(self, user: User) -> tuple[str, bool]:
        """The account's number and whether it is proven; staff without a number have nothing to prove."""
        if user.phone is None and user.pending_phone:
            return user.pending_phone, False
        return user.phone or "", True

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """A number to be proven, or one just proven."""
        verb = services.prove_phone if verified else services.set_pending_phone
        verb(user, phone=phone, actor=_actor(), now=clock.now())

    def set_phone_verified(self, user: User, phone: str) -> None:
        """The code came back."""
        services.prove_phone(user, phone=phone, actor=_actor(), now=clock.now())

    def get_user_by_phone(self, phone: str) -> User | None:
        """Whose proven number this is."""
        number = normalised(phone)
        return queries.by_phone(number) if number else None

    # ---- codes ----

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        """Six digits."""
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_: Any) -> None:
        """Send a code. Raises RateLimited."""
        self._send(phone, "code", code)

    def send_unknown_account_sms(self, phone: str, **_: Any) -> None:
        """Tell the number that it has no account; to the browser it looks the same."""
        self._send(phone, "unknown_account")

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell the number that it has an account already."""
        self._send(phone, "account_exists")

    def _send(self, phone: str, template: str, code: str = "") -> None:
        now = clock.now()
        send_code(phone=phone, template=template, code=code, actor=_actor(), now=now)
        limits.stamp_code(context.request.session, now)

    # ---- registering ----

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Register with one service call."""
        data = form.cleaned_data
        return services.register(
            phone=data["phone"],
            password=data.get("password1") or data.get("password") or None,
            display_name=data.get("display_name", ""),
            consents=tuple(kind for kind in ConsentDocument.Kind.values if data.get(kind)),
            channel=_actor().channel,
            actor=_actor(),
            now=clock.now(),
        )

    def set_password(self, user: User, password: str) -> None:
        """A changed password, or one set anew after a code."""
        actor = _actor()
        verb = services.change_password if actor.user_id == user.pk else services.reset_password
        verb(user, password=password, actor=actor, now=clock.now())

    # ---- logging in and out ----

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at. Raises RateLimited."""
        limits.count_login_try(str(credentials.get("phone") or credentials.get("username") or ""), ip=_actor().ip, now=clock.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the failed try."""
        tried = str(credentials.get("phone") or credentials.get("username") or "")
        number = normalised(tried)
        user = queries.by_phone(number) if number else queries.by_username(tried)
        services.record_login(user, ok=False, method="password", actor=_actor(), now=clock.now(), tried=masked(number) if number else tried[:40])

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Note the log-in with its address."""
        now = clock.now()
        methods = request.session.get("account_authentication_methods") or [{}]
        method = "+".join(str(record.get("method", "")) for record in methods[-2:]) or "session"
        services.record_login(user, ok=True, method=method, actor=actor_of(user, base=_actor(), now=now), now=now)
        return super().post_login(request, user, **options)

    def logout(self, request: HttpRequest) -> None:
        """Note the log-out."""
        if request.user.is_authenticated:
            services.record_logout(request.user, actor=_actor(), now=clock.now())
        super().logout(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """One truth about addresses: the actor's."""
        return _actor().ip or "0.0.0.0"  # noqa: S104
