"""Storefronts, their state, flyers and the days on which these were scanned."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0001_enterprises"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="StorefrontIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "企业页面总目录",
                "verbose_name_plural": "企业页面总目录",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Flyer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="短码")),
                ("campaign", models.CharField(blank=True, max_length=30, verbose_name="用在哪儿")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="flyers", to="enterprises.enterprise", verbose_name="企业"),
                ),
            ],
            options={
                "verbose_name": "宣传单",
                "verbose_name_plural": "宣传单",
            },
        ),
        migrations.CreateModel(
            name="FlyerDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("scans", models.PositiveIntegerField(default=0, verbose_name="扫码次数")),
                ("flyer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="days", to="storefronts.flyer")),
            ],
            options={
                "verbose_name": "扫码统计",
                "verbose_name_plural": "扫码统计",
            },
        ),
        migrations.CreateModel(
            name="StorefrontPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("body", core.fields.StreamField(blank=True, verbose_name="栏目")),
                (
                    "enterprise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="storefront_page", to="enterprises.enterprise", verbose_name="企业"
                    ),
                ),
            ],
            options={
                "verbose_name": "企业页面",
                "verbose_name_plural": "企业页面",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Storefront",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "已上线"), ("editing", "正在改"), ("submitted", "等审核"), ("returned", "退回了"), ("scheduled", "等着上线")],
                        default="published",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("revision_id", models.BigIntegerField(null=True, verbose_name="交审的版本")),
                ("go_live_at", models.DateTimeField(null=True, verbose_name="什么时候上线")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="交审时间")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="storefront", to="storefronts.storefrontpage", verbose_name="页面"
                    ),
                ),
            ],
            options={
                "verbose_name": "企业页面",
                "verbose_name_plural": "企业页面",
            },
        ),
        migrations.AddConstraint(
            model_name="flyer",
            constraint=models.UniqueConstraint(fields=("enterprise", "campaign"), name="storefronts_campaign_once"),
        ),
        migrations.AddConstraint(
            model_name="flyerday",
            constraint=models.UniqueConstraint(fields=("flyer", "day"), name="storefronts_scans_once_a_day"),
        ),
        migrations.AddIndex(
            model_name="storefront",
            index=models.Index(fields=["state", "submitted_at"], name="storefronts_queue"),
        ),
        migrations.AddIndex(
            model_name="storefront",
            index=models.Index(condition=models.Q(("state", "scheduled")), fields=["go_live_at"], name="storefronts_due"),
        ),
        migrations.AddConstraint(
            model_name="storefront",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state__in", ["submitted", "scheduled"]), _negated=True), ("revision_id__isnull", False), _connector="OR"),
                name="storefronts_version_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="storefront",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "scheduled"), _negated=True), ("go_live_at__isnull", False), _connector="OR"),
                name="storefronts_hour_when_scheduled",
            ),
        ),
    ]
