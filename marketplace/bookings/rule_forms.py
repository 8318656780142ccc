"""Forms of the staff screens of rules. Tables are written a line each; what makes no sense is said by the services."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core.rule_screens import RuleForm
from marketplace.bookings.models import Policy, ServiceRule
from marketplace.bookings.models.rules import PolicyWindow
from marketplace.bookings.rules_said import COLUMNS, process_of
from marketplace.catalog.rule_screens import KindRuleForm

GAP = re.compile(r"[\s,，、;；]+")
ASKED = {"面积": "area", "卧室": "rooms", "卫生间": "baths", "宠物": "pets"}
EFFORT = ("name", "per", "minutes", "least", "most", "first")
HOW_EFFORT = "一行一样：问什么、每多少、几分钟、最少、最多、没填算多少。比如：面积 10 36 20 400 90。能问的有面积、卧室、卫生间、宠物。"
WORDS = {name: {label: value for value, label in choices} for name, choices in (("by", PolicyWindow.BY), ("action", PolicyWindow.ACTIONS))}
WORDS |= {"kind": {label: value for value, label in PolicyWindow.KINDS}, "payee": {label: value for value, label in PolicyWindow.PAYEES}}
HOW_WINDOW = "一行一档：谁提出、做什么、离上门不到几分钟、怎么收、数、归谁。比如：家庭 取消 1440 按小时价 60 服务人员。定额写分，按小时价写分钟，按总价的比例写万分之几。"


class LinesField(forms.CharField):
    """One entry a line; gives the lines that are not blank."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=6000, strip=True, **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        """The lines."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class EffortsField(LinesField):
    """What is asked of a home, a line each."""

    def prepare_value(self, value: Any) -> Any:
        """As it is written."""
        names = {code: word for word, code in ASKED.items()}
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return "\n".join(" ".join(str(names.get(one[name], one[name]) if name == "name" else one[name]) for name in EFFORT) for one in value)
        return super().prepare_value(value)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The table as it is kept."""
        return [self._row(line) for line in super().clean(value)]

    def _row(self, line: str) -> dict[str, Any]:
        words = GAP.split(line)
        if len(words) != len(EFFORT) or words[0] not in ASKED or not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words[1:]):
            raise ValidationError(f"「{line[:30]}」写得不对。{HOW_EFFORT}")
        return dict(zip(EFFORT, [ASKED[words[0]], *map(int, words[1:])], strict=True))


class WindowsField(LinesField):
    """The windows of a policy, a line each."""

    def prepare_value(self, value: Any) -> Any:
        """As it is written."""
        if isinstance(value, list) and all(isinstance(one, tuple) for one in value):
            said = {name: {code: word for word, code in words.items()} for name, words in WORDS.items()}
            return "\n".join(" ".join(str(said[name][cell]) if name in said else str(cell) for name, cell in zip(COLUMNS, one, strict=True)) for one in value)
        return super().prepare_value(value)

    def clean(self, value: Any) -> list[tuple[Any, ...]]:
        """The windows as they are kept."""
        return [self._row(line) for line in super().clean(value)]

    def _row(self, line: str) -> tuple[Any, ...]:
        words = GAP.split(line)
        cells = []
        for name, word in zip(COLUMNS, words, strict=False):
            known: Any = WORDS[name].get(word) if name in WORDS else int(word) if word.isascii() and word.isdigit() and len(word) < 9 else None
            cells.append(known)
        if len(words) != len(COLUMNS) or None in cells:
            raise ValidationError(f"「{line[:40]}」写得不对。{HOW_WINDOW}")
        return tuple(cells)


class ServiceRuleForm(KindRuleForm):
    """How a service type is booked and done."""

    efforts = EffortsField(label="按什么算工时", help_text=HOW_EFFORT)
    steps = LinesField(label="步骤", help_text="一行一步，上门的人手机上照着做。空着就用通用的。")
    evidence = LinesField(label="留证", help_text="一行一样，要拍什么。空着就用通用的。")

    class Meta:
        model = ServiceRule
        fields: ClassVar[Any] = (
            "service_type",
            *("minutes", "least_minutes", "most_minutes", "before_minutes", "after_minutes", "interval_minutes", "notice_minutes", "horizon_days"),
            *("unit_minutes", "complexity", "night_share", "holiday_share", "instant", "answer_minutes", "policy"),
            *("hands", "most_hands", "stretch_minutes", "efforts"),
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["policy"].empty_label = "用没有另定时的那一条"  # type: ignore[attr-defined]
        if self.instance.pk:
            own = process_of(self.instance.service_type_id)
            self.initial["steps"], self.initial["evidence"] = own["step"], own["evidence"]


class ProcessForm(forms.Form):
    """The steps and the evidence of every service that has none of its own."""

    steps = LinesField(label="步骤", help_text="一行一步。没有自己流程的服务都用它。")
    evidence = LinesField(label="留证", help_text="一行一样。")


class PolicyForm(RuleForm):
    """A rule for cancelling and moving."""

    once = "code"
    windows = WindowsField(label="几档", help_text=HOW_WINDOW)

    class Meta:
        model = Policy
        fields: ClassVar[Any] = ("code", "name", "summary", "grace_minutes", "free_until_assigned", "late_minutes", "wait_minutes", "first")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["windows"] = list(self.instance.windows.order_by("by", "action", "within_minutes").values_list(*COLUMNS))
