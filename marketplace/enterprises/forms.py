"""Forms of an enterprise. They only read; what is wrong is said by the services."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import YuanField
from core.models import District
from core.money import Money
from marketplace.catalog.models import Category
from marketplace.enterprises.commission import percent
from marketplace.enterprises.models import Enterprise, Outlet, QualificationFile
from marketplace.enterprises.models.outlets import DAY_MINUTES, WEEKDAYS
from marketplace.enterprises.places import clock_text
from marketplace.enterprises.states import OutletKind

TEXT: dict[str, Any] = {"strip": True, "required": False}


class CategoriesField(forms.ModelMultipleChoiceField):
    """Sub-categories in use; the page groups them under their tops."""

    def __init__(self, **options: Any) -> None:
        tops = ("parent__position", "parent__pinyin", "parent_id")
        found = Category.objects.in_use().filter(parent__isnull=False).select_related("parent").order_by(*tops, "position", "pinyin", "pk")
        super().__init__(queryset=found, widget=forms.CheckboxSelectMultiple, required=False, **options)


class EnterpriseForm(forms.Form):
    """What an enterprise says about itself; also what may be changed after admission."""

    short_name = forms.CharField(label="店招名", max_length=40, help_text="门头上写的、街坊叫的名字。", **TEXT)
    contact_name = forms.CharField(label="联系人", max_length=40, **TEXT)
    phone = forms.CharField(label="联系电话", max_length=25, help_text="只给审核的同事看，不公开。", widget=forms.TextInput(attrs={"inputmode": "tel"}), **TEXT)
    district = forms.ModelChoiceField(label="所在区", queryset=District.objects.none(), required=False, empty_label="请选择")
    address = forms.CharField(label="地址", max_length=200, help_text="执照上的经营地址。", **TEXT)
    intro = forms.CharField(label="介绍", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), help_text="做什么拿手，怎么收拾残局，说人话就行。", **TEXT)
    categories = CategoriesField(label="服务分类")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, row: Enterprise) -> dict[str, Any]:
        """What is known already."""
        found = {name: getattr(row, name) for name in cls.base_fields if name != "categories" and hasattr(row, name)}
        return {**found, "categories": list(row.categories.values_list("pk", flat=True))}


class ApplicationForm(EnterpriseForm):
    """The application with its files; every file that came through is kept, whatever else is wrong."""

    legal_name = forms.CharField(label="企业全称", max_length=120, help_text="和营业执照上一字不差。", **TEXT)
    licence_no = forms.CharField(label="统一社会信用代码", max_length=40, help_text="执照右上角的 18 位。", **TEXT)
    licence_file = forms.FileField(label="营业执照", required=False, help_text="照片或 PDF，10 MB 以内。")
    permit_file = forms.FileField(label="行业许可证", required=False, help_text="搬家、宠物医疗这类要许可的才传。")
    identity_file = forms.FileField(label="负责人证件", required=False)
    other_file = forms.FileField(label="其他资质", required=False)

    field_order = ["legal_name", "licence_no", "short_name", "contact_name", "phone", "district", "address", "intro", "categories"]

    def kept(self) -> dict[str, Any]:
        """What was typed and could be read, whether or not the rest could."""
        data = getattr(self, "cleaned_data", {})
        return {name: value for name, value in data.items() if not name.endswith("_file") and value is not None}

    def uploads(self) -> list[tuple[str, Any]]:
        """Kind and file of everything that was chosen."""
        return [(kind, self.files[f"{kind}_file"]) for kind in QualificationFile.Kind.values if f"{kind}_file" in self.files]


class PercentField(forms.CharField):
    """A share in percent, at most two decimals; gives basis points."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=6, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def prepare_value(self, value: Any) -> Any:
        """Basis points as percent."""
        return percent(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        """Basis points."""
        text = super().clean(value).removesuffix("%").strip()
        try:
            return Money.parse(text).fen
        except ValueError as error:
            raise ValidationError("填百分数，最多两位小数，比如 12 或 12.5。") from error


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, with the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": "请选日期。", "invalid": "日期写成 2027-01-01。"}, **options)


class AgreementForm(forms.Form):
    """An agreement that is to be signed."""

    enterprise = forms.ModelChoiceField(label="和哪家企业", queryset=Enterprise.objects.none(), error_messages={"required": "请选一家企业。"})
    number = forms.CharField(label="协议编号", max_length=40, error_messages={"required": "请填协议编号。"})
    file = forms.FileField(label="协议文件", help_text="双方盖过章的扫描件，PDF 或照片，10 MB 以内。", error_messages={"required": "请传协议的扫描件。"})
    starts_on = day_field("从哪天起")
    ends_on = day_field("到哪天止", help_text="这一天还算数。")
    commission_bp = PercentField(label="佣金（%）", help_text="每单按成交金额收多少。", error_messages={"required": "请填佣金，不收就填 0。"})
    commission_floor_fen = YuanField(label="每单最少（元）", required=False)
    commission_cap_fen = YuanField(label="每单最多（元）", required=False)
    remind_days = forms.IntegerField(label="提前几天提醒续签", min_value=1, max_value=180, initial=30)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["enterprise"].queryset = Enterprise.objects.public().order_by("legal_name", "pk")  # type: ignore[attr-defined]

    def clean_commission_floor_fen(self) -> int:
        """Empty: nothing."""
        return self.cleaned_data["commission_floor_fen"] or 0


class AssessForm(forms.Form):
    """A grade or a title, and why."""

    value = forms.CharField(max_length=16, required=False)
    reason = forms.CharField(max_length=2000, required=False, strip=True)


class DistrictsField(forms.ModelMultipleChoiceField):
    """Districts in use, as boxes to tick."""

    def __init__(self, **options: Any) -> None:
        found = District.objects.filter(active=True).order_by("position", "pk")
        super().__init__(queryset=found, widget=forms.CheckboxSelectMultiple, required=False, **options)


class ProfileForm(EnterpriseForm):
    """What an admitted enterprise may change by itself."""

    service_area = DistrictsField(
        label="服务哪些区", help_text="勾了以后，不归门店的人只派到这些区；归门店的人按门店的区派。不勾就算只做所在区和各门店能到的区。"
    )

    @classmethod
    def initial_of(cls, row: Enterprise) -> dict[str, Any]:
        """What is known already."""
        return {**super().initial_of(row), "service_area": list(row.service_area.values_list("pk", flat=True))}


class HoursField(forms.CharField):
    """Opening hours of a day, 08:30-18:00; empty: closed. Gives minutes from midnight, or None."""

    WRITTEN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～到至]\s*(\d{1,2})[:：](\d{2})", re.ASCII)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Minutes as 08:30-18:00."""
        return "-".join(map(clock_text, value)) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[int, int] | None:
        """Minutes from midnight."""
        text = super().clean(value)
        if not text:
            return None
        match = self.WRITTEN.fullmatch(text)
        if match is None:
            raise ValidationError("写成 08:30-18:00，休息就空着。")
        first, first_minute, last, last_minute = map(int, match.groups())
        opens, closes = first * 60 + first_minute, last * 60 + last_minute
        if first_minute > 59 or last_minute > 59 or not opens < closes <= DAY_MINUTES:
            raise ValidationError("关门要在开门以后，最晚 24:00。")
        return opens, closes


