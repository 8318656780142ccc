"""The form of a report; the service says what is wrong."""

from django import forms

from dispatch.flags.states import Reason


class ReportForm(forms.Form):
    """Why, and what else there is to say."""

    reason = forms.ChoiceField(label="是什么问题", choices=Reason.choices, widget=forms.RadioSelect, error_messages={"required": "选一个原因。"})
    text = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}),
        help_text="哪一句不对、怎么回事，最多 500 字。",
    )
