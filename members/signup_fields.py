"""The fields that this site adds to signing up, in the browser and for apps (ACCOUNT_SIGNUP_FORM_CLASS).

It must not import allauth's forms: they derive from it.
"""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from members.models import User


class SignupFields(forms.Form):
    """How to call somebody, and the two agreements. Both boxes start empty: consent is given by ticking, not by overlooking."""

    field_order = ["phone", "password1", "password", "display_name", "terms", "privacy"]

    display_name = forms.CharField(
        label="怎么称呼你",
        max_length=40,
        required=False,
        help_text="显示在你的需求和留言旁边，例如：陈女士。",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    terms = forms.BooleanField(label="我看过并同意用户协议", error_messages={"required": "请先看用户协议，同意就勾上。"})
    privacy = forms.BooleanField(label="我看过并同意隐私说明", error_messages={"required": "请先看隐私说明，同意就勾上。"})

    def clean(self) -> dict[str, Any]:
        """The password must not look like the number or the name (allauth checks the rest)."""
        data = super().clean() or {}
        field = "password1" if "password1" in self.fields else "password"
        if password := data.get(field):
            person = User(pending_phone=data.get("phone") or "", display_name=data.get("display_name") or "")
            try:
                UserAttributeSimilarityValidator(user_attributes=("pending_phone", "display_name")).validate(password, person)
            except ValidationError as error:
                self.add_error(field, error)
        return data

    def signup(self, request: Any, user: Any) -> None:
        """Nothing more: the adapter registers the account with one service call."""
