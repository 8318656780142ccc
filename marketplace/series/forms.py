"""Forms of series and packages; the services say what is wrong."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import YuanField
from marketplace.bookings.forms import MomentField
from marketplace.listings.models import Listing
from marketplace.series.models import MonthlyPrice, SeriesRule
from marketplace.series.rhythm import Plan
from marketplace.series.services import NewPlan, PackageSaid
from marketplace.series.services.offering import BY_WEEK
from marketplace.series.shown import clock_of
from marketplace.series.states import Holidays, PackageUnit, Rhythm

# Fields of the services → fields of the forms.
NAMES = {"contact_name": "name", "start": "starts_minute"}
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FIRST_MINUTE, LAST_MINUTE = 6 * 60, 22 * 60
RHYTHMS = {
    Rhythm.WEEKLY: _("每周"),
    Rhythm.FORTNIGHTLY: _("每两周"),
    Rhythm.MONTH_DAY: _("每月同一天"),
    Rhythm.MONTH_WEEKDAY: _("每月第几个星期几"),
}
WEEKDAYS = [("0", _("周一")), ("1", _("周二")), ("2", _("周三")), ("3", _("周四")), ("4", _("周五")), ("5", _("周六")), ("6", _("周日"))]
HOLIDAYS = [(Holidays.SKIP.value, _("放假不来")), (Holidays.KEEP.value, _("照常来，按节假日价"))]
HOLIDAYS_OF_A_MONTH = [(Holidays.SKIP.value, _("放假不来")), (Holidays.KEEP.value, _("照常来，不加价"))]
DEFAULT_VISITS = 8


def times_of(interval: int) -> list[tuple[str, str]]:
    """The starts of a day by a service's clock."""
    return [(str(minute), clock_of(minute)) for minute in range(FIRST_MINUTE, LAST_MINUTE, interval)]


