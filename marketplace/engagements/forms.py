"""Forms of engagements; the services say what is wrong."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import YuanField
from core.models import District
from marketplace.bookings.services import Contact
from marketplace.catalog.models import ServiceType
from marketplace.engagements.models import Mood
from marketplace.engagements.services import Noted, Wish
from marketplace.listings.models import Listing
from marketplace.ratings.forms import PhotosField

NAMES = {"contact_name": "name", "first": "starts_on"}
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LONGEST_NEEDS = 500


class MomentField(forms.DateTimeField):
    """A moment of the city, as the browser's own field says it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], error_messages={"invalid": "选一个时间。", "required": "选一个时间。"}, **options
        )


class AskForm(forms.Form):
    """Which service, from when, how long, where, what to know."""

    service = forms.ModelChoiceField(label="找什么人", queryset=ServiceType.objects.none(), empty_label=None)
    starts_on = forms.DateField(label="从哪天起", widget=DATE, error_messages={"required": "选一天。", "invalid": "选一天。"})
    units = forms.IntegerField(label="几期", min_value=1, max_value=400, initial=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    district = forms.ModelChoiceField(label="在哪个区", queryset=District.objects.none(), empty_label=None)
    address = forms.CharField(
        label="门牌号", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "street-address"}), error_messages={"required": "写到门牌号。"}
    )
    name = forms.CharField(label="怎么称呼", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages={"required": "写怎么称呼。"})
    phone = forms.CharField(
        label="手机号", max_length=25, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}), error_messages={"required": "填手机号。"}
    )
    needs = forms.CharField(
        label="家里的情况",
        required=False,
        max_length=LONGEST_NEEDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="几个宝宝、老人能不能走、夜里要不要起来。来应的人看得到，不写电话和门牌号。",
    )

    def __init__(self, *args: Any, services: Sequence[ServiceType], listing: Listing | None, cities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.listing = listing
        self.fields["district"].queryset = cities  # type: ignore[attr-defined]
        if listing is not None:
            del self.fields["service"]
        else:
            self.fields["service"].queryset = ServiceType.objects.filter(pk__in=[one.pk for one in services]).order_by("position", "pk")  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What the service is asked for."""
        said = self.cleaned_data
        kind: ServiceType = self.listing.service_type if self.listing else said["service"]  # type: ignore[assignment]
        contact = Contact(said["name"], said["phone"], said["address"])
        return Wish(kind, said["starts_on"], said["units"], said["district"], contact, listing=self.listing, needs=said["needs"])


class ProposeForm(forms.Form):
    """Somebody, at a price, and what stands beside it."""

    worker = forms.IntegerField(label="谁", min_value=1, error_messages={"required": "选一位。"})
    price = YuanField(label="一期的价（元）", error_messages={"required": "写价格。"})
    label = forms.CharField(label="另收什么", required=False, max_length=40, help_text="没有就空着，比如：接送路费。")
    extra = YuanField(label="另收多少（元）", required=False)
    note = forms.CharField(label="说几句", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="带过多少家，拿手什么。")

    def extras(self) -> list[dict[str, Any]]:
        """What stands beside the price, if anything does."""
        said = self.cleaned_data
        return [{"label": said["label"], "fen": said["extra"] or 0}] if said.get("label") or said.get("extra") else []


class RequoteForm(ProposeForm):
    """Another price for whoever was chosen."""

    worker = None  # type: ignore[assignment]
    note = forms.CharField(label="为什么", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "告诉家里为什么。"})


class AskAssessmentForm(forms.Form):
    """When somebody should come to see."""

    wanted_at = MomentField(label="什么时候方便")
    fee_fen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PlanForm(forms.Form):
    """Who goes to see, and when."""

    worker = forms.IntegerField(min_value=1, error_messages={"required": "选一位评估员。"})
    starts_at = MomentField(label="几点去")


class OutcomeForm(forms.Form):
    """The questions of the category, a conclusion; photos come beside it."""

    def __init__(self, *args: Any, questions: Sequence[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        for one in questions:
            self.fields[f"answer_{one['code']}"] = _field(one)
        self.fields["outcome"] = forms.CharField(
            label="结论", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "写几句结论。"}
        )
        self.fields["photos"] = PhotosField(label="照片", help_text="最多 6 张，拍到的人要同意。")

    def answers(self) -> dict[str, Any]:
        """By the code of the question."""
        return {one["code"]: self.cleaned_data.get(f"answer_{one['code']}", "") for one in self.questions}


def _field(one: dict[str, Any]) -> forms.Field:
    options: dict[str, Any] = {"label": one["label"], "required": bool(one.get("needed")), "error_messages": {"required": "这一项要填。"}}
    names = {"yes": ("有", "没有"), "choice": tuple(one.get("choices", ()))}.get(one["kind"])
    if names is not None:
        return forms.ChoiceField(choices=[("", "请选"), *((name, name) for name in names)], **options)
    widget = forms.TextInput(attrs={"inputmode": "numeric"} if one["kind"] == "number" else {})
    return forms.CharField(max_length=200, widget=widget, **options)


class CareForm(forms.Form):
    """What was seen on a day."""

    day = forms.DateField(label="哪天", widget=DATE, error_messages={"required": "选一天。", "invalid": "选一天。"})
    meals = forms.CharField(label="吃了什么", required=False, max_length=200)
    medicine = forms.CharField(label="用药", required=False, max_length=200)
    mood = forms.ChoiceField(label="精神", required=False, choices=[("", "不写"), *Mood.choices])
    temperature = forms.DecimalField(
        label="体温（℃）", required=False, min_value=34, max_value=43, decimal_places=1, error_messages={"invalid": "填 36.5 这样的数。"}
    )
    note = forms.CharField(label="别的", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label="照片", help_text="最多 6 张，只有家里看得到。")

    def noted(self) -> Noted:
        """What the service is given."""
        said = self.cleaned_data
        warm = said["temperature"]
        return Noted(said["day"], said["meals"], said["medicine"], said["mood"], None if warm is None else int(warm * 10), said["note"])
