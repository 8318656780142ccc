"""Workers, what they can do, their calendars and papers."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.encryption


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0003_english_names"),
        ("core", "0005_english_names"),
        ("enterprises", "0004_agreements"),
        ("media", "0002_owners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="名称")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("identity", "身份"),
                            ("background", "背景"),
                            ("experience", "经历"),
                            ("health", "健康"),
                            ("conduct", "品行"),
                            ("training", "培训"),
                            ("skill", "技能证书"),
                            ("insurance", "保险"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="一般几个月有效")),
                ("needed_to_work", models.BooleanField(default=False, verbose_name="没有就不能派工")),
                ("public", models.BooleanField(default=True, verbose_name="家庭看得到")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("service_types", models.ManyToManyField(blank=True, related_name="needed_papers", to="catalog.servicetype", verbose_name="哪些服务要有")),
            ],
            options={
                "verbose_name": "证件种类",
                "verbose_name_plural": "证件种类",
            },
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填写中"),
                            ("pending", "待审核"),
                            ("returned", "退回补充"),
                            ("approved", "已通过"),
                            ("suspended", "暂停接单"),
                            ("blocked", "已拉黑"),
                            ("appealed", "申诉中"),
                            ("left", "已离开"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("online", models.BooleanField(default=False, verbose_name="接单中")),
                ("code", models.CharField(editable=False, max_length=16, unique=True, verbose_name="安心码")),
                ("code_open", models.BooleanField(default=False, verbose_name="同意扫码看到详情")),
                ("phone", core.encryption.EncryptedTextField(blank=True, verbose_name="手机号")),
                ("phone_index", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", models.CharField(max_length=30, verbose_name="姓名")),
                ("called", models.CharField(help_text="家庭看到的叫法，比如「王阿姨」。", max_length=20, verbose_name="称呼")),
                ("gender", models.CharField(blank=True, choices=[("female", "女"), ("male", "男")], max_length=6, verbose_name="性别")),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="出生年份")),
                ("id_number", core.encryption.EncryptedTextField(blank=True, verbose_name="身份证号")),
                ("id_index", models.CharField(blank=True, editable=False, max_length=64)),
                ("hometown", models.CharField(blank=True, max_length=20, verbose_name="籍贯")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name="会说的话"
                    ),
                ),
                ("experience_years", models.PositiveSmallIntegerField(default=0, verbose_name="从业几年")),
                ("intro", models.TextField(blank=True, max_length=800, verbose_name="自我介绍")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="出发点纬度")),
                ("lng", models.FloatField(blank=True, null=True, verbose_name="出发点经度")),
                (
                    "travel",
                    models.CharField(
                        choices=[("foot", "步行"), ("bicycle", "电动车"), ("transit", "公交地铁"), ("car", "开车")],
                        default="transit",
                        max_length=8,
                        verbose_name="出行方式",
                    ),
                ),
                ("range_km", models.PositiveSmallIntegerField(default=15, verbose_name="最远去几公里")),
                ("daily_visits", models.PositiveSmallIntegerField(default=4, verbose_name="一天最多几单")),
                ("rests_on_holidays", models.BooleanField(default=True, verbose_name="法定节假日休息")),
                ("lives_in", models.BooleanField(default=False, verbose_name="可以住家")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="建档人"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.district", verbose_name="住在哪个区"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workers",
                        to="enterprises.enterprise",
                        verbose_name="所属企业",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.siteimage", verbose_name="照片"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worker",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务人员",
                "verbose_name_plural": "服务人员",
            },
        ),
        migrations.CreateModel(
            name="WeeklyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "星期一"), (1, "星期二"), (2, "星期三"), (3, "星期四"), (4, "星期五"), (5, "星期六"), (6, "星期日")], verbose_name="星期"
                    ),
                ),
                ("starts_minute", models.PositiveSmallIntegerField(verbose_name="从")),
                ("ends_minute", models.PositiveSmallIntegerField(verbose_name="到")),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="weekly_hours", to="workers.worker")),
            ],
            options={
                "verbose_name": "每周工作时间",
                "verbose_name_plural": "每周工作时间",
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("years", models.PositiveSmallIntegerField(default=0, verbose_name="做了几年")),
                (
                    "service_type",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.servicetype", verbose_name="服务项目"),
                ),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="workers.worker")),
            ],
            options={
                "verbose_name": "会做的服务",
                "verbose_name_plural": "会做的服务",
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待核验"), ("verified", "已核验"), ("refused", "不认可")], default="pending", max_length=8, verbose_name="核验"
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=20, verbose_name="等级")),
                ("issuer", models.CharField(blank=True, max_length=60, verbose_name="发证单位")),
                ("number", core.encryption.EncryptedTextField(blank=True, verbose_name="编号")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="有效期从")),
                ("ends_on", models.DateField(blank=True, help_text="这一天还有效。空着就是长期。", null=True, verbose_name="有效期到")),
                ("files", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None, verbose_name="附件")),
                ("finding", models.CharField(blank=True, max_length=200, verbose_name="核验结果")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="核验时间")),
                (
                    "reminded",
                    models.PositiveSmallIntegerField(blank=True, help_text="最近一次提醒是到期前多少天的那一次。", null=True, verbose_name="提醒到第几天"),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="核验人"
                    ),
                ),
                ("kind", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workers.paperkind", verbose_name="种类")),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="workers.worker")),
            ],
            options={
                "verbose_name": "证件",
                "verbose_name_plural": "证件",
            },
        ),
        migrations.CreateModel(
            name="CalendarException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="时间")),
                ("free", models.BooleanField(default=False, verbose_name="加开")),
                ("reason", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="calendar_exceptions", to="workers.worker")),
            ],
            options={
                "verbose_name": "临时安排",
                "verbose_name_plural": "临时安排",
            },
        ),
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(fields=["enterprise", "state", "id"], name="workers_of_enterprise"),
        ),
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(condition=models.Q(("state__in", ["pending", "appealed"])), fields=["changed_at", "id"], name="workers_queue"),
        ),
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(
                condition=models.Q(("user", None), models.Q(("phone_index", ""), _negated=True)), fields=["phone_index"], name="workers_unclaimed"
            ),
        ),
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(models.F("lat"), models.F("lng"), condition=models.Q(("online", True)), name="workers_on_line_around"),
        ),
        migrations.AddConstraint(
            model_name="worker",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("id_index", ""), _negated=True), models.Q(("state", "left"), _negated=True)),
                fields=("id_index",),
                name="workers_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="worker",
            constraint=models.CheckConstraint(
                condition=models.Q(("online", False), ("state", "approved"), _connector="OR"), name="workers_on_line_is_approved"
            ),
        ),
        migrations.AddConstraint(
            model_name="worker",
            constraint=models.CheckConstraint(
                condition=models.Q(("daily_visits__gte", 1), ("daily_visits__lte", 24), ("range_km__gte", 1), ("range_km__lte", 200)), name="workers_numbers"
            ),
        ),
        migrations.AddConstraint(
            model_name="worker",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("lat", None), ("lng", None)), models.Q(("lat__range", (-90, 90)), ("lng__range", (-180, 180))), _connector="OR"),
                name="workers_on_the_globe",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklyhours",
            constraint=models.UniqueConstraint(fields=("worker", "weekday", "starts_minute"), name="workers_hours_once"),
        ),
        migrations.AddConstraint(
            model_name="weeklyhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_minute__lte", 1440), ("starts_minute__lt", models.F("ends_minute")), ("weekday__lte", 6)),
                name="workers_hours_in_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="skill",
            index=models.Index(fields=["service_type", "worker"], name="workers_skilled_in"),
        ),
        migrations.AddConstraint(
            model_name="skill",
            constraint=models.UniqueConstraint(fields=("worker", "service_type"), name="workers_skill_once"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["worker", "kind", "-id"], name="workers_papers_of"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(condition=models.Q(("ends_on__isnull", False), ("state", "verified")), fields=["ends_on", "id"], name="workers_papers_ending"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["created_at", "id"], name="workers_papers_queue"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on", None), ("ends_on", None), ("starts_on__lte", models.F("ends_on")), _connector="OR"), name="workers_paper_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("state", "pending")),
                    models.Q(models.Q(("state", "pending"), _negated=True), ("reviewed_at__isnull", False)),
                    _connector="OR",
                ),
                name="workers_paper_reviewed",
            ),
        ),
        migrations.AddIndex(
            model_name="calendarexception",
            index=django.contrib.postgres.indexes.GistIndex(
                models.Func(models.F("worker_id"), models.F("worker_id"), models.Value("[]"), function="int8range"),
                models.F("period"),
                name="workers_exceptions_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__endswith__isnull", False), ("period__isempty", False), ("period__startswith__isnull", False)),
                name="workers_exception_is_bounded",
            ),
        ),
    ]
