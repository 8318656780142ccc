"""The form of a notice; the services say what is wrong."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cms.bulletins.models import Bulletin
from cms.bulletins.states import BulletinKind
from core import clock
from core.models import District
from marketplace.enterprises.models import Enterprise

# Field of the service → field of the form.
NAMES = {"expires_at": "last_day"}


class BulletinForm(forms.Form):
    """What it says, to whom, until when."""

    title = forms.CharField(label="标题", max_length=60, error_messages={"required": "写一句话，说清什么事。"}, help_text="比如：望京西园周六上午免费磨刀。")
    kind = forms.ChoiceField(label="种类", choices=BulletinKind.choices)
    district = forms.ModelChoiceField(label="哪个区", queryset=District.objects.none(), required=False, empty_label="全市")
    text = forms.CharField(
        label="内容",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "写清什么时候、在哪儿、怎么参加。"},
        help_text="什么时候、在哪儿、怎么参加、要不要钱。不写电话和微信。",
    )
    last_day = forms.DateField(
        label="有效期到",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填显示到哪天。"},
        help_text="最长半年，过了这天自动不再显示。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        """A day that a moment can be made of."""
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate(clock.now())
        if not today <= day <= today + timedelta(days=366):
            raise forms.ValidationError("有效期要在今天以后、半年以内。")
        return day

    def wanted(self) -> dict[str, Any]:
        """The fields for the services; the last day ends at its midnight."""
        found = {name: self.cleaned_data[name] for name in ("title", "kind", "district", "text")}
        return {**found, "expires_at": clock.midnight(self.cleaned_data["last_day"] + timedelta(days=1))}

    @classmethod
    def initial_of(cls, row: Bulletin) -> dict[str, Any]:
        """What is known already."""
        last = timezone.localdate(row.expires_at) - timedelta(days=1) if row.expires_at else None
        return {"title": row.title, "kind": row.kind, "district": row.district_id, "text": row.text, "last_day": last}


class NewBulletinForm(BulletinForm):
    """A new notice; somebody who works in an enterprise says in whose name."""

    sender = forms.ChoiceField(label="以谁的名义", required=False)
    field_order = ["sender", "title", "kind", "district", "text", "last_day"]

    def __init__(self, *args: Any, enterprise: Enterprise | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.enterprise = enterprise
        if enterprise is None:
            del self.fields["sender"]
        else:
            self.fields["sender"].choices = [("", "我自己"), ("enterprise", enterprise.shown_name)]  # type: ignore[attr-defined]

    def sending(self) -> Enterprise | None:
        """The enterprise in whose name it is, if any."""
        return self.enterprise if self.cleaned_data.get("sender") == "enterprise" else None
