"""What goes in and out of the ratings API."""

from rest_framework import serializers

from core.api import MAX_PAGE
from marketplace.ratings.models.ratings import HIGHEST, LONGEST_REPLY, LONGEST_TEXT, LOWEST
from marketplace.ratings.states import RatingState

BIGGEST = 2**63 - 1


def _star(**options: object) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST, **options)  # type: ignore[arg-type]


class RatingQuery(serializers.Serializer):
    """Which part of the list."""

    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE, default=20)
    cursor = serializers.CharField(required=False, max_length=300)


class SaidIn(serializers.Serializer):
    """Stars and words."""

    score = _star(help_text="总的几星")
    punctual = _star(required=False, allow_null=True, default=None)
    skill = _star(required=False, allow_null=True, default=None)
    attitude = _star(required=False, allow_null=True, default=None)
    price = _star(required=False, allow_null=True, default=None)
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT, default="")
    anonymous = serializers.BooleanField(required=False, default=False)


class RatingIn(SaidIn):
    """A rating of an order."""

    booking = serializers.CharField(max_length=16, help_text="订单号")


class ReplyIn(serializers.Serializer):
    """The provider's one public reply."""

    text = serializers.CharField(max_length=LONGEST_REPLY)


class NoteIn(serializers.Serializer):
    """A reason; the writer is told."""

    note = serializers.CharField(max_length=500)


class StateOut(serializers.Serializer):
    """What became of a rating; nothing of its score."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RatingState.choices)


class ReplyOut(serializers.Serializer):
    """The reply as everybody reads it."""

    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class RatingOut(serializers.Serializer):
    """A rating as everybody reads it."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    score = serializers.IntegerField()
    punctual = serializers.IntegerField(allow_null=True)
    skill = serializers.IntegerField(allow_null=True)
    attitude = serializers.IntegerField(allow_null=True)
    price = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    said_by = serializers.CharField()
    verified = serializers.BooleanField(help_text="来自做完的订单；每一条都是")
    service_type = serializers.CharField()
    photos = serializers.ListField(child=serializers.CharField())
    reply = ReplyOut(allow_null=True)
    state = serializers.ChoiceField(choices=RatingState.choices)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class StandingOut(serializers.Serializer):
    """How somebody stands."""

    count = serializers.IntegerField()
    mean = serializers.FloatField()
    score = serializers.FloatField(help_text="排序用的口碑分，评价少的靠近平均")
    histogram = serializers.DictField(child=serializers.IntegerField())
    parts = serializers.DictField(child=serializers.FloatField())


class RatingListOut(serializers.Serializer):
    """A page of ratings, the latest first."""

    count = serializers.IntegerField()
    standing = StandingOut(allow_null=True)
    items = RatingOut(many=True)
    next = serializers.CharField(allow_null=True)
