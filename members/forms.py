"""Forms of one's own account. Tries are counted before anything secret is compared."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as AllauthFactorForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthFactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core import clock
from core.models import District
from members import limits
from members.models import Organisation, User
from members.phones import normalised
from members.roles import Role


class MobileField(forms.CharField):
    """A mainland mobile number in any usual way of writing; gives the 11 digits."""

    default_error_messages = {"mobile": "请填 11 位的大陆手机号。"}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "手机号")
        options.setdefault("max_length", 25)
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """The number in its one form."""
        text = super().clean(value)
        if not text:
            return ""
        number = normalised(text)
        if number is None:
            raise ValidationError(self.error_messages["mobile"], code="mobile")
        return number


class LoginForm(AllauthLoginForm):
    """Phone or user name, and a password. Neither is ever long."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = "手机号或登录名"
        self.fields["login"].max_length = 150
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "placeholder": ""})
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.max_length = field.max_length or 128

    def clean_login(self) -> str:
        """Without the blanks; nothing that cannot be a name reaches the database."""
        login = super().clean_login()
        if len(login) > 150 or "\x00" in login:
            raise ValidationError("手机号或登录名不对。")
        return login


class ChangePasswordForm(AllauthChangePasswordForm):
    """The old password once more; guessing it is counted like logging in."""

    def clean_oldpassword(self) -> str:
        """Count, then compare."""
        limits.count_login_try(self.user.username, ip=context.request.actor.ip, now=clock.now())
        return super().clean_oldpassword()


class SetPasswordForm(AllauthSetPasswordForm):
    """A first password."""


class FactorForm(AllauthFactorForm):
    """The second factor at log-in."""

    def clean_code(self) -> str:
        """Count, then compare."""
        limits.count_factor_try(self.user.pk, now=clock.now())
        return super().clean_code()


class FactorAgainForm(AllauthFactorAgainForm):
    """The second factor once more, before something delicate."""

    def clean_code(self) -> str:
        """Count, then compare."""
        limits.count_factor_try(self.user.pk, now=clock.now())
        return super().clean_code()


class ActivateFactorForm(AllauthActivateForm):
    """The first code of a new authenticator."""

    def clean_code(self) -> str:
        """Count, then compare."""
        limits.count_factor_try(self.user.pk, now=clock.now())
        return super().clean_code()


class ResetPhoneForm(forms.Form):
    """Which account's password is forgotten."""

    phone = MobileField()


class ResetCodeForm(forms.Form):
    """The code that came by SMS."""

    code = forms.CharField(label="验证码", max_length=12, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}))


class NewPasswordForm(forms.Form):
    """The new password, twice."""

    password1 = forms.CharField(label="新密码", max_length=128, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(label="再写一遍新密码", max_length=128, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Both the same, and not easily guessed."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两遍写得不一样。")
        elif first:
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class ProfileForm(forms.Form):
    """One's own data."""

    display_name = forms.CharField(label="怎么称呼你", max_length=40, required=False, help_text="显示在你的需求和留言旁边，例如：陈女士。")
    district_code = forms.ChoiceField(label="所在区", required=False, help_text="用来先列离你近的服务。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        districts = District.objects.filter(active=True).order_by("position", "pk").values_list("code", "name")
        self.fields["district_code"].choices = [("", "不填"), *districts]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done to somebody's account."""

    reason = forms.CharField(label="原因", max_length=200)


class GrantForm(forms.Form):
    """A role for somebody."""

    role = forms.ChoiceField(label="角色", choices=[(role.value, role.label) for role in Role if role not in {Role.VISITOR, Role.FAMILY}])
    organisation = forms.ModelChoiceField(label="在哪里", queryset=Organisation.objects.none())
    reason = forms.CharField(label="原因", max_length=200)

    def __init__(self, *args: Any, organisations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations.order_by("kind", "code")  # type: ignore[attr-defined]
