"""The range of days of a report."""

from datetime import date

from django import forms

from cms.pages.queries import Span, last_days

MOST_DAYS = 366


class SpanForm(forms.Form):
    """From one day to another; empty means the last thirty."""

    first = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, date | None]:
        """In order, and no longer than a year."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and not 0 <= (last - first).days < MOST_DAYS:
            self.add_error("last", "从早到晚填，最多看一年。")
        return found

    def span(self, today: date) -> Span:
        """What is asked, what is missing filled in."""
        usual = last_days(today)
        if not self.is_valid():
            return usual
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last:
            return Span(first, last)
        if first:
            return Span(first, max(first, today))
        return last_days(last) if last else usual
