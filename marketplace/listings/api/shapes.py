"""What goes in and out of the listings API."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import MAX_PAGE, CityQuery
from core.money import Money
from marketplace.listings.constraints import MAX_PRICE_FEN
from marketplace.listings.states import EnquiryState, ListingState, PartOfDay, Side
from marketplace.pricing.states import Mark

TIMED = [(part.value, part.label) for part in PartOfDay if part.value]


@extend_schema_field(OpenApiTypes.STR)
class MoneyText(serializers.Field):
    """An amount in yuan as text, "128.00"; gives fen."""

    default_error_messages = {"money": "金额写成 128 或 128.00 这样的文字，最多两位小数。"}

    def to_internal_value(self, data: Any) -> int:
        """Fen."""
        if not isinstance(data, str) or len(data) > 16:
            self.fail("money")
        try:
            fen = Money.parse(data).fen
        except ValueError:
            self.fail("money")
        if not 0 <= fen <= MAX_PRICE_FEN:
            self.fail("money")
        return fen

    def to_representation(self, value: int) -> str:
        """Yuan."""
        return Money(value).yuan


def texts(length: int, most: int, **options: Any) -> serializers.ListField:
    """A list of short texts."""
    return serializers.ListField(child=serializers.CharField(max_length=length), max_length=most, **options)


class GuidanceOut(serializers.Serializer):
    """The guidance price beside a listing's: its range, since when, and where the price lies."""

    low_yuan = serializers.CharField()
    high_yuan = serializers.CharField()
    unit = serializers.CharField()
    since = serializers.DateField()
    mark = serializers.ChoiceField(choices=Mark.choices)


class ListingOut(serializers.Serializer):
    """A public listing in a list."""

    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    side = serializers.ChoiceField(choices=Side.choices)
    title = serializers.CharField()
    url = serializers.CharField()
    category = serializers.CharField()
    category_slug = serializers.CharField()
    district = serializers.CharField()
    district_code = serializers.CharField()
    price_yuan = serializers.CharField(allow_null=True)
    budget_min_yuan = serializers.CharField(allow_null=True)
    budget_max_yuan = serializers.CharField(allow_null=True)
    unit = serializers.CharField()
    wanted_from = serializers.DateField(allow_null=True)
    wanted_until = serializers.DateField(allow_null=True)
    wanted_part = serializers.ChoiceField(choices=PartOfDay.choices, allow_blank=True)
    wanted_time = serializers.CharField(allow_blank=True)
    street = serializers.CharField(allow_null=True)
    service_type = serializers.CharField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    art = serializers.CharField()
    photo = serializers.CharField(allow_null=True)
    poster_kind = serializers.ChoiceField(choices=[("member", "会员"), ("enterprise", "企业")])
    poster = serializers.CharField()
    enterprise_id = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    guidance = GuidanceOut(allow_null=True)


class ListingListOut(serializers.Serializer):
    """A page of public listings; the count is exact up to 3,000."""

    count = serializers.IntegerField()
    count_exact = serializers.BooleanField()
    items = ListingOut(many=True)
    next = serializers.CharField(allow_null=True)


class PhotoOut(serializers.Serializer):
    """A photo."""

    id = serializers.IntegerField()
    card = serializers.CharField()
    large = serializers.CharField()
    alt = serializers.CharField(allow_blank=True)


class ListingFullOut(serializers.Serializer):
    """One listing; `state`, `note` and `actions` only for its own people and for staff."""

    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    side = serializers.ChoiceField(choices=Side.choices)
    title = serializers.CharField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    category = serializers.CharField()
    category_slug = serializers.CharField()
    service_type = serializers.CharField(allow_null=True)
    district = serializers.CharField(allow_null=True)
    street = serializers.CharField(allow_null=True)
    place = serializers.CharField(allow_blank=True)
    price_yuan = serializers.CharField(allow_null=True)
    budget_min_yuan = serializers.CharField(allow_null=True)
    budget_max_yuan = serializers.CharField(allow_null=True)
    guidance = GuidanceOut(allow_null=True)
    unit = serializers.CharField(allow_null=True)
    included = serializers.ListField(child=serializers.CharField())
    not_included = serializers.ListField(child=serializers.CharField())
    service_area = serializers.ListField(child=serializers.CharField())
    wanted_from = serializers.DateField(allow_null=True)
    wanted_until = serializers.DateField(allow_null=True)
    wanted_part = serializers.ChoiceField(choices=PartOfDay.choices, allow_blank=True)
    wanted_time = serializers.CharField(allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField())
    art = serializers.CharField()
    photos = PhotoOut(many=True)
    poster_kind = serializers.ChoiceField(choices=[("member", "会员"), ("enterprise", "企业")])
    poster = serializers.CharField()
    enterprise_id = serializers.IntegerField(allow_null=True)
    legal_name = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=ListingState.choices, required=False)
    note = serializers.CharField(required=False, allow_blank=True)
    actions = serializers.ListField(child=serializers.CharField(), required=False)