class RhythmForm(forms.Form):
    """How often, on which days, at what time, how many times."""

    rhythm = forms.ChoiceField(widget=forms.RadioSelect)
    weekdays = forms.MultipleChoiceField(choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False)
    starts_minute = forms.ChoiceField()
    first_on = forms.DateField(widget=DATE, error_messages={"required": "选一天。", "invalid": "选一天。"})
    visits = forms.IntegerField(min_value=2, max_value=104, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    holidays = forms.ChoiceField(choices=HOLIDAYS, widget=forms.RadioSelect)
    same_worker = forms.BooleanField(required=False)

    def __init__(self, *args: Any, rule: SeriesRule, interval: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rhythm"].choices = [(value, RHYTHMS[Rhythm(value)]) for value in rule.rhythms]  # type: ignore[attr-defined]
        self.fields["starts_minute"].choices = times_of(interval)  # type: ignore[attr-defined]
        self.fields["visits"].max_value = rule.most_visits  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A rhythm by weeks needs a weekday."""
        said = super().clean() or self.cleaned_data
        if said.get("rhythm") in BY_WEEK and not said.get("weekdays"):
            self.add_error("weekdays", "至少选一个星期几。")
        return said

    @property
    def plan(self) -> Plan:
        """The rhythm."""
        said = self.cleaned_data
        return Plan(said["rhythm"], said["first_on"], tuple(int(day) for day in said["weekdays"]), said["visits"])

    @property
    def query(self) -> str:
        """The choice as a query string, for the next step."""
        found = QueryDict(mutable=True)
        for name, value in self.cleaned_data.items():
            if isinstance(value, list):
                found.setlist(name, [str(one) for one in value])
            elif value not in (None, False):
                found[name] = "on" if value is True else str(value)
        return found.urlencode()


class MonthForm(RhythmForm):
    """Which monthly price, on which days, at what time, for how many months."""

    monthly = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "选一种包月。"})
    holidays = forms.ChoiceField(choices=HOLIDAYS_OF_A_MONTH, widget=forms.RadioSelect)
    months = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, prices: Sequence[MonthlyPrice], rule: SeriesRule, interval: int, **options: Any) -> None:
        super().__init__(*args, rule=rule, interval=interval, **options)
        self.prices = {row.key: row for row in prices}
        for name in ("rhythm", "visits"):
            del self.fields[name]
        self.fields["monthly"].choices = [(row.key, row.key) for row in prices]  # type: ignore[attr-defined]
        self.fields["months"].choices = [(number, str(number)) for number in range(1, rule.most_months + 1)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """As many weekdays as the price is for."""
        said, price = super().clean() or self.cleaned_data, self.price
        if price is not None and len(said.get("weekdays") or ()) != price.visits_a_week:
            self.add_error("weekdays", _("选 %(days)s 天，一周来 %(days)s 次。") % {"days": price.visits_a_week})
        return said

    @property
    def price(self) -> MonthlyPrice | None:
        """The price that was chosen."""
        return self.prices.get(self.cleaned_data.get("monthly", ""))

    @property
    def plan(self) -> Plan:
        """The weeks of the months; `services.propose` gives them their end."""
        said = self.cleaned_data
        return Plan(Rhythm.WEEKLY, said["first_on"], tuple(int(day) for day in said["weekdays"]), None, last_on=None)


def first_months(prices: Sequence[MonthlyPrice], rule: SeriesRule, today: date) -> dict[str, Any]:
    """What stands in the form at first: the first price, from next week on, on days that lie apart."""
    first = today + timedelta(days=7)
    price = prices[0]
    days = sorted({(first.weekday() + 7 * place // price.visits_a_week) % 7 for place in range(price.visits_a_week)})
    known = first_values(rule, today)
    return {**known, "monthly": price.key, "weekdays": [str(day) for day in days], "months": str(min(3, rule.most_months))}


def first_values(rule: SeriesRule, today: date) -> dict[str, Any]:
    """What stands in the form at first: every week from next week on, on the same weekday."""
    first = today + timedelta(days=7)
    return {
        "rhythm": rule.rhythms[0],
        "weekdays": [str(first.weekday())],
        "starts_minute": str(9 * 60),
        "first_on": first,
        "visits": min(DEFAULT_VISITS, rule.most_visits),
        "holidays": Holidays.SKIP.value,
        "same_worker": True,
    }


class ChangeForm(forms.Form):
    """What is to be different from a date on."""

    weekdays = forms.MultipleChoiceField(label="星期几", choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False)
    starts_minute = forms.ChoiceField(label="几点")
    rhythm = forms.ChoiceField(label="多久一次")
    worker = forms.ChoiceField(label="谁来", required=False)

    def __init__(self, *args: Any, rule: SeriesRule, interval: int, people: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rhythm"].choices = [(value, RHYTHMS[Rhythm(value)]) for value in rule.rhythms]  # type: ignore[attr-defined]
        self.fields["starts_minute"].choices = times_of(interval)  # type: ignore[attr-defined]
        self.fields["worker"].choices = [("0", "谁有空谁来"), *((str(number), name) for number, name in people)]  # type: ignore[attr-defined]

    def wanted(self) -> NewPlan:
        """As the service is asked."""
        said = self.cleaned_data
        worker = int(said["worker"]) if said.get("worker") else None
        return NewPlan(said["rhythm"], [int(day) for day in said["weekdays"]], int(said["starts_minute"]), worker)


class PauseForm(forms.Form):
    """From which day on, until which day it goes on again."""

    first = forms.DateField(label="从哪天起不来", widget=DATE, error_messages={"required": "选一天。", "invalid": "选一天。"})
    beyond = forms.DateField(label="从哪天起照常来", widget=DATE, error_messages={"required": "选一天。", "invalid": "选一天。"})


class OptionalMoment(MomentField):
    """A moment, or nothing."""

    def clean(self, value: Any) -> Any:
        """The moment; None for an empty one."""
        return super().clean(value) if value else None


class VisitForm(forms.Form):
    """Another time for one date: a moment of ours, or a day and a time."""

    start = OptionalMoment(required=False)
    day = forms.DateField(label="哪天", required=False, widget=DATE)
    minute = forms.ChoiceField(label="几点", required=False)

    def __init__(self, *args: Any, interval: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["minute"].choices = times_of(interval)  # type: ignore[attr-defined]
        self.fields["start"].widget = forms.HiddenInput()

    def at(self) -> datetime | None:
        """The moment that was chosen, if there is one."""
        said = self.cleaned_data
        if said.get("start"):
            return said["start"]
        if said.get("day") and said.get("minute"):
            return clock.midnight(said["day"]) + timedelta(minutes=int(said["minute"]))
        return None


class PackageForm(forms.Form):
    """What an enterprise sells as a package."""

    title = forms.CharField(label="名称", max_length=40, help_text="比如：日常保洁 10 次卡。", error_messages={"required": "起个名字。"})
    listings = forms.MultipleChoiceField(
        label="用在哪些服务上", widget=forms.CheckboxSelectMultiple, help_text="只列在卖、能直接约的。", error_messages={"required": "至少选一项服务。"}
    )
    unit = forms.ChoiceField(label="按什么算", choices=PackageUnit.choices, widget=forms.RadioSelect)
    amount = forms.IntegerField(label="一共几次，或者几小时", min_value=2, max_value=200, error_messages={"required": "写一共几次。"})
    minutes = forms.TypedChoiceField(label="按次的，一次做多久", coerce=int, choices=[(minutes, f"{minutes / 60:g} 小时") for minutes in range(60, 721, 30)])
    price = YuanField(label="套餐价（元）", error_messages={"required": "写一个价格。"})
    valid_days = forms.IntegerField(label="几天内用完", min_value=7, max_value=730, error_messages={"required": "写几天。"})
    not_included = forms.CharField(label="不包括什么", max_length=200, required=False, help_text="比如：清洁剂以外的耗材、擦外窗。")

    def __init__(self, *args: Any, offers: Sequence[Listing], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["listings"].choices = [(str(row.pk), row.title) for row in offers]  # type: ignore[attr-defined]

    def package(self) -> PackageSaid:
        """As the service is asked."""
        said = self.cleaned_data
        return PackageSaid(
            title=said["title"],
            unit=said["unit"],
            amount=said["amount"],
            minutes=said["minutes"],
            price_fen=said["price"] or 0,
            valid_days=said["valid_days"],
            listing_ids=[int(number) for number in said["listings"]],
            not_included=said["not_included"],
        )


class MonthlyPriceForm(forms.Form):
    """What an enterprise asks for a month."""

    listing = forms.TypedChoiceField(label="哪一项服务", coerce=int, help_text="只列在卖、可以包月的。", error_messages={"required": "选一项服务。"})
    visits_a_week = forms.TypedChoiceField(label="每周几次", coerce=int, choices=[(number, f"每周 {number} 次") for number in range(1, 8)])
    minutes = forms.TypedChoiceField(label="一次做多久", coerce=int, choices=[(minutes, f"{minutes / 60:g} 小时") for minutes in range(60, 721, 30)])
    price = YuanField(label="一个月（元）", help_text="早晚、节假日都在里面，不另外加。", error_messages={"required": "写一个价格。"})

    def __init__(self, *args: Any, offers: Sequence[Listing], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["listing"].choices = [(row.pk, row.title) for row in offers]  # type: ignore[attr-defined]
