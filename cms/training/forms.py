"""The plain form of a course. It only reads; what is wrong is said by the services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms.training.models import CoursePage
from cms.training.states import Family
from cms.training.syllabus import lines_of, units_of
from core.forms import YuanField
from core.models import District

DAY = {"type": "date"}
NAMES = {"fee_fen": "fee"}
PLAIN = ("title", "intro", "family", "programme", "starts_on", "ends_on", "sessions", "place", "fee_note", "seats", "taken", "enrol_until", "audience")


class SyllabusField(forms.CharField):
    """A unit a line; gives blocks."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The blocks."""
        try:
            return units_of(super().clean(value))
        except ValueError as error:
            raise ValidationError(f"这一行读不懂：{error}。写成「讲什么（几课时）：细目」，一行一讲，最多 40 讲。") from error


class CourseForm(forms.Form):
    """What an enterprise says about a course."""

    title = forms.CharField(label="课程名称", max_length=60, error_messages={"required": "课程叫什么？"})
    intro = forms.CharField(label="一句话说清", max_length=160, help_text="教什么、学完能做什么，列表里也用它。", error_messages={"required": "写一句提要。"})
    family = forms.ChoiceField(label="类别", choices=Family.choices)
    programme = forms.CharField(label="培训项目", max_length=40, required=False, help_text="属于哪个政府或行业的培训项目，没有不填。")
    starts_on = forms.DateField(label="开课日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), error_messages={"required": "哪天开课？"})
    ends_on = forms.DateField(label="结课日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), error_messages={"required": "哪天结课？"})
    sessions = forms.CharField(
        label="上课时间", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="比如 每周六、周日 9:00 到 17:00，共 6 天。"
    )
    district = forms.ModelChoiceField(label="在哪个区", queryset=District.objects.none(), empty_label="请选择", error_messages={"required": "在哪个区上课？"})
    place = forms.CharField(label="上课地点", max_length=120, help_text="写到楼和层，来的人找得到。", error_messages={"required": "在哪里上课？"})
    fee = YuanField(label="学费", help_text="免费写 0。", error_messages={"required": "写多少钱，免费写 0。"})
    fee_note = forms.CharField(label="学费说明", max_length=120, required=False, help_text="含什么、另收什么、有没有补贴。")
    seats = forms.IntegerField(label="名额", min_value=1, max_value=2000)
    taken = forms.IntegerField(label="已经报了", min_value=0, max_value=2000, initial=0)
    enrol_until = forms.DateField(label="报名截止", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), help_text="这一天还能报。")
    audience = forms.CharField(label="适合谁", max_length=160, required=False)
    certificate = forms.CharField(label="结业给什么", max_length=80, required=False)
    syllabus = SyllabusField(
        label="课程大纲",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行一讲，写成：新生儿护理（8 课时）：洗澡、抚触、脐带护理。",
        error_messages={"required": "写几行大纲，来的人要知道学什么。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, page: CoursePage) -> dict[str, Any]:
        """What is written so far."""
        found = {name: getattr(page, name) for name in (*PLAIN, "certificate")}
        return {**found, "district": page.district_id, "fee": page.fee_fen, "syllabus": lines_of(page.syllabus)}

    def wanted(self) -> dict[str, Any]:
        """The fields by the names of the domain."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "fee"}
        return {**found, "fee_fen": self.cleaned_data["fee"]}