class OwnListOut(serializers.Serializer):
    """One's own listings."""

    count = serializers.IntegerField()
    items = ListingFullOut(many=True)
    next = serializers.CharField(allow_null=True)


class ListingQuery(CityQuery):
    """What to list."""

    side = serializers.ChoiceField(choices=Side.choices, required=False)
    category = serializers.CharField(required=False, max_length=60, help_text="分类的 slug、代码或名称")
    service_type = serializers.CharField(required=False, max_length=60, help_text="服务项目的代码")
    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称")
    street = serializers.CharField(required=False, max_length=40, help_text="街道的代码；和 district 一起也可以写名称")
    wanted_on = serializers.DateField(required=False, help_text="哪一天要人：只列那天要的需求")
    part = serializers.ChoiceField(choices=TIMED, required=False, help_text="哪个时段要人")
    enterprise = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class PositionQuery(serializers.Serializer):
    """Where to go on."""

    cursor = serializers.CharField(required=False, max_length=300)


class ListingChangeIn(serializers.Serializer):
    """What may be changed; a field of the other side is refused."""

    category = serializers.CharField(required=False, max_length=60)
    service_type = serializers.CharField(required=False, max_length=60, allow_null=True)
    title = serializers.CharField(required=False, max_length=60)
    description = serializers.CharField(required=False, max_length=5000, allow_blank=True)
    district = serializers.CharField(required=False, max_length=30)
    street = serializers.CharField(required=False, max_length=40, allow_null=True, help_text="街道的代码；和 district 一起也可以写名称")
    place = serializers.CharField(required=False, max_length=60, allow_blank=True)
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lng = serializers.FloatField(required=False, min_value=-180, max_value=180)
    unit = serializers.CharField(required=False, max_length=20)
    tags = texts(20, 12, required=False)
    price_yuan = MoneyText(required=False)
    included = texts(80, 20, required=False)
    not_included = texts(80, 20, required=False)
    service_area = texts(30, 60, required=False)
    budget_min_yuan = MoneyText(required=False, allow_null=True)
    budget_max_yuan = MoneyText(required=False)
    wanted_from = serializers.DateField(required=False)
    wanted_until = serializers.DateField(required=False, allow_null=True)
    wanted_part = serializers.ChoiceField(choices=PartOfDay.choices, required=False, allow_blank=True)
    wanted_time = serializers.CharField(required=False, max_length=60, allow_blank=True)


class ListingIn(ListingChangeIn):
    """A new listing. `enterprise`: for which one of one's enterprises; left out, the one that one works in; null, for oneself."""

    side = serializers.ChoiceField(choices=Side.choices)
    category = serializers.CharField(max_length=60)
    title = serializers.CharField(max_length=60)
    district = serializers.CharField(max_length=30)
    unit = serializers.CharField(max_length=20)
    enterprise = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)
    publish = serializers.BooleanField(required=False, default=True, help_text="假：存成草稿")


class ReasonIn(serializers.Serializer):
    """Why; required where the step says so."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class PhotoIn(serializers.Serializer):
    """A picture."""

    file = serializers.FileField()


class PhotoChangeIn(serializers.Serializer):
    """What a photo shows, and its place from 0."""

    alt = serializers.CharField(required=False, allow_blank=True, max_length=60)
    position = serializers.IntegerField(required=False, min_value=0, max_value=50)


class MessageIn(serializers.Serializer):
    """A message, at most 300 characters."""

    text = serializers.CharField(max_length=300)


class MessageOut(serializers.Serializer):
    """What was said, and by which side."""

    id = serializers.IntegerField()
    mine = serializers.BooleanField()
    from_asker = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class EnquiryOut(serializers.Serializer):
    """A conversation about a listing; names as people chose them, never a number."""

    id = serializers.IntegerField()
    listing_id = serializers.IntegerField()
    listing_title = serializers.CharField()
    state = serializers.ChoiceField(choices=EnquiryState.choices)
    asked_by_me = serializers.BooleanField()
    other_side = serializers.CharField()
    last_text = serializers.CharField(allow_null=True)
    last_at = serializers.DateTimeField()


class EnquiryFullOut(EnquiryOut):
    """With everything that was said."""

    messages = MessageOut(many=True)
    actions = serializers.ListField(child=serializers.CharField())


class EnquiryListOut(serializers.Serializer):
    """A page of conversations."""

    count = serializers.IntegerField()
    items = EnquiryOut(many=True)
    next = serializers.CharField(allow_null=True)


class NoParameters(serializers.Serializer):
    """Takes nothing."""
