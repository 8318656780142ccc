"""What goes in and out of the API of series and packages."""

from rest_framework import serializers

from core.api import MAX_PAGE, Pointed
from marketplace.bookings.api.shapes import BIGGEST, ActionOut
from marketplace.bookings.charging import MOST_AMOUNT
from marketplace.series.models import SeriesDue
from marketplace.series.rhythm import MOST_VISITS
from marketplace.series.states import Fate, Holidays, PackageUnit, PassState, Rhythm, SeriesState


class SeriesQuery(serializers.Serializer):
    """Which series to list."""

    state = serializers.ChoiceField(choices=SeriesState.choices, required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class SeriesIn(Pointed):
    """What a family wants; the answer is all dates with their prices, to be accepted."""

    listing = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    rhythm = serializers.ChoiceField(choices=Rhythm.choices)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, required=False, help_text="0 是周一")
    first_on = serializers.DateField()
    monthly = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="包月价的编号；写了它就按月收，要写 months，不写 visits")
    months = serializers.IntegerField(required=False, min_value=1, max_value=12, help_text="包几个月")
    visits = serializers.IntegerField(required=False, min_value=2, max_value=MOST_VISITS, help_text="几次；和 last_on 二选一")
    last_on = serializers.DateField(required=False, help_text="做到哪天，那天也算")
    starts_minute = serializers.IntegerField(min_value=0, max_value=1439, help_text="当天的第几分钟，540 是九点")
    minutes = serializers.IntegerField(required=False, min_value=15, max_value=1440)
    amount = serializers.IntegerField(required=False, min_value=1, max_value=MOST_AMOUNT, default=1)
    holidays = serializers.ChoiceField(choices=Holidays.choices, required=False, default=Holidays.SKIP)
    same_worker = serializers.BooleanField(required=False, default=True)
    worker = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    district = serializers.CharField(max_length=30, help_text="区的代码")
    address = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=25)
    needs = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class SeriesActionIn(serializers.Serializer):
    """What an action needs; which of it stands beside each action."""

    total_yuan = serializers.CharField(required=False, max_length=16, help_text="accept、change：看到的合计；move、answer：新时间的价不一样时再带上它")
    fee_yuan = serializers.CharField(required=False, max_length=16, help_text="skip、move、pause、end：看到的费用")
    position = serializers.IntegerField(required=False, min_value=1, max_value=10_000, help_text="skip、move、answer、change：第几次")
    start = serializers.DateTimeField(required=False, help_text="move、answer：改到什么时候")
    worker = serializers.IntegerField(required=False, min_value=0, max_value=BIGGEST, help_text="answer：换谁；change：谁来，0 是谁有空谁来")
    first = serializers.DateField(required=False, help_text="pause：从哪天起不来")
    beyond = serializers.DateField(required=False, help_text="pause：从哪天起照常来")
    rhythm = serializers.ChoiceField(choices=Rhythm.choices, required=False, help_text="change")
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, required=False, help_text="change")
    starts_minute = serializers.IntegerField(min_value=0, max_value=1439, required=False, help_text="change")
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class SeriesVisitOut(serializers.Serializer):
    """A planned date."""

    position = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    fate = serializers.ChoiceField(choices=Fate.choices)
    fate_name = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    yuan = serializers.CharField()
    booking = serializers.CharField(allow_blank=True, help_text="订单号，已排好的才有")
    worker = serializers.CharField(allow_blank=True)


class SeriesOut(serializers.Serializer):
    """A series in a list."""

    number = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    service_type = serializers.CharField()
    provider = serializers.CharField()
    worker = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=SeriesState.choices)
    state_name = serializers.CharField()
    rhythm = serializers.ChoiceField(choices=Rhythm.choices)
    rhythm_name = serializers.CharField()
    minutes = serializers.IntegerField()
    charged = serializers.ChoiceField(choices=[("visit", "做一次付一次"), ("month", "包月")])
    month_yuan = serializers.CharField(allow_null=True, help_text="包月的，一个月多少")
    total_yuan = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class SeriesDueLineOut(serializers.Serializer):
    """A line of a month's due."""

    what = serializers.CharField()
    yuan = serializers.CharField()


