"""What goes in and out of the bookings API."""

from rest_framework import serializers

from core.api import MAX_PAGE, Pointed
from marketplace.bookings.charging import MOST_AMOUNT
from marketplace.bookings.models import ChecklistItem, Due
from marketplace.bookings.services.placing import MOST_ALTERNATIVES
from marketplace.bookings.states import BookingState

BIGGEST = 2**63 - 1


class ServiceOut(serializers.Serializer):
    """One of several services of a visit."""

    name = serializers.CharField()
    minutes = serializers.IntegerField()
    hands = serializers.IntegerField()


class HomeAnswers(serializers.Serializer):
    """What is said of a home, where the service asks for it."""

    area = serializers.IntegerField(required=False, min_value=0, max_value=9999, help_text="多少平方米")
    rooms = serializers.IntegerField(required=False, min_value=0, max_value=99, help_text="几间卧室")
    baths = serializers.IntegerField(required=False, min_value=0, max_value=99, help_text="几个卫生间")
    pets = serializers.IntegerField(required=False, min_value=0, max_value=99, help_text="几只宠物")


class SlotQuery(Pointed, HomeAnswers):
    """Which times to look for."""

    also = serializers.RegexField(
        r"^\d{1,18}(:\d{1,4})?(,\d{1,18}(:\d{1,4})?){0,5}$", required=False, help_text="同一次再做的供应信息编号，冒号后是多少：12:18,15"
    )
    addons = serializers.RegexField(r"^\d{1,18}(,\d{1,18}){0,19}$", required=False, help_text="增值项目的编号，逗号隔开")

    district = serializers.CharField(max_length=30, help_text="区的代码")
    minutes = serializers.IntegerField(required=False, min_value=15, max_value=1440, help_text="做几分钟，按小时计价的才用")
    amount = serializers.IntegerField(required=False, min_value=1, max_value=MOST_AMOUNT, help_text="几件、几平方米")
    first_day = serializers.DateField(required=False, help_text="从哪天起，不写就是今天")
    days = serializers.IntegerField(required=False, min_value=1, max_value=31, default=7)


class EffortOut(serializers.Serializer):
    """Where the work comes from."""

    label = serializers.CharField()  # type: ignore[assignment]
    minutes = serializers.IntegerField()


class SlotOut(serializers.Serializer):
    """A start that can be ordered, and how many could come."""

    start = serializers.DateTimeField()
    free = serializers.IntegerField()


class SlotListOut(serializers.Serializer):
    """The starts in order of time; a promise to nobody until one is held."""

    count = serializers.IntegerField()
    minutes = serializers.IntegerField()
    hands = serializers.IntegerField(help_text="几个人上门")
    work_minutes = serializers.IntegerField(help_text="一个人做要几分钟")
    why = EffortOut(many=True)
    services = ServiceOut(many=True)
    items = SlotOut(many=True)


class BookingQuery(serializers.Serializer):
    """Which orders to list."""

    state = serializers.ChoiceField(choices=BookingState.choices, required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class FurtherIn(serializers.Serializer):
    """Another service of the same provider in the same visit."""

    listing = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    minutes = serializers.IntegerField(required=False, min_value=15, max_value=1440)
    amount = serializers.IntegerField(required=False, min_value=1, max_value=MOST_AMOUNT, default=1)


class BookingIn(Pointed):
    """What a family wants; the answer is a held time with its price."""

    listing = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    start = serializers.DateTimeField()
    district = serializers.CharField(max_length=30, help_text="区的代码")
    address = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=25)
    minutes = serializers.IntegerField(required=False, min_value=15, max_value=1440)
    amount = serializers.IntegerField(required=False, min_value=1, max_value=MOST_AMOUNT, default=1)
    needs = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    alternatives = serializers.ListField(child=serializers.DateTimeField(), max_length=MOST_ALTERNATIVES, required=False)
    worker = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    cover = serializers.CharField(required=False, allow_blank=True, max_length=40, default="", help_text="用套餐付这一次：套餐的 cover")
    answers = HomeAnswers(required=False)
    also = FurtherIn(many=True, required=False)
    addons = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=BIGGEST), max_length=20, required=False)


