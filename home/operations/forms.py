"""Forms of the operations pages."""

from typing import Any

from django import forms


class FirstAdministratorForm(forms.Form):
    """Log-in name and password of the first administrator; the rules are the service's."""

    username = forms.CharField(label="登录名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="密码", max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), help_text="至少 8 位。")
    again = forms.CharField(label="再输一遍密码", max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        """Both passwords must be the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "两次输入的密码不一样。")
        return given
