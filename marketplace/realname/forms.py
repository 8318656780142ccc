"""The form of a real name; the service says what is wrong."""

from django import forms


class NameForm(forms.Form):
    """As on the card."""

    name = forms.CharField(label="姓名", max_length=30, help_text="和身份证上一样。")
    number = forms.CharField(label="身份证号", max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}))
