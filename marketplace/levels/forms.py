"""Forms of levels; the services say what is wrong."""

import calendar
from datetime import date
from typing import Any

from django import forms

from core.parameters.kinds import Share
from core.texts import whole
from marketplace.levels.models import LONGEST_PERK, MOST_PERKS, MOST_POINTS, MOST_SHARE, MemberLevel
from members.models import User
from members.queries import by_phone

MONTHS = [("3", "3 个月"), ("6", "6 个月"), ("12", "12 个月"), ("24", "24 个月"), ("", "一直有效")]


class TermsForm(forms.Form):
    """What a level is worth from a day on."""

    level = forms.ModelChoiceField(label="等级", queryset=MemberLevel.objects.order_by("rank"), empty_label="选一级")
    starts_on = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    discount_share = Share(MOST_SHARE).field()
    priority = forms.IntegerField(label="优先级", min_value=0, max_value=9, help_text="0 到 9。派工台上同一分钟里一样急的单，大的排在前面。")
    points_share = Share(MOST_POINTS).field()
    orders_needed = forms.IntegerField(label="12 个月内完成几单自动给", required=False, min_value=1, max_value=1000, help_text="空着就是只能人工给。")
    perks = forms.CharField(label="专享优惠", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["discount_share"].label, self.fields["points_share"].label = "总价优惠", "积分倍率"
        self.fields["perks"].help_text = f"一行一条，最多 {MOST_PERKS} 条，每条最多 {LONGEST_PERK} 个字。只有这一级的会员看得到。"

    def clean_perks(self) -> list[str]:
        """The lines that are not blank."""
        return [line.strip() for line in self.cleaned_data["perks"].splitlines() if line.strip()]


class GrantForm(forms.Form):
    """Whom, which level, from when, for how long, why."""

    phone = forms.CharField(label="会员的手机号", max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    level = forms.ModelChoiceField(label="等级", queryset=MemberLevel.objects.order_by("rank"), empty_label="选一级")
    starts_on = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    months = forms.ChoiceField(label="有效多久", choices=MONTHS, required=False)
    reason = forms.CharField(label="为什么给", max_length=200, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200}))

    def clean_phone(self) -> User:
        """The member of the number."""
        person = by_phone(self.cleaned_data["phone"].replace(" ", ""))
        if person is None:
            raise forms.ValidationError("没有会员用这个手机号登录。")
        return person

    def found(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        months = whole(data["months"])
        ends_on = months_later(data["starts_on"], months) if months else None
        return {"user": data["phone"], "level": data["level"], "starts_on": data["starts_on"], "ends_on": ends_on, "reason": data["reason"]}


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
