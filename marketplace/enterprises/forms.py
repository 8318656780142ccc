"""Forms of an enterprise. They only read; what is wrong is said by the services."""

from typing import Any

from django import forms

from core.models import District
from marketplace.catalog.models import Category
from marketplace.enterprises.models import Enterprise, QualificationFile

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
