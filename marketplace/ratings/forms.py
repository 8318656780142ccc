"""Forms of ratings; the services say what is wrong."""

from typing import Any

from django import forms

from marketplace.ratings.models import Rating
from marketplace.ratings.models.ratings import LONGEST_REPLY, LONGEST_TEXT
from marketplace.ratings.services import Said
from marketplace.ratings.states import PARTS, WORDS

STARS = [(str(star), f"{star} 星，{word}") for star, word in WORDS.items()]


class StarsField(forms.TypedChoiceField):
    """One to five stars as five radio buttons: by keyboard, by thumb, without script."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=STARS, coerce=int, empty_value=None, widget=forms.RadioSelect, **options)


class PhotosInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of photos; how many are too many is said by the service."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True}), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of them a file that is not empty."""
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in given if one]


class RatingForm(forms.Form):
    """Stars, four sub-scores, words, photos."""

    score = StarsField(label="总的来说", error_messages={"required": "点一下，给 1 到 5 星。"})
    punctual = StarsField(label="准时", required=False)
    skill = StarsField(label="手艺", required=False)
    attitude = StarsField(label="态度", required=False)
    price = StarsField(label="价钱", required=False)
    text = forms.CharField(
        label="说两句",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="哪里做得好，哪里可以更好。别写电话和门牌号，谁都看得到。",
    )
    photos = PhotosField(label="照片", help_text="JPG、PNG 或 WebP，一张 10 MB 以内；位置信息会去掉。别拍到人脸和门牌。")
    anonymous = forms.BooleanField(label="不显示我的称呼", required=False)

    def said(self) -> Said:
        """What the service is asked to keep."""
        values = self.cleaned_data
        return Said(score=values["score"], text=values["text"], anonymous=values["anonymous"], **{name: values[name] for name in PARTS})

    @property
    def sub_scores(self) -> list[forms.BoundField]:
        """The four fields of the sub-scores."""
        return [self[name] for name in PARTS]

    @classmethod
    def of(cls, rating: Rating) -> dict[str, Any]:
        """What a form to change a rating begins with."""
        return {name: getattr(rating, name) for name in ("score", *PARTS, "text", "anonymous")}


class ReplyForm(forms.Form):
    """The provider's one reply."""

    text = forms.CharField(
        label="公开回复",
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只能回一次，发了改不了。",
        error_messages={"required": "写两句再发。"},
    )


class WordForm(forms.Form):
    """The provider's own word on an order."""

    score = StarsField(label="这家配合得怎样", error_messages={"required": "点一下，给 1 到 5 星。"})
    text = forms.CharField(label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="只有你们和网络中心看得到。")
