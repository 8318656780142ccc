"""What kinds of values parameters have: how each is asked, checked and shown. A value is kept as JSON; amounts are fen, shares basis points."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django import forms
from django.utils.functional import cached_property

from core.forms import YuanField
from core.money import Money
from core.templatetags.ui import grouped


class Kind(Protocol):
    """A kind of value."""

    def field(self) -> forms.Field:
        """The field that asks for it, without a label."""

    def problem(self, value: Any) -> str:
        """What is wrong with a value, "" for nothing."""

    def shown(self, value: Any) -> str:
        """A value as people read it."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number with its bounds and unit."""

    least: int
    most: int
    unit: str = ""

    def field(self) -> forms.Field:
        """A number."""
        return forms.IntegerField(help_text=f"{self.least} 到 {self.most}{' ' + self.unit if self.unit else ''}。")

    def problem(self, value: Any) -> str:
        """Whether it is a number within the bounds."""
        good = isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most
        return "" if good else f"{self.least} 到 {self.most}{' ' + self.unit if self.unit else ''}。"

    def shown(self, value: Any) -> str:
        """With its unit."""
        return f"{value} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in fen, asked for in yuan."""

    most_fen: int
    unit: str = "元"

    def field(self) -> forms.Field:
        """Yuan."""
        return YuanField(help_text=f"最多 {grouped(Money(self.most_fen))} {self.unit}。")

    def problem(self, value: Any) -> str:
        """Whether it is an amount that is not too big."""
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most_fen
        return "" if good else f"0 到 {grouped(Money(self.most_fen))} {self.unit}。"

    def shown(self, value: Any) -> str:
        """Yuan with the unit."""
        return f"{grouped(Money(value))} {self.unit}"


@dataclass(frozen=True, slots=True)
class Share:
    """A share in basis points, asked for in per cent."""

    most_bp: int

    def field(self) -> forms.Field:
        """Per cent, two decimals."""
        return _ShareField(decimal_places=2, max_digits=6, help_text=f"百分之几，0 到 {self.most_bp // 100}，可以写两位小数。")

    def problem(self, value: Any) -> str:
        """Whether it is a share within the bound."""
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most_bp
        return "" if good else f"0 到 {self.most_bp // 100}%。"

    def shown(self, value: Any) -> str:
        """12.5%."""
        return f"{Decimal(value).scaleb(-2).normalize():f}%"


class _ShareField(forms.DecimalField):
    """Per cent on the screen, basis points inside."""

    def prepare_value(self, value: Any) -> Any:
        """Basis points as per cent; what was typed stays as it is."""
        return f"{Decimal(value).scaleb(-2).normalize():f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Basis points."""
        found = super().clean(value)
        return None if found is None else int(found.scaleb(2))


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off, with the words for both."""

    on: str = "开"
    off: str = "关"

    def field(self) -> forms.Field:
        """Two choices, so that neither is one by oversight."""
        return forms.TypedChoiceField(choices=[("1", self.on), ("0", self.off)], coerce=lambda text: text == "1", widget=_SwitchSelect)

    def problem(self, value: Any) -> str:
        """Whether it is on or off."""
        return "" if isinstance(value, bool) else f"选「{self.on}」或「{self.off}」。"

    def shown(self, value: Any) -> str:
        """In words."""
        return self.on if value else self.off


class _SwitchSelect(forms.Select):
    """Takes True and False for "1" and "0"."""

    def format_value(self, value: Any) -> list[str]:
        """The chosen one."""
        return [{True: "1", False: "0"}.get(value, str(value or ""))]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text."""

    longest: int

    def field(self) -> forms.Field:
        """A line."""
        return forms.CharField(max_length=self.longest, help_text=f"最多 {self.longest} 个字。")

    def problem(self, value: Any) -> str:
        """Whether it is a line that is not too long."""
        good = isinstance(value, str) and 0 < len(value) <= self.longest and value.isprintable()
        return "" if good else f"1 到 {self.longest} 个字，写在一行里。"

    def shown(self, value: Any) -> str:
        """As it is."""
        return str(value)


@dataclass(frozen=True)
class Names:
    """A list of names, one a line, each once."""

    longest: int
    most: int

    def field(self) -> forms.Field:
        """Lines."""
        return _LinesField(widget=forms.Textarea(attrs={"rows": 8}), help_text=self.rule)

    @cached_property
    def rule(self) -> str:
        """What a list must be."""
        return f"一行一个，1 到 {self.most} 个，每个最多 {self.longest} 个字，不重复。"

    def problem(self, value: Any) -> str:
        """Whether it is such a list."""
        texts = value if isinstance(value, list) else []
        good = 1 <= len(texts) <= self.most and len(set(texts)) == len(texts)
        return "" if good and all(isinstance(text, str) and 0 < len(text) <= self.longest and text.isprintable() for text in texts) else self.rule

    def shown(self, value: Any) -> str:
        """In one line."""
        return "、".join(value)


class _LinesField(forms.CharField):
    """One entry a line; gives a list."""

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that are not blank."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]
