"""Forms of the staff screens. They only read; what is wrong is said by the services."""

from typing import Any

from django import forms

from core.drawings import CATEGORY_SIGNS, scenes
from core.models import District, Holiday, Region, Unit
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import shown

SIGNS = {"cat-housekeeping": "家政", "cat-cleaning": "清洁", "cat-repair": "维修", "cat-moving": "搬家", "cat-car": "车"} | {
    "cat-tutor": "家教",
    "cat-wedding": "婚庆",
    "cat-pet": "宠物",
    "cat-hot": "热门",
    "cat-other": "其他",
}


class ListField(forms.CharField):
    """One entry a line; gives a list."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000, **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        """The lines that are not blank, each once."""
        found = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if any(len(line) > self.longest for line in found):
            raise forms.ValidationError(f"每行最多 {self.longest} 个字。")
        return found


def _drawings() -> list[tuple[str, Any]]:
    signs = [(name, SIGNS.get(name, name)) for name in CATEGORY_SIGNS.values()]
    return [("", "不用"), ("图标", signs), ("场景", scenes())]


class _CatalogueForm(forms.ModelForm):
    """Uniqueness is said by the service beside the field, not by the name of a constraint."""

    def validate_unique(self) -> None:
        """By the service."""

    def validate_constraints(self) -> None:
        """By the service."""


class CategoryForm(_CatalogueForm):
    """A category."""

    position = forms.IntegerField(label="次序", required=False, min_value=0, max_value=100_000, help_text="小的在前。空着就排在最后；列表里也能上移、下移。")
    aliases = ListField(label="别名", longest=20, help_text="一行一个。有人搜这些词，也能找到它。")
    units = forms.MultipleChoiceField(label="常用计价单位", required=False, widget=forms.CheckboxSelectMultiple)
    art = forms.ChoiceField(label="配图", required=False, choices=_drawings)

    class Meta:
        model = Category
        fields = ("name", "name_en", "slug", "parent", "position", "summary", "aliases", "units", "art")
        help_texts = {"slug": "小写字母、数字和连字符。改了以后，旧链接自动转过来。"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        tops = Category.objects.filter(parent=None, merged_into=None).in_order()
        self.fields["parent"].queryset = tops.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = "没有，它是顶级分类"  # type: ignore[attr-defined]
        self.fields["units"].choices = list(Unit.objects.order_by("position", "pk").values_list("code", "label"))  # type: ignore[attr-defined]

    def clean_position(self) -> int:
        """Empty: at the end for a new one, as it was for an old one."""
        value = self.cleaned_data["position"]
        return value if value is not None else (self.instance.position if self.instance.pk else 0)


class ServiceTypeForm(_CatalogueForm):
    """A service type that is there already; its code stays."""

    position = CategoryForm.base_fields["position"]
    checklist = ListField(label="服务清单", longest=120, help_text="一行一条，上门时照着做、照着验。")

    class Meta:
        model = ServiceType
        fields = ("name", "name_en", "category", "unit", "position", "summary", "checklist", "customer_type", "needs_licence", "licence")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = Category.objects.in_use().select_related("parent").order_by("parent__position", "position", "pinyin")
        self.fields["category"].empty_label = "请选择"  # type: ignore[attr-defined]
        self.fields["category"].queryset = found  # type: ignore[attr-defined]
        self.fields["category"].label_from_instance = shown  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = "不定"  # type: ignore[attr-defined]

    clean_position = CategoryForm.clean_position


class NewServiceTypeForm(ServiceTypeForm):
    """A new service type."""

    class Meta(ServiceTypeForm.Meta):
        fields = ("code", *ServiceTypeForm.Meta.fields)  # type: ignore[assignment]
        help_texts = {"code": "小写英文，定了就不改。"}


class DistrictForm(_CatalogueForm):
    """A district of the city."""

    class Meta:
        model = District
        fields = ("code", "name", "name_en", "short", "city", "lat", "lng", "position", "active")
        help_texts = {"code": "6 位数字（GB/T 2260）。", "short": "按钮和卡片上写的，如「朝阳」。", "active": "停用以后不再能选，已有的内容不变。"}


class UnitForm(_CatalogueForm):
    """A unit of price."""

    class Meta:
        model = Unit
        fields = ("code", "label", "label_en", "position")
        help_texts = {"code": "小写英文，定了就不改。", "label": "写成「元/小时」。"}


class RegionForm(_CatalogueForm):
    """An administrative division."""

    class Meta:
        model = Region
        fields = ("code", "name", "name_en", "active")
        help_texts = {"code": "2 位省、4 位市、6 位区县、9 位街道乡镇。"}


class HolidayForm(_CatalogueForm):
    """A day that is not as its weekday."""

    class Meta:
        model = Holiday
        fields = ("date", "name", "kind")
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