class OutletForm(forms.Form):
    """An outlet; its hours a day a line."""

    name = forms.CharField(label="门店名称", max_length=60, help_text="街坊怎么叫：望京花家地店。", **TEXT)
    kind = forms.ChoiceField(label="经营方式", choices=OutletKind.choices, initial=OutletKind.OWN)
    contract_no = forms.CharField(label="加盟合同编号", max_length=40, help_text="直营店不用填。", **TEXT)
    contract_until = day_field("加盟合同到哪天", required=False)
    district = forms.ModelChoiceField(label="所在区", queryset=District.objects.none(), required=False, empty_label="请选择")
    address = forms.CharField(label="地址", max_length=200, **TEXT)
    lat = forms.FloatField(label="纬度", required=False, help_text="地图上量的，空着就放在区中心。")
    lng = forms.FloatField(label="经度", required=False)
    phone = forms.CharField(label="门店电话", max_length=25, help_text="会公开，街坊打这个。", widget=forms.TextInput(attrs={"inputmode": "tel"}), **TEXT)
    contact_name = forms.CharField(label="店长", max_length=40, help_text="不公开。", **TEXT)
    serves = DistrictsField(label="服务哪些区")
    rests_on_holidays = forms.BooleanField(label="法定节假日休息", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]
        for number, label in WEEKDAYS:
            self.fields[f"hours_{number}"] = HoursField(label=label)

    @property
    def week(self) -> list[forms.BoundField]:
        """The seven lines."""
        return [self[f"hours_{number}"] for number, _ in WEEKDAYS]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        data = dict(self.cleaned_data)
        hours = {number: data.pop(f"hours_{number}") for number, _ in WEEKDAYS}
        return {**data, "hours": {number: span for number, span in hours.items() if span is not None}}

    @classmethod
    def initial_of(cls, row: Outlet) -> dict[str, Any]:
        """What is known already."""
        found = {name: getattr(row, name) for name in cls.base_fields if name not in ("serves", "district")}
        hours = {f"hours_{one.weekday}": (one.opens_minutes, one.closes_minutes) for one in row.hours.all()}
        return {**found, **hours, "district": row.district_id, "serves": list(row.serves.values_list("pk", flat=True))}