class SeriesDueOut(serializers.Serializer):
    """What a month comes to, or what is given back after the last one."""

    kind = serializers.ChoiceField(choices=SeriesDue.KINDS)
    month = serializers.IntegerField()
    begins_on = serializers.DateField()
    beyond_on = serializers.DateField()
    visits = serializers.IntegerField()
    payer = serializers.CharField()
    payee = serializers.CharField()
    yuan = serializers.CharField()
    lines = SeriesDueLineOut(many=True)


class SeriesFullOut(SeriesOut):
    """One series with its dates and what may be done next."""

    address = serializers.CharField(allow_blank=True)
    needs = serializers.CharField(allow_blank=True)
    holidays = serializers.ChoiceField(choices=Holidays.choices)
    paused_from = serializers.DateField(allow_null=True)
    paused_to = serializers.DateField(allow_null=True)
    visits = SeriesVisitOut(many=True)
    dues = SeriesDueOut(many=True, help_text="包月的各个月")
    end_fee_yuan = serializers.CharField(allow_null=True)
    actions = ActionOut(many=True)


class SeriesListOut(serializers.Serializer):
    """A page of series, the latest first."""

    count = serializers.IntegerField()
    items = SeriesOut(many=True)
    next = serializers.CharField(allow_null=True)


class PackageQuery(serializers.Serializer):
    """The packages of which offer, or of which enterprise."""

    listing = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    enterprise = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class PassQuery(serializers.Serializer):
    """Which passes to list."""

    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class MonthlyOut(serializers.Serializer):
    """What an offer costs by the month, beside one visit."""

    id = serializers.IntegerField()
    listing = serializers.IntegerField()
    visits_a_week = serializers.IntegerField()
    minutes = serializers.IntegerField()
    month_yuan = serializers.CharField()
    each_yuan = serializers.CharField(help_text="合每次")
    single_yuan = serializers.CharField(help_text="单次约")
    most_months = serializers.IntegerField()


class MonthlyListOut(serializers.Serializer):
    """What an offer costs by the month."""

    count = serializers.IntegerField()
    items = MonthlyOut(many=True)


class PackageOut(serializers.Serializer):
    """A package that is sold. What a visit comes to and what is saved is computed."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.CharField()
    enterprise = serializers.CharField()
    unit = serializers.ChoiceField(choices=PackageUnit.choices)
    amount = serializers.IntegerField()
    minutes = serializers.IntegerField()
    price_yuan = serializers.CharField()
    each_yuan = serializers.CharField()
    single_yuan = serializers.CharField()
    saved_yuan = serializers.CharField()
    valid_days = serializers.IntegerField()
    not_included = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    listings = serializers.ListField(child=serializers.IntegerField())


class PackageListOut(serializers.Serializer):
    """A page of packages."""

    count = serializers.IntegerField()
    items = PackageOut(many=True)
    next = serializers.CharField(allow_null=True)


class PassIn(serializers.Serializer):
    """Which package, at the price and version that were seen."""

    package = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    price_yuan = serializers.CharField(max_length=16)
    version = serializers.IntegerField(min_value=1, max_value=32_000)


class UseOut(serializers.Serializer):
    """A visit that was taken from a pass."""

    booking = serializers.CharField()
    units = serializers.IntegerField()
    worth_yuan = serializers.CharField()
    at = serializers.DateTimeField()
    returned_at = serializers.DateTimeField(allow_null=True)
    kept_because = serializers.CharField(allow_blank=True)


class PassOut(serializers.Serializer):
    """A package that somebody has; `cover` is what a booking names to be paid by it."""

    number = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    enterprise = serializers.CharField()
    state = serializers.ChoiceField(choices=PassState.choices)
    unit = serializers.ChoiceField(choices=PackageUnit.choices)
    amount = serializers.IntegerField()
    left = serializers.IntegerField()
    price_yuan = serializers.CharField()
    taken_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    usable = serializers.BooleanField()
    cover = serializers.CharField()
    listings = serializers.ListField(child=serializers.IntegerField())


class PassFullOut(PassOut):
    """One pass with what was used of it."""

    uses = UseOut(many=True)


class PassListOut(serializers.Serializer):
    """A page of passes, the latest first."""

    count = serializers.IntegerField()
    items = PassOut(many=True)
    next = serializers.CharField(allow_null=True)
