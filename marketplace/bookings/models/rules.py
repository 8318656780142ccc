"""What staff set for a service: how it is booked, and what moving and cancelling cost (X-BK-03, X-BK-06)."""

from django.db import models
from django.db.models import F, Q

from core.models import SharedRows, everybodys
from core.money import WHOLE

MOST_HANDS = 6


class Policy(models.Model):
    """Rules for cancelling and moving, as windows. An order keeps a copy of them as they were when it was placed (`Booking.terms`)."""

    access_resource = "booking_rule"

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    summary = models.CharField("一句话", max_length=200)
    grace_minutes = models.PositiveSmallIntegerField("下单后几分钟内免费", default=0)
    free_until_assigned = models.BooleanField("没派人前免费", default=False)
    late_minutes = models.PositiveSmallIntegerField("迟到几分钟后免费取消", default=15)
    wait_minutes = models.PositiveSmallIntegerField("家里没人要等几分钟", default=30)
    first = models.BooleanField("没有另定的服务用它", default=False)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "取消和改期规则"
        verbose_name_plural = "取消和改期规则"
        constraints = [models.UniqueConstraint(fields=["first"], condition=Q(first=True), name="bookings_one_first_policy")]

    def __str__(self) -> str:
        return self.name

    access_scopes = everybodys


class PolicyWindow(models.Model):
    """Who asks for what, with less than so many minutes left, pays so much. The narrowest window that fits holds."""

    BY = [("customer", "家庭"), ("provider", "服务方")]
    ACTIONS = [("cancel", "取消"), ("move", "改时间"), ("miss", "没到场")]
    KINDS = [("none", "不收"), ("fixed", "定额"), ("hours", "按小时价"), ("share", "按总价的比例"), ("both", "要双方同意")]
    PAYEES = [("worker", "服务人员"), ("customer", "家庭"), ("platform", "平台")]

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="windows")
    by = models.CharField("谁提出", max_length=8, choices=BY)
    action = models.CharField("做什么", max_length=6, choices=ACTIONS)
    within_minutes = models.PositiveIntegerField("离上门不到几分钟")
    kind = models.CharField("怎么收", max_length=6, choices=KINDS)
    amount = models.BigIntegerField("数", default=0, help_text="定额写分，按小时价写分钟，按比例写万分之几。")
    payee = models.CharField("归谁", max_length=8, choices=PAYEES, default="worker")

    class Meta:
        verbose_name = "一档"
        verbose_name_plural = "一档"
        constraints = [
            models.UniqueConstraint(fields=["policy", "by", "action", "within_minutes"], name="bookings_window_once"),
            models.CheckConstraint(condition=Q(amount__gte=0) & (~Q(kind="share") | Q(amount__lte=WHOLE)), name="bookings_window_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.by} {self.action} <{self.within_minutes}"


class ServiceRule(models.Model):
    """How a service type is booked; one without a row has the defaults of `availability.rules.Rule`."""

    access_resource = "booking_rule"

    service_type = models.OneToOneField("catalog.ServiceType", verbose_name="服务项目", on_delete=models.CASCADE, related_name="booking_rule")
    minutes = models.PositiveSmallIntegerField("一般几分钟", default=120)
    least_minutes = models.PositiveSmallIntegerField("最少几分钟", default=60)
    most_minutes = models.PositiveSmallIntegerField("最多几分钟", default=480)
    before_minutes = models.PositiveSmallIntegerField("前面留几分钟", default=0)
    after_minutes = models.PositiveSmallIntegerField("后面留几分钟", default=15)
    interval_minutes = models.PositiveSmallIntegerField("每隔几分钟一个时段", default=30)
    notice_minutes = models.PositiveIntegerField("最少提前几分钟", default=120)
    horizon_days = models.PositiveSmallIntegerField("最多约到几天后", default=30)
    unit_minutes = models.PositiveSmallIntegerField("一个计价单位做几分钟", default=0, help_text="按平方米、台、套计价的填；按小时的不用填。")
    complexity = models.PositiveIntegerField("难度系数（万分之几）", default=WHOLE)
    night_share = models.PositiveIntegerField("夜间加价（万分之几）", default=0)
    holiday_share = models.PositiveIntegerField("节假日加价（万分之几）", default=0)
    instant = models.BooleanField("下单就定", default=True)
    answer_minutes = models.PositiveIntegerField("服务方几分钟内答复", default=240)
    policy = models.ForeignKey(Policy, verbose_name="取消和改期", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hands = models.PositiveSmallIntegerField("几个人上门", default=1)
    most_hands = models.PositiveSmallIntegerField("最多几个人", default=1)
    stretch_minutes = models.PositiveSmallIntegerField("一个人做到几分钟就加人", default=0, help_text="0 就是不加人。")
    efforts = models.JSONField("按什么算工时", default=list, blank=True, help_text="一项一行：问什么、每多少、几分钟、最少、最多、没填算多少。")

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "预约规则"
        verbose_name_plural = "预约规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(least_minutes__gte=15, least_minutes__lte=F("minutes"), minutes__lte=F("most_minutes"), most_minutes__lte=1440),
                name="bookings_rule_minutes",
            ),
            models.CheckConstraint(condition=Q(interval_minutes__in=[10, 15, 20, 30, 60]), name="bookings_rule_interval"),
            models.CheckConstraint(condition=Q(hands__gte=1, hands__lte=F("most_hands"), most_hands__lte=MOST_HANDS), name="bookings_rule_hands"),
            models.CheckConstraint(condition=Q(before_minutes__lte=240, after_minutes__lte=240, horizon_days__lte=365), name="bookings_rule_edges"),
        ]

    def __str__(self) -> str:
        return self.service_type.name

    access_scopes = everybodys
