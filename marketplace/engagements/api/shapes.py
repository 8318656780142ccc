"""What goes in and out of the engagements API."""

from rest_framework import serializers

from core.api import MAX_PAGE, Pointed
from marketplace.bookings.api.shapes import BIGGEST, ActionOut, QuoteOut
from marketplace.engagements.models import Mood
from marketplace.engagements.states import EngagementState


class EngagementQuery(serializers.Serializer):
    """Which engagements to list."""

    state = serializers.ChoiceField(choices=EngagementState.choices, required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class EngagementIn(Pointed):
    """Whom a family wants: from an offer, or a service type asked of everybody."""

    listing = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    service_type = serializers.CharField(max_length=60, required=False, help_text="没有 listing 时必填：谁都可以来应")
    starts_on = serializers.DateField()
    units = serializers.IntegerField(min_value=1, max_value=400, default=1, help_text="几期、几个月、几天")
    district = serializers.CharField(max_length=30, help_text="区的代码")
    address = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=25)
    needs = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class EngagementActionIn(serializers.Serializer):
    """What an action needs; which of it stands beside each field."""

    candidate = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="choose、take_back")
    worker = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="propose：谁")
    unit_yuan = serializers.CharField(required=False, max_length=16, help_text="propose、requote：一期的价")
    extra_label = serializers.CharField(required=False, allow_blank=True, max_length=40, default="", help_text="propose、requote：另收什么")
    extra_yuan = serializers.CharField(required=False, max_length=16, help_text="propose、requote：另收多少")
    total_yuan = serializers.CharField(required=False, max_length=16, help_text="agree、extend：看到的总价")
    fee_yuan = serializers.CharField(required=False, max_length=16, help_text="cancel、end、withdraw、assess：看到的费用")
    last_day = serializers.DateField(required=False, help_text="end：做到哪天")
    units = serializers.IntegerField(required=False, min_value=1, max_value=400, help_text="extend：再要多久")
    yes = serializers.BooleanField(required=False, default=False, help_text="answer_extension")
    code = serializers.CharField(required=False, max_length=8, help_text="begin：家里的上岗码")
    wanted_at = serializers.DateTimeField(required=False, help_text="assess：想约的时间")
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class CandidateOut(serializers.Serializer):
    """Somebody who can be chosen, with what is proven of him on all of these days."""

    id = serializers.IntegerField()
    worker = serializers.IntegerField()
    called = serializers.CharField()
    provider = serializers.CharField(allow_blank=True)
    unit_yuan = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    identity = serializers.ListField(child=serializers.CharField())
    training = serializers.ListField(child=serializers.CharField())
    papers = serializers.ListField(child=serializers.CharField())
    rating = serializers.FloatField(allow_null=True)


class PeriodOut(serializers.Serializer):
    """A period: what it costs at most, what of it is owed."""

    position = serializers.IntegerField()
    first_on = serializers.DateField()
    beyond_on = serializers.DateField()
    yuan = serializers.CharField()
    owed_yuan = serializers.CharField(allow_null=True)


class EngagementOut(serializers.Serializer):
    """An engagement in a list."""

    number = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    service_type = serializers.CharField()
    provider = serializers.CharField(allow_blank=True)
    worker = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=EngagementState.choices)
    state_name = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="这一天已经不算")
    units = serializers.IntegerField()
    basis = serializers.CharField()
    district = serializers.CharField()
    total_yuan = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class EngagementFullOut(EngagementOut):
    """One engagement, with what may be done next."""

    address = serializers.CharField(allow_blank=True)
    contact = serializers.CharField(allow_blank=True)
    needs = serializers.CharField(allow_blank=True)
    preferences = serializers.DictField(child=serializers.CharField())
    code = serializers.CharField(allow_blank=True, help_text="上岗码，只给家里看")
    candidates = CandidateOut(many=True)
    quote = QuoteOut(allow_null=True)
    periods = PeriodOut(many=True)
    contract = serializers.IntegerField(allow_null=True)
    substitute = serializers.IntegerField(allow_null=True)
    trial_ends_on = serializers.DateField(allow_null=True)
    cancel_fee_yuan = serializers.CharField(allow_null=True)
    actions = ActionOut(many=True)


class EngagementListOut(serializers.Serializer):
    """A page of engagements, the latest first."""

    count = serializers.IntegerField()
    items = EngagementOut(many=True)
    next = serializers.CharField(allow_null=True)


class CareIn(serializers.Serializer):
    """What was seen on a day."""

    day = serializers.DateField()
    meals = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    medicine = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    mood = serializers.ChoiceField(choices=Mood.choices, required=False)
    temperature = serializers.DecimalField(required=False, max_digits=3, decimal_places=1, min_value=34, max_value=43)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class CareOut(serializers.Serializer):
    """An entry of the care log."""

    id = serializers.IntegerField()
    day = serializers.DateField()
    at = serializers.DateTimeField()
    worker = serializers.CharField(allow_blank=True)
    meals = serializers.CharField(allow_blank=True)
    medicine = serializers.CharField(allow_blank=True)
    mood = serializers.CharField(allow_blank=True)
    temperature = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    photos = serializers.ListField(child=serializers.CharField())


class CareListOut(serializers.Serializer):
    """A page of the care log, the latest first."""

    items = CareOut(many=True)
    next = serializers.CharField(allow_null=True)


class SignatureOut(serializers.Serializer):
    """A side that has accepted."""

    side = serializers.CharField()
    name = serializers.CharField()
    at = serializers.DateTimeField()
    how = serializers.CharField()


class ContractOut(serializers.Serializer):
    """A version of a contract."""

    id = serializers.IntegerField()
    order = serializers.CharField()
    version = serializers.IntegerField()
    digest = serializers.CharField()
    body = serializers.JSONField()
    signatures = SignatureOut(many=True)


class SignIn(serializers.Serializer):
    """The version that was read."""

    digest = serializers.CharField(max_length=64)


class SubstituteIn(serializers.Serializer):
    """Who is proposed, where somebody is."""

    worker = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="propose：谁")
    unit_yuan = serializers.CharField(required=False, max_length=16, help_text="propose：一期的价，不写就是原价")


class SubstituteOut(serializers.Serializer):
    """A search for somebody else."""

    id = serializers.IntegerField()
    order = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    detail = serializers.CharField()
    old_worker = serializers.CharField()
    worker = serializers.CharField(allow_blank=True)
    until = serializers.DateTimeField()
    actions = ActionOut(many=True)
