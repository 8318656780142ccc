"""Forms of listings and conversations. Offer and request ask for different things (CLS-02); the services say what is wrong."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import YuanField
from core.models import District, Region, Unit
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import category_tree
from marketplace.listings.models import Listing
from marketplace.listings.states import PartOfDay, Side

NAMES = {"price_fen": "price", "budget_min_fen": "budget_min", "budget_max_fen": "budget_max"}
FROM_NAMES = {short: full for full, short in NAMES.items()}
# What is empty where nobody has chosen or typed anything, and is said as such.
EMPTIED = ("wanted_until", "street", "service_type")
STREETS = {"active": True, "code__regex": r"^\d{9}$"}
DAY = partial(forms.DateInput, attrs={"type": "date"})


class LinesField(forms.CharField):
    """One entry a line; gives a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(max_length=4000, **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        """The lines that are not blank."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class WordsField(LinesField):
    """Words with blanks or commas between them; gives a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(), **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as words."""
        return " ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        """The words."""
        lines = super().clean(value)
        return [word for line in lines for word in line.replace("，", " ").replace(",", " ").replace("、", " ").split()]


def category_choices() -> Iterable[tuple[str, Any]]:
    """Categories in use, grouped under their tops."""
    yield "", "请选择"
    for top in category_tree():
        yield top.name, [(str(node.id), node.name) for node in (*top.children, top)]


def service_type_choices(category: str) -> Iterable[tuple[str, Any]]:
    """Service types under their categories, those of the chosen one first."""
    yield "", "不细分"
    nodes = [node for top in category_tree() for node in (*top.children, top) if node.services]
    for node in sorted(nodes, key=lambda node: str(node.id) != category):
        yield node.name, [(str(service.id), service.name) for service in node.services]


def street_choices() -> Iterable[tuple[str, Any]]:
    """Streets under their districts, in the order of the districts."""
    yield "", "不写街道"
    streets: dict[str, list[tuple[str, str]]] = {}
    for number, code, name in Region.objects.filter(**STREETS).order_by("code").values_list("pk", "code", "name"):
        streets.setdefault(code[:6], []).append((str(number), name))
    for code, name in catalogued_districts().values_list("code", "name"):
        if code in streets:
            yield name, streets[code]


def catalogued_districts() -> QuerySet[District]:
    """Districts in use, in order."""
    return District.objects.filter(active=True).order_by("position", "pk")


class ListingForm(forms.Form):
    """What every form of a listing does: it gives the services their fields, and itself what is known already."""

    side = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows in self.choices().items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def choices(self) -> dict[str, Any]:
        """The rows to choose from, by field."""
        return {}

    def wanted(self) -> dict[str, Any]:
        """The fields for the services."""
        return {FROM_NAMES.get(name, name): value for name, value in self.cleaned_data.items() if value is not None or name in (*FROM_NAMES, *EMPTIED)}

    @classmethod
    def initial_of(cls, row: Listing) -> dict[str, Any]:
        """What is known already."""
        found = {name: getattr(row, FROM_NAMES.get(name, name)) for name in cls.base_fields if name != "service_area"}
        if "service_area" in cls.base_fields:
            found["service_area"] = list(row.service_area.values_list("pk", flat=True))
        return {name: getattr(value, "pk", value) for name, value in found.items()}


class WhatForm(ListingForm):
    """The first of three steps: what it is about."""

    category = forms.ModelChoiceField(label="分类", queryset=Category.objects.none(), error_messages={"required": "请选一个分类，别人按它找到你。"})
    service_type = forms.ModelChoiceField(
        label="具体项目", queryset=ServiceType.objects.none(), required=False, empty_label="不细分", help_text="选了项目，下一步就能看到它的指导价。"
    )
    title = forms.CharField(label="标题", max_length=60, error_messages={"required": "请写一句标题。"})
    description = forms.CharField(label="说明", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    tags = WordsField(label="标签", required=False, help_text="几个词，用空格隔开，比如 会粤语 自带工具。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.data.get("category") if self.is_bound else self.initial.get("category")
        self.fields["category"].widget.choices = list(category_choices())  # type: ignore[attr-defined]
        self.fields["service_type"].widget.choices = list(service_type_choices(str(chosen or "")))  # type: ignore[attr-defined]

    def choices(self) -> dict[str, Any]:
        """Categories and service types in use."""
        found = {"category": Category.objects.in_use().select_related("parent"), "service_type": ServiceType.objects.in_use().in_order()}
        return {**super().choices(), **found}


class TermsForm(ListingForm):
    """The second step: where, and in which unit the price is said; each side adds its own."""

    district = forms.ModelChoiceField(label="所在区", queryset=District.objects.none(), empty_label="请选择", error_messages={"required": "请选在哪个区。"})
    street = forms.ModelChoiceField(label="街道", queryset=Region.objects.none(), required=False, empty_label="不写街道")
    place = forms.CharField(label="大概位置", max_length=60, required=False, help_text="写到小区或路口就够，不写门牌。")
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择", error_messages={"required": "价格要带单位，比如元/小时。"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["street"].widget.choices = list(street_choices())  # type: ignore[attr-defined]

    def choices(self) -> dict[str, Any]:
        """Districts, streets and units."""
        found = {"district": catalogued_districts(), "street": Region.objects.filter(**STREETS), "unit": Unit.objects.order_by("position", "pk")}
        return {**super().choices(), **found}


class OfferTermsForm(TermsForm):
    """An offer: price with its unit, what is and is not included, where one goes."""

    side = Side.OFFER
    price = YuanField(label="价格", error_messages={"required": "请填价格，家里人先看这个。"})
    included = LinesField(label="包含什么", required=False, help_text="一行一条。")
    not_included = LinesField(label="不包含什么", required=False, help_text="一行一条。先说清，省得上门再争。")
    service_area = forms.ModelMultipleChoiceField(label="上门范围", queryset=District.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def choices(self) -> dict[str, Any]:
        """With the districts that one goes to."""
        return {**super().choices(), "service_area": catalogued_districts()}


class RequestTermsForm(TermsForm):
    """A request: budget, when, where (CLS-03)."""

    side = Side.REQUEST
    budget_min = YuanField(label="预算从", required=False)
    budget_max = YuanField(label="预算到", error_messages={"required": "请填最多能给多少。"})
    wanted_from = forms.DateField(label="从哪天起", widget=DAY(), error_messages={"required": "请填希望从哪天开始。"})
    wanted_until = forms.DateField(label="到哪天止", required=False, widget=DAY(), help_text="只要一天，就填同一天；长期的不填。")
    wanted_part = forms.ChoiceField(label="哪个时段", choices=PartOfDay.choices, required=False)
    wanted_time = forms.CharField(label="还有什么要说的时间", max_length=60, required=False, help_text="比如：每周二、周五下午，或住家。")


class OfferForm(WhatForm, OfferTermsForm):
    """Everything of an offer on one page, to change it."""


class RequestForm(WhatForm, RequestTermsForm):
    """Everything of a request on one page, to change it."""


def form_for(side: str) -> type[ListingForm]:
    """The form of a side with everything."""
    return RequestForm if side == Side.REQUEST else OfferForm


def terms_form_for(side: str) -> type[ListingForm]:
    """The second step of a side."""
    return RequestTermsForm if side == Side.REQUEST else OfferTermsForm


class MessageForm(forms.Form):
    """A message, at most 300 characters."""

    text = forms.CharField(
        label="留言",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 300}),
        error_messages={"required": "写一句再发。", "max_length": "最多 300 个字，长了分两次说。"},
        help_text="最多 300 字。不写电话和微信，对方在站内回复你。",
    )


class PhotoTextForm(forms.Form):
    """What a photo shows, for those who do not see it."""

    alt = forms.CharField(max_length=60, required=False)
    move = forms.ChoiceField(choices=[("back", "往前"), ("on", "往后")], required=False)


class PhotoForm(forms.Form):
    """One more photo."""

    alt = forms.CharField(label="照片上是什么", max_length=60, required=False, help_text="一句话，给看不见照片的人听，比如：厨房灶台和油烟机。")
    file = forms.FileField(label="照片", help_text="JPG、PNG 或 WebP，10 MB 以内；位置信息会去掉。", error_messages={"required": "先选一张照片。"})
