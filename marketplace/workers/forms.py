"""Forms of workers' files, papers and calendars; the services say what is wrong."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.models import District
from marketplace.catalog.models import ServiceType
from marketplace.catalog.queries import category_tree
from marketplace.enterprises.models import Outlet
from marketplace.workers.models import PaperKind, SpotCheck, Worker
from marketplace.workers.models.calendar import WEEKDAYS
from marketplace.workers.models.people import MOST_VISITS
from marketplace.workers.queries.papers import kinds_in_use
from marketplace.workers.queries.week import clock_text
from marketplace.workers.services.filing import MOST_YEARS
from marketplace.workers.states import Travel

STRETCH = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～到至]\s*(\d{1,2})[:：](\d{2})", re.ASCII)
BETWEEN = re.compile(r"[,，、;；\s]+(?=\d{1,2}[:：])")
HOW = "写成 08:00-12:00，两段用逗号隔开：08:00-12:00，13:30-18:00。"


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, with the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": "请选日期。", "invalid": "日期写成 2027-01-01。"}, **options)


class WordsField(forms.CharField):
    """Several short words in one line, with commas between; gives a list."""

    def prepare_value(self, value: Any) -> Any:
        """With commas."""
        return "，".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """The words."""
        return [word for word in re.split(r"[,，、;；\s]+", super().clean(value)) if word]


class StretchesField(forms.CharField):
    """Working time of a day: 08:00-12:00，13:30-18:00; empty: off. Gives pairs of minutes from midnight."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=80, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Minutes as 08:00-12:00."""
        return "，".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[tuple[int, int]]:  # type: ignore[override]
        """Minutes from midnight."""
        text = super().clean(value)
        return [_stretch(part) for part in BETWEEN.split(text) if part] if text else []


def _stretch(text: str) -> tuple[int, int]:
    match = STRETCH.fullmatch(text.strip())
    if match is None:
        raise ValidationError(HOW)
    first, first_minute, last, last_minute = map(int, match.groups())
    if first_minute > 59 or last_minute > 59:
        raise ValidationError(HOW)
    return first * 60 + first_minute, last * 60 + last_minute


