"""What goes in and out of the jobs API."""

from rest_framework import serializers

from core.api import MAX_PAGE, CityQuery
from marketplace.recruitment.queries.public import LONGEST_WORD, PAY_BANDS
from marketplace.recruitment.states import ApplicationState, JobKind, Programme

KINDS = JobKind.choices
PROGRAMMES = [(value, label) for value, label in Programme.choices if value]


class JobQuery(CityQuery):
    """What to list."""

    category = serializers.CharField(required=False, max_length=60, help_text="分类的 slug、代码或名称")
    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称")
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    pay = serializers.ChoiceField(choices=[(name, words) for name, (words, _, _) in PAY_BANDS.items()], required=False)
    programme = serializers.ChoiceField(choices=PROGRAMMES, required=False)
    enterprise = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    q = serializers.CharField(required=False, max_length=LONGEST_WORD, help_text="岗位、工种或企业名称里的字")
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class JobOut(serializers.Serializer):
    """A public posting in a list."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    kind_name = serializers.CharField()
    category = serializers.CharField()
    category_slug = serializers.CharField()
    district = serializers.CharField()
    district_code = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    pay_min_yuan = serializers.CharField()
    pay_max_yuan = serializers.CharField()
    unit = serializers.CharField()
    pay = serializers.CharField(help_text="写成一行的薪酬")
    positions = serializers.IntegerField()
    experience_years = serializers.IntegerField()
    certificates = serializers.ListField(child=serializers.CharField())
    health_certificate = serializers.BooleanField()
    programme = serializers.ChoiceField(choices=Programme.choices, allow_blank=True)
    programme_name = serializers.CharField(allow_blank=True)
    enterprise = serializers.CharField()
    enterprise_id = serializers.IntegerField()
    legal_name = serializers.CharField()
    art = serializers.CharField()
    published_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class JobListOut(serializers.Serializer):
    """A page of public postings; the count is exact up to 3,000."""

    count = serializers.IntegerField()
    count_exact = serializers.BooleanField()
    items = JobOut(many=True)
    next = serializers.CharField(allow_null=True)


class JobFullOut(serializers.Serializer):
    """One posting."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=KINDS)
    kind_name = serializers.CharField()
    category = serializers.CharField()
    category_slug = serializers.CharField()
    district = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    pay_min_yuan = serializers.CharField()
    pay_max_yuan = serializers.CharField()
    unit = serializers.CharField()
    pay = serializers.CharField()
    positions = serializers.IntegerField()
    experience_years = serializers.IntegerField()
    certificates = serializers.ListField(child=serializers.CharField())
    health_certificate = serializers.BooleanField()
    programme = serializers.ChoiceField(choices=Programme.choices, allow_blank=True)
    enterprise = serializers.CharField()
    enterprise_id = serializers.IntegerField()
    legal_name = serializers.CharField()
    published_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class ApplicationIn(serializers.Serializer):
    """What a person says of himself; the number is the proven one of the account."""

    name = serializers.CharField(max_length=20)
    experience_years = serializers.IntegerField(min_value=0, max_value=60)
    certificates = serializers.ListField(child=serializers.CharField(max_length=40), max_length=30, required=False, help_text="证书的代码或名称")
    health_certificate = serializers.BooleanField(required=False, default=False)
    message = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    consent = serializers.BooleanField(help_text="同意把资料交给这家用人单位")


class ApplicationOut(serializers.Serializer):
    """The application as its own person sees it; `missed`: what the posting asks for and was not claimed."""

    id = serializers.IntegerField()
    job_id = serializers.IntegerField()
    job_title = serializers.CharField()
    enterprise = serializers.CharField()
    state = serializers.ChoiceField(choices=ApplicationState.choices)
    missed = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()


class NoParameters(serializers.Serializer):
    """Takes nothing."""
