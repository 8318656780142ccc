"""Forms of urgent orders; the services say what is wrong."""

from typing import Any

from django import forms

from core.forms import YuanField
from core.models import District
from dispatch.urgent.models import Incident
from dispatch.urgent.services import Wanted
from dispatch.urgent.services.asking import LONGEST
from dispatch.urgent.services.photos import MOST_PHOTOS
from marketplace.bookings.services import Contact
from marketplace.catalog.models import ServiceType

# Field of the service → field of the form.
NAMES = {"contact_name": "name", "needs": "what"}


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; gives a list."""

    widget = ManyFiles(attrs={"accept": "image/*"})

    def clean(self, value: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        """Each by itself."""
        given = value if isinstance(value, list) else [value] if value else []
        return [super(PhotosField, self).clean(one, initial) for one in given]


class CallForm(forms.Form):
    """What happened, where, for whom: one page."""

    incident = forms.ModelChoiceField(
        label="出了什么事", queryset=Incident.objects.none(), widget=forms.RadioSelect, empty_label=None, error_messages={"required": "选一项。"}
    )
    what = forms.CharField(
        label="怎么回事",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="在哪个房间、多久了、关没关总阀。只有上门的人看得到。",
    )
    photos = PhotosField(label="照片", required=False, help_text=f"拍一张漏的地方，师傅看了知道带什么。最多 {MOST_PHOTOS} 张。")
    district = forms.ModelChoiceField(label="在哪个区", queryset=District.objects.none(), empty_label="选一个区", error_messages={"required": "选一个区。"})
    address = forms.CharField(
        label="门牌号", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "street-address"}), error_messages={"required": "写到门牌号。"}
    )
    name = forms.CharField(label="怎么称呼", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages={"required": "写怎么称呼。"})
    phone = forms.CharField(
        label="手机号", max_length=25, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}), error_messages={"required": "写手机号。"}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["incident"].queryset = Incident.objects.filter(active=True, service_type__active=True).order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What the service is asked for."""
        said = self.cleaned_data
        return Wanted(said["incident"], said["district"], Contact(said["name"], said["phone"], said["address"]), said["what"], photos=said["photos"])


class IncidentForm(forms.ModelForm):
    """A kind of incident and its plan."""

    visit_fen = YuanField(label="上门费（元）")
    urgent_fen = YuanField(label="加急费（元）")
    steps = forms.CharField(label="应急预案，一行一步", widget=forms.Textarea(attrs={"rows": 10}), help_text="改了就是新的一版；已经打开的单还按原来那版。")

    class Meta:
        model = Incident
        fields = ("name", "code", "service_type", "first_aid", "visit_fen", "urgent_fen", "minutes", "position", "active")
        widgets = {"first_aid": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_type"].queryset = ServiceType.objects.filter(active=True).order_by("category__position", "position", "pk")  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The service asks the database."""