class FileForm(forms.Form):
    """What a worker's file says of a person."""

    name = forms.CharField(label="姓名", max_length=30, help_text="和身份证上一样，家庭看不到。", error_messages={"required": "请填姓名，和身份证上一样。"})
    called = forms.CharField(label="家庭怎么叫", max_length=20, required=False, help_text="比如王阿姨、李师傅，空着就按姓来。")
    id_number = forms.CharField(label="身份证号", max_length=24, required=False, help_text="只给核验的同事看，页面上都遮住。")
    district = forms.ModelChoiceField(label="住在哪个区", queryset=District.objects.none(), required=False, empty_label="请选择")
    hometown = forms.CharField(label="籍贯", max_length=20, required=False, help_text="比如：四川广元。")
    languages = WordsField(label="会说的话", max_length=200, required=False, help_text="普通话、四川话、英语……用顿号隔开。")
    experience_years = forms.IntegerField(label="做了几年", min_value=0, max_value=60, initial=0)
    travel = forms.ChoiceField(label="怎么去", choices=Travel.choices, initial=Travel.TRANSIT)
    range_km = forms.IntegerField(label="最远去几公里", min_value=1, max_value=200, initial=15)
    daily_visits = forms.IntegerField(label="一天最多几单", min_value=1, max_value=MOST_VISITS, initial=4)
    lives_in = forms.BooleanField(label="可以住家", required=False)
    intro = forms.CharField(
        label="自我介绍", max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 5}), help_text="拿手什么、怎么干活、有什么讲究。不写电话和微信。"
    )
    SHOWN = ("called", "hometown", "languages", "experience_years", "travel", "range_km", "daily_visits", "lives_in", "intro")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The fields for the services; a number that was left empty stays as it is."""
        found = dict(self.cleaned_data)
        for name in ("id_number", "called", "phone"):
            if not found.get(name):
                found.pop(name, None)
        found.pop("photo", None)
        found.pop("no_photo", None)
        return found

    @classmethod
    def initial_of(cls, row: Worker) -> dict[str, Any]:
        """What is known already; the ID number is never sent back."""
        return {**{name: getattr(row, name) for name in cls.SHOWN}, "name": row.name, "district": row.district_id}


class StationForm(forms.Form):
    """To which outlet somebody is moved, from when on, and why."""

    outlet = forms.TypedChoiceField(label="调到", required=False, coerce=int, empty_value=None)
    starts_on = day_field("从哪天起", help_text="今天到 90 天内。")
    note = forms.CharField(label="为什么", max_length=100, required=False, strip=True, help_text="本人看得到。")

    def __init__(self, *args: Any, outlets: list[Outlet], **options: Any) -> None:
        super().__init__(*args, **options)
        self.outlets = {row.pk: row for row in outlets}
        self.fields["outlet"].choices = [("", "公司直接安排，不归门店"), *((row.pk, row.name) for row in outlets)]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.cleaned_data, "outlet": self.outlets.get(self.cleaned_data["outlet"] or 0)}


class EmployeeForm(FileForm):
    """The same by the employer, with the number by which the person can take the file over."""

    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        help_text="她用这个号注册、验证以后，档案就归她自己管。",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    field_order = ["name", "called", "phone"]


class EnterForm(EmployeeForm):
    """The same for a file that is being opened: also at which outlet."""

    outlet = forms.TypedChoiceField(label="在哪家门店", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, outlets: list[Outlet], needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.outlets = {row.pk: row for row in outlets}
        none = [] if needed and outlets else [("", "公司直接安排，不归门店")]
        self.fields["outlet"].choices = [*none, *((row.pk, row.name) for row in outlets)]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """With the outlet as a row."""
        found = super().wanted()
        return {**found, "outlet": self.outlets.get(found["outlet"] or 0)}


class PhotoForm(forms.Form):
    """A portrait, or none."""

    photo = forms.FileField(label="换一张照片", required=False, help_text="正面半身，10 MB 以内。没有照片就用画的。")
    no_photo = forms.BooleanField(label="不用照片，用画的", required=False)


class SkillsForm(forms.Form):
    """A number of years beside every service type; empty: does not do it."""

    def __init__(self, *args: Any, held: dict[int, int] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.held = held or {}
        self.kinds: dict[int, ServiceType] = ServiceType.objects.in_use().in_bulk()
        for number, kind in self.kinds.items():
            field = forms.IntegerField(label=kind.name, required=False, min_value=0, max_value=MOST_YEARS, initial=self.held.get(number))
            field.widget.attrs.update({"inputmode": "numeric", "placeholder": "年"})
            self.fields[f"years_{number}"] = field

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields under their categories; those with something chosen are open."""
        found = []
        for top in category_tree():
            for node in (*top.children, top):
                if bound := [self[f"years_{one.id}"] for one in node.services if one.id in self.kinds]:
                    chosen = sum(1 for one in bound if one.value() not in (None, ""))
                    found.append({"name": node.name, "fields": bound, "chosen": chosen, "wrong": any(one.errors for one in bound)})
        return found

    def wanted(self) -> dict[ServiceType, int]:
        """Service type → years."""
        return {kind: years for number, kind in self.kinds.items() if (years := self.cleaned_data.get(f"years_{number}")) is not None}


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; gives a list."""

    widget = ManyFiles

    def clean(self, value: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        """Each by itself."""
        given = value if isinstance(value, list) else [value] if value else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class PaperForm(forms.Form):
    """A paper to be verified."""

    kind = forms.ModelChoiceField(label="哪一种", queryset=PaperKind.objects.none(), empty_label="请选择", error_messages={"required": "请选是哪一种证件。"})
    files = FilesField(  # type: ignore[assignment]
        label="照片或 PDF", required=False, help_text="正反面可以一起传，每个 10 MB 以内。"
    )
    issuer = forms.CharField(label="发证单位", max_length=60, required=False, help_text="保险写保险公司。")
    number = forms.CharField(label="编号", max_length=60, required=False, help_text="证书号、保单号；加密存放。")
    level = forms.CharField(label="等级", max_length=20, required=False, help_text="比如：四级、高级。")
    starts_on = day_field("有效期从", required=False)
    ends_on = day_field("有效期到", required=False, help_text="这一天还有效；长期的空着。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = kinds_in_use()
        self.fields["kind"].queryset = PaperKind.objects.filter(pk__in=[one.pk for one in kinds]).order_by("position", "pk")  # type: ignore[attr-defined]


class WeekForm(forms.Form):
    """The week, a line a day, and whether public holidays are days off."""

    rests_on_holidays = forms.BooleanField(label="法定节假日休息", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, label in WEEKDAYS:
            field = StretchesField(label=label)
            field.widget.attrs.update({"placeholder": "休息", "autocomplete": "off"})
            self.fields[f"day_{number}"] = field

    @property
    def week(self) -> list[forms.BoundField]:
        """The seven lines."""
        return [self[f"day_{number}"] for number, _ in WEEKDAYS]

    def wanted(self) -> dict[str, Any]:
        """What the service takes."""
        hours = [(number, start, end) for number, _ in WEEKDAYS for start, end in self.cleaned_data[f"day_{number}"]]
        return {"hours": hours, "rests_on_holidays": self.cleaned_data["rests_on_holidays"]}


class ExceptionForm(forms.Form):
    """Days off, or extra hours."""

    free = forms.ChoiceField(label="怎么安排", choices=[("off", "休息，不接活"), ("free", "加开，能接活")], initial="off")
    starts_on = day_field("从哪天")
    ends_on = day_field("到哪天", required=False, help_text="就一天的话空着。")
    minutes = StretchesField(label="几点到几点", help_text="整天就空着；只写一段，比如 13:00-17:00。")
    reason = forms.CharField(label="说明", max_length=60, required=False, help_text="只有自己和单位看得到。")

    def clean_minutes(self) -> tuple[int, int] | None:
        """One stretch at most."""
        found = self.cleaned_data["minutes"]
        if len(found) > 1:
            raise ValidationError("一次只写一段，再有就再加一条。")
        return found[0] if found else None

    def wanted(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        ends: date = data["ends_on"] or data["starts_on"]
        return {"free": data["free"] == "free", "starts_on": data["starts_on"], "ends_on": ends, "minutes": data["minutes"], "reason": data["reason"]}


class CheckForm(forms.Form):
    """A spot check."""

    way = forms.ChoiceField(label="怎么查的", choices=SpotCheck.WAYS)
    passed = forms.ChoiceField(label="结果", choices=[("yes", "合格"), ("no", "不合格，要改")])
    finding = forms.CharField(label="查到什么", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "写清查到什么。"})
    remedy = forms.CharField(label="要改什么", max_length=300, required=False, help_text="不合格才写，本人和单位会看到。")

    def wanted(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.cleaned_data, "passed": self.cleaned_data["passed"] == "yes"}
