import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.encryption
from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """Several hands and several services in one visit, add-ons, the process of a service, and the waiting list."""

    dependencies = [
        ("bookings", "0005_days_and_homes"),
        ("catalog", "0003_english_names"),
        ("core", "0005_english_names"),
        ("enterprises", "0004_agreements"),
        ("listings", "0003_rules_become_parameters"),
        ("workers", "0002_spot_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AddOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="加什么")),
                ("price_fen", models.BigIntegerField(verbose_name="加多少（分）")),
                ("minutes", models.PositiveSmallIntegerField(default=0, verbose_name="多做几分钟")),
                ("active", models.BooleanField(default=True, verbose_name="在卖")),
                ("created_at", models.DateTimeField(verbose_name="什么时候")),
            ],
            options={
                "verbose_name": "增值项目",
                "verbose_name_plural": "增值项目",
            },
        ),
        migrations.CreateModel(
            name="ProcessStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("step", "步骤"), ("evidence", "留证")], max_length=8, verbose_name="种类")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("text", models.CharField(max_length=120, verbose_name="做什么")),
            ],
            options={
                "verbose_name": "服务流程",
                "verbose_name_plural": "服务流程",
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_name", core.encryption.EncryptedTextField(verbose_name="联系人")),
                ("phone", core.encryption.EncryptedTextField(verbose_name="手机号")),
                ("address", core.encryption.EncryptedTextField(verbose_name="地址")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                ("lng", models.FloatField(blank=True, null=True, verbose_name="经度")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "在排队"), ("offered", "轮到了，等答复"), ("booked", "约上了"), ("left", "退出了"), ("over", "没等到")],
                        default="waiting",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("needs", models.CharField(blank=True, max_length=500, verbose_name="家里的情况")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="做几分钟")),
                ("hands", models.PositiveSmallIntegerField(default=1, verbose_name="几个人上门")),
                ("amount", models.PositiveIntegerField(default=1, verbose_name="多少")),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="家里多大")),
                ("first_day", models.DateField(verbose_name="从哪天")),
                ("last_day", models.DateField(verbose_name="到哪天")),
                ("from_minute", models.PositiveSmallIntegerField(verbose_name="从几点")),
                ("to_minute", models.PositiveSmallIntegerField(verbose_name="到几点")),
                ("joined_at", models.DateTimeField(verbose_name="什么时候来排的")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候不排了")),
            ],
            options={
                "verbose_name": "排队",
                "verbose_name_plural": "排队",
            },
        ),
        migrations.CreateModel(
            name="WaitingOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="什么时候上门")),
                ("offered_at", models.DateTimeField(verbose_name="什么时候轮到")),
                ("until", models.DateTimeField(verbose_name="留到")),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("", "等答复"), ("booked", "约上了"), ("declined", "没要"), ("lapsed", "没回")],
                        default="",
                        max_length=8,
                        verbose_name="后来",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候答复")),
            ],
            options={
                "verbose_name": "轮到的时间",
                "verbose_name_plural": "轮到的时间",
            },
        ),
        migrations.RemoveConstraint(
            model_name="booking",
            name="bookings_one_hold_each",
        ),
        migrations.AddField(
            model_name="booking",
            name="answers",
            field=models.JSONField(blank=True, default=dict, verbose_name="家里多大"),
        ),
        migrations.AddField(
            model_name="booking",
            name="hands",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="几个人上门"),
        ),
        migrations.AddField(
            model_name="booking",
            name="offered",
            field=models.BooleanField(default=False, verbose_name="排队轮到的"),
        ),
        migrations.AddField(
            model_name="booking",
            name="parts",
            field=models.JSONField(blank=True, default=list, verbose_name="几项一起做"),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="kind",
            field=models.CharField(choices=[("step", "步骤"), ("check", "清单"), ("evidence", "留证")], default="check", max_length=8, verbose_name="种类"),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="part",
            field=models.CharField(blank=True, default="", max_length=30, verbose_name="哪一项服务"),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="photo",
            field=models.UUIDField(blank=True, null=True, verbose_name="照片"),
        ),
        migrations.AddField(
            model_name="servicerule",
            name="efforts",
            field=models.JSONField(
                blank=True, default=list, help_text="一项一行：问什么、每多少、几分钟、最少、最多、没填算多少。", verbose_name="按什么算工时"
            ),
        ),
        migrations.AddField(
            model_name="servicerule",
            name="hands",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="几个人上门"),
        ),
        migrations.AddField(
            model_name="servicerule",
            name="most_hands",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="最多几个人"),
        ),
        migrations.AddField(
            model_name="servicerule",
            name="stretch_minutes",
            field=models.PositiveSmallIntegerField(default=0, help_text="0 就是不加人。", verbose_name="一个人做到几分钟就加人"),
        ),
        migrations.AddField(
            model_name="visit",
            name="leader",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workers.worker", verbose_name="谁带队"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(condition=models.Q(("hands__gte", 1), ("hands__lte", 6)), name="bookings_hands"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(condition=models.Q(("offered", False), ("state", "held")), fields=("customer",), name="bookings_one_hold_each"),
        ),
        migrations.AddConstraint(
            model_name="servicerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("hands__gte", 1), ("hands__lte", models.F("most_hands")), ("most_hands__lte", 6)), name="bookings_rule_hands"
            ),
        ),
        migrations.AddField(
            model_name="addon",
            name="listing",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="addons", to="listings.listing", verbose_name="服务"),
        ),
        migrations.AddField(
            model_name="processstep",
            name="service_type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="process_steps",
                to="catalog.servicetype",
                verbose_name="服务项目",
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="customer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="waiting", to=settings.AUTH_USER_MODEL, verbose_name="谁在排"),
        ),
        migrations.AddField(
            model_name="waiting",
            name="district",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.district", verbose_name="区"),
        ),
        migrations.AddField(
            model_name="waiting",
            name="listing",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="waiting", to="listings.listing", verbose_name="只等哪一条"
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="service_type",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.servicetype", verbose_name="服务项目"),
        ),
        migrations.AddField(
            model_name="waitingoffer",
            name="booking",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="offer", to="bookings.booking", verbose_name="留的时间"),
        ),
        migrations.AddField(
            model_name="waitingoffer",
            name="listing",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.listing", verbose_name="哪一条"),
        ),
        migrations.AddField(
            model_name="waitingoffer",
            name="waiting",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="bookings.waiting"),
        ),
        migrations.AddConstraint(
            model_name="addon",
            constraint=models.UniqueConstraint(condition=models.Q(("active", True)), fields=("listing", "name"), name="bookings_addon_once"),
        ),
        migrations.AddConstraint(
            model_name="addon",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__lte", 480), ("price_fen__gt", 0), ("price_fen__lte", 10000000)), name="bookings_addon_sums"
            ),
        ),
        migrations.AddConstraint(
            model_name="processstep",
            constraint=models.UniqueConstraint(fields=("service_type", "kind", "position"), name="bookings_process_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="processstep",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="bookings_process_says_something"),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["service_type", "id"], name="bookings_line"),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(fields=["customer", "-id"], name="bookings_waits_of"),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_day__lte", models.F("last_day")), ("from_minute__lt", models.F("to_minute")), ("to_minute__lte", 1440)),
                name="bookings_wait_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(condition=models.Q(("hands__gte", 1), ("hands__lte", 6), ("minutes__lte", 1440)), name="bookings_wait_for"),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "offered"])),
                fields=("customer", "service_type", "listing"),
                name="bookings_in_line_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="waitingoffer",
            constraint=models.UniqueConstraint(fields=("waiting", "listing", "starts_at"), name="bookings_offered_once"),
        ),
        migrations.AddConstraint(
            model_name="waitingoffer",
            constraint=models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("waiting",), name="bookings_one_open_offer"),
        ),
        migrations.AddConstraint(
            model_name="waitingoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None)), models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)), _connector="OR"
                ),
                name="bookings_offer_ended",
            ),
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="哪里不对")),
                ("at", models.DateTimeField(verbose_name="什么时候说的")),
                ("answer", models.CharField(blank=True, default="", max_length=300, verbose_name="怎么办的")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候答复")),
                ("answered_by", models.BigIntegerField(blank=True, null=True, verbose_name="谁答复的")),
                ("booking", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="bookings.booking")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁说的")),
            ],
            options={
                "verbose_name": "现场意见",
                "verbose_name_plural": "现场意见",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="bookings_objection_says_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="bookings_objection_answered",
                    ),
                    models.UniqueConstraint(condition=models.Q(("answered_at", None)), fields=("booking",), name="bookings_one_open_objection"),
                ],
            },
        ),
        run_sql(__file__),
    ]
