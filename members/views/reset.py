"""A forgotten password: number, code, new password. The three steps belong to one session; the code lives five minutes.

An unknown number gets the same pages, and no code that fits.
"""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Invalid
from members import limits, queries, services
from members.forms import NewPasswordForm, ResetCodeForm, ResetPhoneForm
from members.models import User

KEY = "members_reset"


def _process(request: HttpRequest) -> dict[str, Any] | None:
    """The reset under way in this session, while its code (or its confirmation) is fresh."""
    found = request.session.get(KEY)
    if found and clock.now().timestamp() - found["at"] <= limits.CODE_LIFE.total_seconds():
        return found
    request.session.pop(KEY, None)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Step 1: which number. Sends a code. Raises RateLimited."""
    form = ResetPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone, adapter = form.cleaned_data["phone"], get_adapter(request)
        user = queries.by_phone(phone)
        code = ""
        if user is not None and user.is_active:
            code = adapter.generate_phone_verification_code(user=user, phone=phone)
            adapter.send_verification_code_sms(user=user, phone=phone, code=code)
        else:
            adapter.send_unknown_account_sms(phone)
        request.session[KEY] = {"phone": phone, "user_id": user.pk if code and user else None, "code": code, "at": clock.now().timestamp(), "wrong": 0}
        return redirect("account_confirm_password_reset_code")
    return render(request, "account/password_reset.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Step 2: the code. Tries were counted before (account_urls)."""
    process = _process(request)
    if process is None:
        return redirect("account_reset_password")
    if process.get("confirmed"):
        return redirect("account_complete_password_reset")
    form = ResetCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = "".join(character for character in form.cleaned_data["code"] if character.isdigit())
        if process["code"] and secrets.compare_digest(typed.encode(), process["code"].encode()):
            request.session[KEY] = {**process, "code": "", "confirmed": True, "at": clock.now().timestamp()}
            return redirect("account_complete_password_reset")
        form.add_error("code", "验证码不对。")
    return render(request, "account/confirm_password_reset_code.html", {"verify_form": form, "form": form, "phone": process["phone"]})


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def complete(request: HttpRequest) -> HttpResponse:
    """Step 3: the new password. Ends every session of the account."""
    process = _process(request)
    if process is None or not process.get("confirmed"):
        return redirect("account_reset_password")
    user = User.objects.filter(pk=process["user_id"], is_active=True, phone=process["phone"]).first()
    if user is None:
        request.session.pop(KEY, None)
        return redirect("account_reset_password")
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            services.reset_password(user, password=form.cleaned_data["password1"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            form.add_error("password1", error.fields.get("password1", [error.message]))
        else:
            request.session.pop(KEY, None)
            services.end_sessions(user)
            return redirect("account_password_reset_completed")
    return render(request, "account/password_reset_from_key.html", {"form": form, "action_url": request.path})


@require_safe
@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """It worked; now log in."""
    return render(request, "account/password_reset_from_key_done.html")
