"""Forms of the simulator."""

from django import forms


class SmsToUsForm(forms.Form):
    """An SMS to us."""

    phone = forms.CharField(
        label="谁发的",
        max_length=25,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "写发短信的手机号。"},
    )
    text = forms.CharField(
        label="内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="比如：保洁 周六上午10点 2小时 朝阳望京西园四区12号楼。",
        error_messages={"required": "写一句再发。"},
    )
    # A provider that calls twice sends the same id twice.
    message_id = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
