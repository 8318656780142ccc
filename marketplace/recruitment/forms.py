"""Forms of postings, applications and sign-ups; the services say what is wrong."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core import clock
from core.forms import YuanField
from core.models import District, Unit
from marketplace.catalog.models import Category
from marketplace.catalog.queries import category_tree
from marketplace.recruitment.constraints import MOST_POSITIONS, MOST_YEARS
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.own import certificates
from marketplace.recruitment.services.applying import CONSENT
from marketplace.recruitment.services.signing_up import CONSENT as SIGN_UP_CONSENT
from marketplace.recruitment.states import JobKind, Programme
from marketplace.workers.models import PaperKind

PAY_UNITS = ("month", "hour", "day", "term26")
# Field of the service → field of the form.
NAMES = {"pay_min_fen": "pay_min", "pay_max_fen": "pay_max", "expires_at": "last_day"}


def category_choices() -> Iterable[tuple[str, Any]]:
    """Categories in use, grouped under their tops."""
    yield "", "请选择"
    for top in category_tree():
        yield top.name, [(str(node.id), node.name) for node in (*top.children, top)]


class CertificatesField(forms.ModelMultipleChoiceField):
    """Boxes for the certificates of the trade."""

    def __init__(self, **options: Any) -> None:
        super().__init__(PaperKind.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **options)


class JobForm(forms.Form):
    """What a posting says and asks for."""

    title = forms.CharField(label="岗位", max_length=60, error_messages={"required": "写招什么人，比如：住家保姆。"})
    category = forms.ModelChoiceField(label="工种", queryset=Category.objects.none(), error_messages={"required": "请选一个工种，找活的人按它找到你。"})
    kind = forms.ChoiceField(label="用工方式", choices=JobKind.choices)
    pay_min = YuanField(label="薪酬从", error_messages={"required": "请填薪酬从多少起，找活的人先看这个。"})
    pay_max = YuanField(label="薪酬到", error_messages={"required": "请填薪酬最多到多少。"})
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择", error_messages={"required": "薪酬要带单位，比如元/月。"})
    positions = forms.IntegerField(label="招几人", min_value=1, max_value=MOST_POSITIONS, initial=1)
    district = forms.ModelChoiceField(
        label="在哪个区上班", queryset=District.objects.none(), empty_label="请选择", error_messages={"required": "请选在哪个区上班。"}
    )
    place = forms.CharField(label="大概位置", max_length=60, required=False, help_text="写到小区、路口或地铁站就够。")
    description = forms.CharField(
        label="做什么、怎么上班",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "说清做什么、几点到几点、吃住怎么算。"},
        help_text="做哪些活、几点到几点、休息几天、吃住和保险怎么算。不写电话和微信。",
    )
    experience_years = forms.IntegerField(label="至少几年经验", min_value=0, max_value=MOST_YEARS, initial=0, help_text="不要求就写 0。")
    certificates = CertificatesField(label="要哪些证书")
    health_certificate = forms.BooleanField(label="要有健康证", required=False)
    programme = forms.ChoiceField(label="属于哪个专项", choices=Programme.choices, required=False)
    last_day = forms.DateField(
        label="招到哪天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填招到哪天，过了这天就不再显示。"},
        help_text="最长半年，过了这天自动不再显示。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].queryset = Category.objects.in_use().select_related("parent")  # type: ignore[attr-defined]
        self.fields["category"].widget = forms.Select(choices=list(category_choices()))
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(code__in=PAY_UNITS).order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["certificates"].queryset = certificates()  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        """A year that a moment can be made of."""
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate(clock.now())
        if not today <= day <= today + timedelta(days=366):
            raise forms.ValidationError("招到哪天要在今天以后、半年以内。")
        return day

    def wanted(self) -> dict[str, Any]:
        """The fields for the services; the last day ends at its midnight."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in ("pay_min", "pay_max", "last_day")}
        money = {"pay_min_fen": self.cleaned_data["pay_min"], "pay_max_fen": self.cleaned_data["pay_max"]}
        return {**found, **money, "expires_at": clock.midnight(self.cleaned_data["last_day"] + timedelta(days=1))}

    @classmethod
    def initial_of(cls, row: JobPosting) -> dict[str, Any]:
        """What is known already."""
        special = {"pay_min", "pay_max", "last_day", "certificates"}
        found = {name: getattr(row, name) for name in cls.base_fields if name not in special}
        last = timezone.localdate(row.expires_at) - timedelta(days=1) if row.expires_at else None
        held = list(row.certificates.values_list("pk", flat=True))
        known = {name: getattr(value, "pk", value) for name, value in found.items()}
        return {**known, "pay_min": row.pay_min_fen, "pay_max": row.pay_max_fen, "last_day": last, "certificates": held}


class PersonForm(forms.Form):
    """What a person says of himself."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "写真实姓名。"}, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    experience_years = forms.IntegerField(
        label="做过几年", min_value=0, max_value=60, help_text="没做过就写 0。", error_messages={"required": "没做过就写 0。"}
    )
    message = forms.CharField(label="想说的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}))
    consent = forms.BooleanField(label=CONSENT, error_messages={"required": "不同意的话我们不能把资料给用人的一方。"})


class ApplicationForm(PersonForm):
    """An application; the number is the proven one of the account."""

    certificates = CertificatesField(label="有哪些证书")
    health_certificate = forms.BooleanField(label="有在有效期内的健康证", required=False)
    field_order = ["name", "experience_years", "certificates", "health_certificate", "message", "consent"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["certificates"].queryset = certificates()  # type: ignore[attr-defined]


class SignUpForm(PersonForm):
    """A sign-up with a labour partner."""

    home = forms.CharField(label="家在哪里", max_length=60, required=False, help_text="写到乡镇就够，方便安排面试和发车的地方。")
    wish = forms.CharField(label="想做什么", max_length=60, required=False, help_text="比如：月嫂、养老护理、保洁。")
    field_order = ["name", "home", "wish", "experience_years", "message", "consent"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"].label = SIGN_UP_CONSENT
