"""Forms of a storefront. They only read; what is wrong is said by the services."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from cms.storefronts.blocks import HEADING, LINE, LONG, TEXT
from cms.storefronts.states import SectionKind
from core.drawings import SCENES
from marketplace.enterprises.models import Outlet

TEXTS: dict[str, Any] = {"strip": True, "required": False}
DAY: dict[str, Any] = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


def area(rows: int) -> forms.Textarea:
    """A box of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class HeadingForm(forms.Form):
    """A section that only has a heading of its own."""

    heading = forms.CharField(label="标题", max_length=HEADING, help_text="空着就用通用的标题。", **TEXTS)


class IntroductionForm(HeadingForm):
    """Who they are."""

    text = forms.CharField(label="介绍", max_length=LONG, widget=area(8), help_text="空着就用「企业资料」里的介绍。不写电话、微信和网址。", **TEXTS)


class NoteSectionForm(HeadingForm):
    """A heading and a few words."""

    text = forms.CharField(label="说明", max_length=TEXT, widget=area(4), help_text="一两句话。不写电话、微信和网址。", **TEXTS)


class PictureForm(forms.Form):
    """A picture on the wall."""

    file = forms.FileField(label="照片", required=False, help_text="JPG、PNG、HEIC 都行，10 MB 以内。拍到的位置信息会自动去掉。")
    drawing = forms.ChoiceField(label="没有照片，就用一张插画", required=False, choices=[("", "不用插画"), *SCENES])
    caption = forms.CharField(label="画面里是什么", max_length=LINE, help_text="比如：师傅在擦飘窗的外侧。", **TEXTS)


class CertificateForm(forms.Form):
    """A certificate."""

    name = forms.CharField(label="证书名称", max_length=LINE, **TEXTS)
    number = forms.CharField(label="编号", max_length=40, **TEXTS)
    issuer = forms.CharField(label="发证机关", max_length=LINE, **TEXTS)
    until = forms.DateField(label="有效期到", help_text="长期有效的不填。", **DAY)
    file = forms.FileField(label="照片", required=False, help_text="会公开显示，先把个人的证件号遮住。")


class NewsForm(forms.Form):
    """A piece of news."""

    on = forms.DateField(label="日期", **DAY)
    title = forms.CharField(label="标题", max_length=LINE, **TEXTS)
    text = forms.CharField(label="内容", max_length=TEXT, widget=area(4), **TEXTS)


class SubmitForm(forms.Form):
    """When it shall go live."""

    go_live_at = forms.DateTimeField(
        label="什么时候上线",
        required=False,
        help_text="空着就是审核通过马上上线。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def moment(self) -> datetime | None:
        """The hour, None for at once."""
        return self.cleaned_data.get("go_live_at")


class FlyerForm(forms.Form):
    """A flyer for one campaign or place, for one outlet, or for both."""

    outlet = forms.ModelChoiceField(
        label="哪家门店", queryset=Outlet.objects.none(), required=False, empty_label="全店通用", help_text="选了门店，纸上印门店的名字和地址。"
    )
    campaign = forms.CharField(label="用在哪儿", max_length=30, help_text="比如：望京地铁口、春节活动。只有你们自己看得到；选了门店可以空着。", **TEXTS)

    def __init__(self, outlets: QuerySet[Outlet], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if outlets:
            self.fields["outlet"].queryset = outlets  # type: ignore[attr-defined]
        else:
            del self.fields["outlet"]


SECTION_FORMS: dict[str, type[forms.Form]] = {
    SectionKind.INTRODUCTION: IntroductionForm,
    SectionKind.FEES: NoteSectionForm,
    SectionKind.CONTACT: NoteSectionForm,
}
ITEM_FORMS: dict[str, type[forms.Form]] = {
    SectionKind.GALLERY: PictureForm,
    SectionKind.CERTIFICATES: CertificateForm,
    SectionKind.NEWS: NewsForm,
}


def section_form(kind: str) -> type[forms.Form]:
    """The form of a section of this kind."""
    return SECTION_FORMS.get(kind, HeadingForm)
