"""What goes in and out of the workers API."""

from rest_framework import serializers

from core.api import MAX_PAGE, CityQuery
from marketplace.workers.models import PaperKind
from marketplace.workers.queries.papers import COLOURS
from marketplace.workers.queries.public import LONGEST_WORD


class WorkerQuery(CityQuery):
    """Whom to list."""

    service = serializers.CharField(required=False, max_length=60, help_text="服务项目的代码或名称")
    category = serializers.CharField(required=False, max_length=60, help_text="分类的 slug、代码或名称")
    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称")
    enterprise = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    language = serializers.CharField(required=False, max_length=20, help_text="会说的话，比如：粤语")
    lives_in = serializers.BooleanField(required=False, help_text="只要可以住家的")
    q = serializers.CharField(required=False, max_length=LONGEST_WORD, help_text="称呼、籍贯、介绍或服务里的字")
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class SkillOut(serializers.Serializer):
    """A service that somebody does."""

    code = serializers.CharField()
    name = serializers.CharField()
    years = serializers.IntegerField()
    category = serializers.CharField()


class WorkerOut(serializers.Serializer):
    """A public worker in a list."""

    id = serializers.IntegerField()
    called = serializers.CharField()
    url = serializers.CharField()
    gender = serializers.ChoiceField(choices=[("female", "女"), ("male", "男")], allow_blank=True)
    photo = serializers.CharField()
    hometown = serializers.CharField(allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField())
    experience_years = serializers.IntegerField()
    intro = serializers.CharField(allow_blank=True)
    district = serializers.CharField(allow_blank=True)
    district_code = serializers.CharField(allow_blank=True)
    lives_in = serializers.BooleanField()
    online = serializers.BooleanField()
    skills = SkillOut(many=True)
    badges = serializers.ListField(child=serializers.CharField(), help_text="今天有效的证件")
    enterprise = serializers.CharField(allow_blank=True)
    enterprise_id = serializers.IntegerField(allow_null=True)
    legal_name = serializers.CharField(allow_blank=True)


class WorkerListOut(serializers.Serializer):
    """A page of public workers; the count is exact up to 3,000."""

    count = serializers.IntegerField()
    count_exact = serializers.BooleanField()
    items = WorkerOut(many=True)
    next = serializers.CharField(allow_null=True)


class BadgeOut(serializers.Serializer):
    """A paper that counts today."""

    kind = serializers.CharField()
    code = serializers.CharField()
    group = serializers.ChoiceField(choices=PaperKind.GROUPS)
    group_name = serializers.CharField()
    level = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField(allow_blank=True)
    ends_on = serializers.DateField(allow_null=True)
    checked_on = serializers.DateTimeField(allow_null=True)


class SafetyCodeOut(serializers.Serializer):
    """The safety code of a day."""

    colour = serializers.ChoiceField(choices=[(colour, words[0]) for colour, words in COLOURS.items()])
    label = serializers.CharField()  # type: ignore[assignment]
    on = serializers.DateField()


class WorkerFullOut(WorkerOut):
    """One worker."""

    badges = BadgeOut(many=True)  # type: ignore[assignment]
    safety_code = SafetyCodeOut()
    contract_party = serializers.CharField(allow_blank=True)


class NoParameters(serializers.Serializer):
    """Takes nothing."""
