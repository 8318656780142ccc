"""Forms of surveys; the services say what is wrong."""

from typing import Any

from django import forms

from core.money import WHOLE
from core.parameters.kinds import Share
from dispatch.surveys.models import HIGHEST, LONGEST_TEXT, LOWEST, Question
from dispatch.surveys.services import Asked
from marketplace.catalog.models import ServiceType

WORDS = {label: code for code, label in Question.KINDS}
STARS = [(str(score), f"{score} 分") for score in range(HIGHEST, LOWEST - 1, -1)]


class SurveyForm(forms.Form):
    """A new survey; one question a line."""

    title = forms.CharField(label="名称", max_length=40)
    intro = forms.CharField(label="开头的话", max_length=200, required=False)
    questions = forms.CharField(
        label="问题", widget=forms.Textarea(attrs={"rows": 6}), help_text="一行一个：「打分 | 问什么」「选一个 | 问什么 | 甲 | 乙」「写几句 | 问什么」。"
    )
    sample_share = Share(WHOLE).field()
    wait_days = forms.IntegerField(label="完工几天后发", min_value=0, max_value=90, initial=3)
    service_types = forms.ModelMultipleChoiceField(label="哪些服务", queryset=ServiceType.objects.none(), required=False, help_text="一样不选就是全部。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sample_share"].label = "抽多少"
        self.fields["service_types"].queryset = ServiceType.objects.filter(active=True).order_by("category__position", "position", "pk")  # type: ignore[attr-defined]

    def clean_questions(self) -> list[Asked]:
        """The lines as questions; the service says which line it cannot take."""
        found = []
        for line in self.cleaned_data["questions"].splitlines():
            if line.strip():
                kind, *rest = [part.strip() for part in line.replace("｜", "|").split("|")]
                found.append(Asked(WORDS.get(kind, ""), rest[0] if rest else "", tuple(rest[1:])))
        return found


class AnswerForm(forms.Form):
    """The questions of a survey, one under the other."""

    def __init__(self, questions: list[Question], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        for one in questions:
            choices = STARS if one.kind == "score" else [(text, text) for text in one.choices]
            if one.kind == "text":
                field: forms.Field = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}), max_length=LONGEST_TEXT)
            else:
                field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
            field.label, field.required = one.text, False
            self.fields[f"q{one.pk}"] = field

    def said(self) -> dict[int, str]:
        """Answers by question."""
        return {one.pk: self.cleaned_data.get(f"q{one.pk}") or "" for one in self.questions}
