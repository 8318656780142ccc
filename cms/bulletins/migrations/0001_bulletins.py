"""Notices on the board."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0004_regions_and_holidays"),
        ("enterprises", "0004_agreements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("official", models.BooleanField(default=False, verbose_name="网络中心发布")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service", "便民服务"),
                            ("activity", "活动通知"),
                            ("reminder", "提醒"),
                            ("lost_found", "寻物招领"),
                            ("mutual_help", "邻里互助"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("text", models.TextField(blank=True, max_length=3000, verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("pending", "待审核"),
                            ("returned", "退回修改"),
                            ("published", "已发布"),
                            ("expired", "已过期"),
                            ("closed", "已结束"),
                            ("hidden", "已撤下"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="有效期到")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="写的人"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.district", verbose_name="哪个区"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise", verbose_name="企业"
                    ),
                ),
            ],
            options={
                "verbose_name": "公告",
                "verbose_name_plural": "便民公告",
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("published_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("state", "published")),
                        name="bulletins_newest",
                    ),
                    models.Index(models.F("author"), models.OrderBy(models.F("id"), descending=True), name="bulletins_of_author"),
                    models.Index(models.F("enterprise"), models.OrderBy(models.F("id"), descending=True), name="bulletins_of_enterprise"),
                    models.Index(condition=models.Q(("state", "published")), fields=["expires_at"], name="bulletins_expiry"),
                    models.Index(condition=models.Q(("state", "pending")), fields=["changed_at", "id"], name="bulletins_queue"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "closed"]),
                            models.Q(("expires_at__isnull", False), models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="bulletins_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "published"), _negated=True), ("published_at__isnull", False), _connector="OR"),
                        name="bulletins_published_has_date",
                    ),
                    models.CheckConstraint(condition=models.Q(("official", False), ("enterprise", None), _connector="OR"), name="bulletins_one_sender"),
                ],
            },
        ),
    ]
