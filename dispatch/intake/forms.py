"""Forms of questions and feedback. They only read; what is wrong is said by the services."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.access import Actor
from core.texts import whole
from dispatch.intake.states import FeedbackKind, Outcome
from members.models import User

TEXT: dict[str, Any] = {"strip": True, "required": False}
TEL = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})


class PersonForm(forms.Form):
    """Who it is, as far as he says."""

    name = forms.CharField(label="怎么称呼", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}), **TEXT)
    phone = forms.CharField(label="手机号", max_length=25, widget=TEL, **TEXT)

    @staticmethod
    def initial_of(actor: Actor) -> dict[str, str]:
        """What is known of a member already."""
        user = User.objects.filter(pk=actor.user_id).only("display_name", "phone").first() if actor.user_id is not None else None
        return {"name": user.display_name, "phone": user.phone or ""} if user is not None else {}


class FeedbackForm(PersonForm):
    """意见反馈."""

    kind = forms.ChoiceField(label="想说的是", choices=FeedbackKind.choices, widget=forms.RadioSelect, error_messages={"required": "选一种，好转给对的人。"})
    text = forms.CharField(
        label="说说看",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="哪一页、哪一处、应该是什么样，写得越具体改得越快。",
        error_messages={"required": "写一两句，我们才知道改哪里。"},
    )

    field_order = ("kind", "text", "name", "phone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].help_text = "留了，有答复发短信告诉你，也能凭后四位查进度。不公开。"


class EnquiryForm(PersonForm):
    """咨询."""

    text = forms.CharField(
        label="想问什么",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="时间、地点、几个人、有什么要求，想到什么写什么。",
        error_messages={"required": "写一两句想问的。"},
    )

    field_order = ("text", "name", "phone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].help_text = "有答复发短信告诉你，查进度用后四位。不公开，同事看到的也遮掉中间四位。"


class TailForm(forms.Form):
    """The last four digits of the number that was left."""

    tail = forms.CharField(
        label="手机号后四位",
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "填提交时留的手机号的后四位。"},
    )


class MoreForm(forms.Form):
    """What is still missing."""

    note = forms.CharField(label="哪里没说清", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "写一句还想问的。"})


class NeedForm(forms.Form):
    """Three fields, in the words of the customer."""

    what = forms.CharField(
        label="什么事", required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text="保洁 2 小时、擦玻璃 30 平"
    )
    when = forms.CharField(
        label="什么时间", required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text="周六上午10点、后天下午"
    )
    where = forms.CharField(
        label="在哪里", required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text="朝阳望京西园四区12号楼501"
    )


class HoldForm(forms.Form):
    """The time that was chosen, and for whom."""

    option = forms.CharField(max_length=80, error_messages={"required": "选一个时间。"})
    home = forms.CharField(required=False, max_length=2)
    name = forms.CharField(label="怎么称呼", required=False, max_length=20)
    needs = forms.CharField(label="家里的情况", required=False, max_length=500)

    def clean_option(self) -> tuple[int, datetime]:
        """The offer and the start of "12 2026-…"."""
        number, _, moment = self.cleaned_data["option"].partition(" ")
        try:
            start = datetime.fromisoformat(moment)
        except ValueError as error:
            raise forms.ValidationError("选一个时间。") from error
        offer = whole(number)
        if timezone.is_naive(start) or offer is None:
            raise forms.ValidationError("选一个时间。")
        return offer, start


class ConsultationForm(NeedForm):
    """A consultation by telephone, in the shop or on the web."""

    channel = forms.ChoiceField(label="怎么来的", choices=[("phone", "电话"), ("desk", "到店"), ("web", "网上")], widget=forms.RadioSelect)
    phone = forms.CharField(label="手机号", max_length=25, widget=TEL, error_messages={"required": "留个手机号，才能回电话、发短信。"})
    name = forms.CharField(label="怎么称呼", max_length=40, error_messages={"required": "写个姓也行。"})
    text = forms.CharField(label="问了什么", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("channel", "phone", "name", "what", "when", "where", "text")


class OutcomeForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label="结果", choices=[("", "请选择"), *Outcome.choices], error_messages={"required": "选一个结果。"})
    note = forms.CharField(label="备注", required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class RingForm(forms.Form):
    """A call on the simulator."""

    phone = forms.CharField(label="谁打来", max_length=25, widget=TEL, error_messages={"required": "写来电号码。"})
    recorded = forms.BooleanField(label="这条线有录音", required=False, initial=True)


class OwnerForm(forms.Form):
    """A colleague."""

    owner = forms.ModelChoiceField(label="交给谁", queryset=User.objects.none(), empty_label="请选择", error_messages={"required": "选一位同事。"})

    def __init__(self, *args: Any, colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = User.objects.filter(pk__in=[user.pk for user in colleagues]).order_by("display_name", "pk")  # type: ignore[attr-defined]