class ActionIn(serializers.Serializer):
    """What an action needs; which of it stands beside each action."""

    total_yuan = serializers.CharField(
        required=False, max_length=16, help_text="accept_quote：看到的总价；move：新时间的总价不一样时（409 price_moves）再带上它"
    )
    fee_yuan = serializers.CharField(required=False, max_length=16, help_text="cancel、move、withdraw：看到的费用")
    start = serializers.DateTimeField(required=False, help_text="move：改到什么时候；accept_at：接家里写的哪个时间（alternatives 里的一个）")
    worker = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="accept、reassign：谁去")
    leaves = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="reassign：几个人去的，换下谁")
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    price_yuan = serializers.CharField(required=False, max_length=16, help_text="quote、ask_extra：多少钱")
    code = serializers.CharField(required=False, max_length=8, help_text="arrive：家里的签到码；sign_off：家里的完工码")
    position = serializers.IntegerField(required=False, min_value=1, max_value=1000, help_text="tick：清单第几项")
    done = serializers.BooleanField(required=False, default=True)
    label = serializers.CharField(required=False, max_length=60, help_text="ask_extra：加什么")  # type: ignore[assignment]
    change = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="answer_extra：哪一项")
    objection = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="settle_objection、answer_objection：哪一条")
    due = serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text="waive：免哪一笔（dues 里 waivable 的一笔）")
    yes = serializers.BooleanField(required=False, default=False)


class LineOut(serializers.Serializer):
    """A line of a quote."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    detail = serializers.CharField(allow_blank=True)
    yuan = serializers.CharField()


class QuoteOut(serializers.Serializer):
    """The latest quote."""

    version = serializers.IntegerField()
    state = serializers.CharField()
    total_yuan = serializers.CharField()
    valid_until = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)
    lines = LineOut(many=True)


class ActionOut(serializers.Serializer):
    """Something that may be done next."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    note_required = serializers.BooleanField()


class ChecklistStepOut(serializers.Serializer):
    """A step of the service and whether it is done."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ChecklistItem.Kind.choices)
    part = serializers.CharField(allow_blank=True, help_text="几项一起做时，哪一项的")
    text = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    has_photo = serializers.BooleanField()


class ChangeOut(serializers.Serializer):
    """An extra that was asked for."""

    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    reason = serializers.CharField(allow_blank=True)
    yuan = serializers.CharField()
    state = serializers.CharField()


class BookingOut(serializers.Serializer):
    """An order in a list."""

    number = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    service_type = serializers.CharField()
    provider = serializers.CharField()
    worker = serializers.CharField(allow_blank=True, help_text="几个人去的，这是带队的")
    workers = serializers.ListField(child=serializers.CharField())
    hands = serializers.IntegerField()
    state = serializers.ChoiceField(choices=BookingState.choices)
    state_name = serializers.CharField()
    channel = serializers.CharField()
    starts_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    district = serializers.CharField()
    total_yuan = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ObjectionOut(serializers.Serializer):
    """What the family objected to on the job, and what was said to it."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class DueOut(serializers.Serializer):
    """Who owes whom how much for what."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Due.KINDS)
    payer = serializers.CharField()
    payee = serializers.CharField()
    yuan = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    waivable = serializers.BooleanField(help_text="还能免收")


class BookingFullOut(BookingOut):
    """One order, with what may be done next."""

    address = serializers.CharField(allow_blank=True)
    contact = serializers.CharField()
    needs = serializers.CharField(allow_blank=True)
    preferences = serializers.DictField(child=serializers.CharField(), help_text="下单时家里写的宠物、过敏、忌口、设备")
    code = serializers.CharField(allow_blank=True, help_text="签到码，只给下单的人看")
    end_code = serializers.CharField(allow_blank=True, help_text="完工码，做完以后才有，只给下单的人看")
    quote = QuoteOut(allow_null=True)
    checklist = ChecklistStepOut(many=True)
    services = ServiceOut(many=True, help_text="几项一起做的，一项一行；只做一项的不写")
    answers = serializers.DictField(child=serializers.IntegerField())
    placed_at = serializers.DateTimeField(allow_null=True, help_text="家里接受报价")
    accepted_at = serializers.DateTimeField(allow_null=True, help_text="服务方确认")
    changes = ChangeOut(many=True)
    objections = ObjectionOut(many=True)
    alternatives = serializers.ListField(child=serializers.DateTimeField(), help_text="家里写的另外几个时间")
    dues = DueOut(many=True)
    cancel_fee_yuan = serializers.CharField(allow_null=True)
    actions = ActionOut(many=True)


class BookingListOut(serializers.Serializer):
    """A page of orders, the latest first."""

    count = serializers.IntegerField()
    items = BookingOut(many=True)
    next = serializers.CharField(allow_null=True)
