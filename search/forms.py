"""Forms of the staff screens. They only read; what is wrong is said by the services."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from search.models import Phrase, PromotedTerm, SearchDocument, SynonymSet, TypoPair

APART = re.compile(r"[\s、，,；;=＝/]+")


class WordsField(forms.CharField):
    """Words with anything between them; gives a list, each once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=1500, **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as text."""
        return " ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        """The words."""
        return list(dict.fromkeys(word for word in APART.split(super().clean(value)) if word))


def _help(model: Any, name: str) -> dict[str, Any]:
    field = model._meta.get_field(name)
    return {"label": field.verbose_name, "help_text": field.help_text}


class _WordForm(forms.ModelForm):
    """Uniqueness and the rules of words are said by the service beside the field."""

    def _post_clean(self) -> None:
        """By the service."""


class SynonymForm(_WordForm):
    """Words and what they find."""

    words = WordsField(**_help(SynonymSet, "words"))
    targets = WordsField(required=False, **_help(SynonymSet, "targets"))

    class Meta:
        model = SynonymSet
        fields = ("words", "targets", "active")


class TypoForm(_WordForm):
    """A slip."""

    class Meta:
        model = TypoPair
        fields = ("wrong", "right", "active")


class PhraseForm(_WordForm):
    """A phrase."""

    class Meta:
        model = Phrase
        fields = ("kind", "text", "active")


class PlacesField(forms.CharField):
    """Addresses, one a line; gives a list. What is kept as a key is shown by its address while it is public."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **options)

    def prepare_value(self, value: Any) -> Any:
        """Keys as addresses."""
        if not isinstance(value, (list, tuple)):
            return value
        return "\n".join(address for address, _ in addresses(value))

    def clean(self, value: Any) -> list[str]:
        """The lines."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def addresses(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Address and title of each of these; the key itself for what is not public any more. One query."""
    asked = list(keys)
    numbers = [int(key.partition(":")[2]) for key in asked if key.partition(":")[2].isdigit()]
    rows = SearchDocument.objects.filter(object_id__in=numbers, deleted=False).values_list("type", "object_id", "url", "title")
    known = {f"{kind}:{number}": (url, title) for kind, number, url, title in rows}
    return [known.get(key, (key, "现在看不到了")) for key in asked]


class PromotedForm(_WordForm):
    """What comes first for a word."""

    shown = PlacesField(**_help(PromotedTerm, "shown"))
    starts_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **_help(PromotedTerm, "starts_on"))
    ends_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **_help(PromotedTerm, "ends_on"))

    class Meta:
        model = PromotedTerm
        fields = ("word", "widely", "shown", "starts_on", "ends_on", "why", "active")


class SaveForm(forms.Form):
    """What a search is to be called, and whether to tell of what is new."""

    name = forms.CharField(label="叫什么", max_length=80)
    alert = forms.BooleanField(label="有新发布的告诉我", required=False)


class RangeForm(forms.Form):
    """A range of days; empty: the last thirty."""

    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """The beginning is not behind the end."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "结束的日子在开始之前。")
        return found
