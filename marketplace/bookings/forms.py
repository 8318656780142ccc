"""Forms of orders; the services say what is wrong."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.forms import YuanField
from core.models import District
from core.texts import whole
from marketplace.bookings.models import LONGEST_MESSAGE
from marketplace.bookings.services import Contact, Window, Wish
from marketplace.bookings.services.checking import LONGEST_NEEDS

# Field of the service → field of the form.
NAMES = {"contact_name": "name", "alternatives": "other_1"}
OTHERS = ("other_1", "other_2", "other_3")


class MomentField(forms.CharField):
    """A moment as our own links say it (ISO 8601 with its offset)."""

    def clean(self, value: Any) -> datetime:
        """The moment; anything else is refused."""
        text = super().clean(value)
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError("选一个时间。") from error
        if timezone.is_naive(found):
            raise forms.ValidationError("选一个时间。")
        return found


WRONG_MOMENT = {"invalid": "写成 2027-01-01T09:00，或者空着。"}


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1800"}, format="%Y-%m-%dT%H:%M")


class DetailsForm(forms.Form):
    """Where, for whom, what to know. Meant is the first known home in the district that was looked at, else a new one."""

    saved = forms.ChoiceField(required=False)
    address = forms.CharField(label="门牌号", required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "street-address"}))
    name = forms.CharField(label="怎么称呼", required=False, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(label="手机号", required=False, max_length=25, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))
    needs = forms.CharField(
        label="家里的情况",
        required=False,
        max_length=LONGEST_NEEDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有没有老人、孩子、宠物，钥匙在哪，要不要带工具。只有上门的人看得到。",
    )

    other_1 = forms.DateTimeField(label="也可以的时间，一", required=False, widget=_moment(), error_messages=WRONG_MOMENT)
    other_2 = forms.DateTimeField(label="二", required=False, widget=_moment(), error_messages=WRONG_MOMENT)
    other_3 = forms.DateTimeField(label="三", required=False, widget=_moment(), error_messages=WRONG_MOMENT)

    def __init__(self, *args: Any, known: list[dict[str, Any]], district: District, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = known
        self.initial["saved"] = next((str(place) for place, row in enumerate(known) if row["district"] == district), "")
        self.fields["saved"].choices = [*((str(place), row["address"]) for place, row in enumerate(known)), ("", "新地址")]  # type: ignore[attr-defined]

    def wish(self, *, start: datetime, district: District, minutes: int | None, amount: int) -> Wish:
        """What the service is asked for."""
        said, chosen = self.cleaned_data, self.cleaned_data.get("saved") or ""
        row = self.known[int(chosen)] if chosen.isdigit() and int(chosen) < len(self.known) else None
        contact = Contact(row["name"], row["phone"], row["address"]) if row else Contact(said["name"], said["phone"], said["address"])
        others = tuple(dict.fromkeys(said[name] for name in OTHERS if said.get(name)))
        if row is None:
            return Wish(start, district, contact, minutes, amount, needs=said["needs"], alternatives=others)
        # A known home is where it is, whatever district was looked at; whether somebody can come there is asked when the time is held.
        return Wish(start, row["district"], contact, minutes, amount, row["lat"], row["lng"], said["needs"], others)


class LineForm(DetailsForm):
    """Which days and hours would do, for whom, and whether anybody may come."""

    first_day = forms.DateField(label="从哪天", widget=forms.DateInput(attrs={"type": "date"}), error_messages={"required": "选一天。"})
    last_day = forms.DateField(label="到哪天", widget=forms.DateInput(attrs={"type": "date"}), error_messages={"required": "选一天。"})
    from_minute = forms.TypedChoiceField(label="几点以后开始", coerce=int, choices=[(hour * 60, f"{hour}:00") for hour in range(6, 22)])
    to_minute = forms.TypedChoiceField(label="最晚几点开始", coerce=int, choices=[(hour * 60, f"{hour}:00") for hour in range(7, 23)])
    anybody = forms.BooleanField(label="别家有空也告诉我", required=False)

    def window(self) -> Window:
        """The days and hours."""
        said = self.cleaned_data
        return Window(said["first_day"], said["last_day"], said["from_minute"], said["to_minute"])


class AddOnForm(forms.Form):
    """Something to be ordered with an offer."""

    name = forms.CharField(label="加什么", max_length=30, error_messages={"required": "写清楚加什么。"})
    price = YuanField(label="加多少（元）", error_messages={"required": "写加多少钱。"})
    minutes = forms.IntegerField(label="多做几分钟", min_value=0, max_value=480, initial=0, error_messages={"required": "不多花时间就写 0。"})


class StartForm(forms.Form):
    """One of the starts that were shown."""

    start = MomentField()
    fee_fen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    total_fen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class PriceForm(forms.Form):
    """Another price of the provider."""

    price = YuanField(label="新的总价（元）", error_messages={"required": "写一个总价。"})
    note = forms.CharField(label="为什么", max_length=200, error_messages={"required": "告诉家里为什么。"})


class ExtraForm(forms.Form):
    """An extra on site."""

    label = forms.CharField(label="加什么", max_length=60, error_messages={"required": "写清楚加什么。"})
    price = YuanField(label="加多少（元）", error_messages={"required": "写加多少钱。"})
    reason = forms.CharField(label="为什么", max_length=200, required=False)


class SayForm(forms.Form):
    """Something to the other side."""

    text = forms.CharField(
        label="想说的话",
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_MESSAGE}),
        error_messages={"required": "写一句再发。", "max_length": f"最多 {LONGEST_MESSAGE} 个字，长了分两次说。"},
        help_text=f"最多 {LONGEST_MESSAGE} 字。不写电话和微信，在这里说就送得到。",
    )


class HomeForm(forms.Form):
    """What whoever comes should always know of a home."""

    pets = forms.CharField(label="宠物", required=False, max_length=200, help_text="比如：一只橘猫，怕生，进门随手关门。")
    allergies = forms.CharField(label="过敏", required=False, max_length=200, help_text="比如：孩子对花生、尘螨过敏，消毒水不要用带香的。")
    taboos = forms.CharField(label="忌口和忌讳", required=False, max_length=200, help_text="比如：清真；老人房间的佛龛不要动。")
    equipment = forms.CharField(label="家里的工具和设备", required=False, max_length=200, help_text="比如：有吸尘器和拖把，没有擦窗器；五层没电梯。")


def wanted_minutes(text: str) -> int | None:
    """The minutes of a query string; nothing for anything else."""
    return whole(text, digits=4)
