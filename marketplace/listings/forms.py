"""Forms of listings and conversations. Offer and request ask for different things (CLS-02); the services say what is wrong."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.forms import YuanField
from core.models import District, Unit
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import category_tree
from marketplace.listings.models import Listing
from marketplace.listings.states import Side

NAMES = {"price_fen": "price", "budget_min_fen": "budget_min", "budget_max_fen": "budget_max"}
FROM_NAMES = {short: full for full, short in NAMES.items()}


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


class ListingForm(forms.Form):
    """What both sides have."""

    side = ""
    category = forms.ModelChoiceField(label="分类", queryset=Category.objects.none(), error_messages={"required": "请选一个分类，别人按它找到你。"})
    service_type = forms.ModelChoiceField(label="具体项目", queryset=ServiceType.objects.none(), required=False, empty_label="不细分")
    title = forms.CharField(label="标题", max_length=60, error_messages={"required": "请写一句标题。"})
    description = forms.CharField(label="说明", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    district = forms.ModelChoiceField(label="所在区", queryset=District.objects.none(), empty_label="请选择", error_messages={"required": "请选在哪个区。"})
    place = forms.CharField(label="大概位置", max_length=60, required=False, help_text="写到小区或路口就够，不写门牌。")
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择", error_messages={"required": "价格要带单位，比如元/小时。"})
    tags = WordsField(label="标签", required=False, help_text="几个词，用空格隔开，比如 会粤语 自带工具。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].queryset = Category.objects.in_use().select_related("parent")  # type: ignore[attr-defined]
        self.fields["category"].widget = forms.Select(choices=list(category_choices()))
        self.fields["service_type"].queryset = ServiceType.objects.in_use().in_order()  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("position", "pk")  # type: ignore[attr-defined]
        self._narrow()

    def _narrow(self) -> None:
        """Only the service types of the chosen category, and its usual units first."""
        chosen = self.data.get("category") if self.is_bound else self.initial.get("category")
        node = next((node for top in category_tree() for node in (top, *top.children) if str(node.id) == str(chosen)), None)
        if node is None:
            return
        self.fields["service_type"].queryset = ServiceType.objects.in_use().in_order().filter(category_id=node.id)  # type: ignore[attr-defined]
        if node.units and not self.is_bound and not self.initial.get("unit"):
            self.initial["unit"] = Unit.objects.filter(code=node.units[0]).values_list("pk", flat=True).first()

    def wanted(self) -> dict[str, Any]:
        """The fields for the services."""
        return {FROM_NAMES.get(name, name): value for name, value in self.cleaned_data.items() if value is not None or name in FROM_NAMES}

    @classmethod
    def initial_of(cls, row: Listing) -> dict[str, Any]:
        """What is known already."""
        found = {name: getattr(row, FROM_NAMES.get(name, name)) for name in cls.base_fields if name != "service_area"}
        if "service_area" in cls.base_fields:
            found["service_area"] = list(row.service_area.values_list("pk", flat=True))
        return {name: getattr(value, "pk", value) for name, value in found.items()}


class OfferForm(ListingForm):
    """An offer: price with its unit, what is and is not included, where one goes."""

    side = Side.OFFER
    price = YuanField(label="价格", error_messages={"required": "请填价格，家里人先看这个。"})
    included = LinesField(label="包含什么", required=False, help_text="一行一条。")
    not_included = LinesField(label="不包含什么", required=False, help_text="一行一条。先说清，省得上门再争。")
    service_area = forms.ModelMultipleChoiceField(label="上门范围", queryset=District.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ["category", "service_type", "title", "price", "unit", "included", "not_included", "description", "district", "place", "service_area", "tags"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_area"].queryset = self.fields["district"].queryset  # type: ignore[attr-defined]


class RequestForm(ListingForm):
    """A request: budget, when, where."""

    side = Side.REQUEST
    budget_min = YuanField(label="预算从", required=False)
    budget_max = YuanField(label="预算到", error_messages={"required": "请填最多能给多少。"})
    wanted_from = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}), error_messages={"required": "请填希望从哪天开始。"})
    wanted_until = forms.DateField(label="到哪天止", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    wanted_time = forms.CharField(label="什么时间", max_length=60, required=False, help_text="比如：周末上午，或住家。")
    field_order = ["category", "service_type", "title", "budget_min", "budget_max", "unit", "wanted_from", "wanted_until", "wanted_time", "district"]

    def wanted(self) -> dict[str, Any]:
        """The fields for the services; an emptied date is no date."""
        return {**super().wanted(), "wanted_until": self.cleaned_data.get("wanted_until")}


def form_for(side: str) -> type[ListingForm]:
    """The form of a side."""
    return RequestForm if side == Side.REQUEST else OfferForm


class MessageForm(forms.Form):
    """A message, at most 300 characters."""

    text = forms.CharField(
        label="留言",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 300}),
        error_messages={"required": "写一句再发。", "max_length": "最多 300 个字，长了分两次说。"},
        help_text="最多 300 字。不写电话和微信，对方在站内回复你。",
    )


class PhotoForm(forms.Form):
    """One more photo."""

    file = forms.FileField(label="照片", help_text="JPG、PNG 或 WebP，10 MB 以内；位置信息会去掉。", error_messages={"required": "先选一张照片。"})
