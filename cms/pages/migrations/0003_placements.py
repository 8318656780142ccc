"""What editors put onto pages for a time: announcements, banners, adverts, and clicks by day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.drawings


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalogue"),
        ("core", "0004_regions_and_holidays"),
        ("media", "0002_owners"),
        ("pages", "0002_related_triggers"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slot",
                    models.CharField(
                        choices=[
                            ("strip", "所有页面的页顶"),
                            ("front", "首页首屏下面"),
                            ("home", "首页末尾"),
                            ("board", "供求信息列表"),
                            ("category", "分类页"),
                            ("article", "新闻页末尾"),
                        ],
                        max_length=20,
                        verbose_name="位置",
                    ),
                ),
                ("title", models.CharField(max_length=40, verbose_name="标题")),
                ("text", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("tone", models.CharField(choices=[("info", "一般"), ("warn", "要留意")], default="info", max_length=10, verbose_name="语气")),
                (
                    "drawing",
                    models.CharField(blank=True, choices=core.drawings.scenes, help_text="没有图片时用一张站里的插画。", max_length=20, verbose_name="插画"),
                ),
                ("alt", models.CharField(blank=True, help_text="说给看不见图的人听：画面里有什么。", max_length=120, verbose_name="画面说明")),
                ("link_url", models.CharField(blank=True, help_text="站内的以 / 开头，站外的写完整网址。", max_length=500, verbose_name="链到网址")),
                ("link_label", models.CharField(blank=True, help_text="空着就写“看详情”。", max_length=16, verbose_name="链接文字")),
                ("starts_at", models.DateTimeField(verbose_name="从什么时候起")),
                ("ends_at", models.DateTimeField(verbose_name="到什么时候止")),
                ("position", models.PositiveSmallIntegerField(default=0, help_text="小的在前。", verbose_name="次序")),
                ("advertiser", models.CharField(blank=True, max_length=60, verbose_name="广告主")),
                ("code", models.CharField(editable=False, max_length=12, null=True, unique=True, verbose_name="计数代码")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.category", verbose_name="只在这个分类"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.district", verbose_name="只在这个区"
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.siteimage", verbose_name="图片"
                    ),
                ),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "link_page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="链到站内页面",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="只在这个页面和它下面",
                    ),
                ),
            ],
            options={
                "verbose_name": "投放",
                "verbose_name_plural": "投放",
            },
        ),
        migrations.CreateModel(
            name="Advert",
            fields=[],
            options={
                "verbose_name": "广告",
                "verbose_name_plural": "广告",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("pages.placement",),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[],
            options={
                "verbose_name": "公告",
                "verbose_name_plural": "公告",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("pages.placement",),
        ),
        migrations.CreateModel(
            name="Banner",
            fields=[],
            options={
                "verbose_name": "首页横幅",
                "verbose_name_plural": "首页横幅",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("pages.placement",),
        ),
        migrations.CreateModel(
            name="PlacementDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("clicks", models.PositiveIntegerField(default=0, verbose_name="点击")),
                ("placement", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="days", to="pages.placement")),
            ],
            options={
                "verbose_name": "每日点击",
                "verbose_name_plural": "每日点击",
            },
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["ends_at"], name="pages_placement_end"),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="pages_placement_window"),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slot__in", ["home", "board", "category", "article"]),
                    models.Q(("category", None), ("code", None), ("district", None), ("page", None)),
                    _connector="OR",
                ),
                name="pages_only_adverts_have_targets",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("slot__in", ["home", "board", "category", "article"]), _negated=True),
                    models.Q(("code__isnull", False), models.Q(("advertiser", ""), _negated=True)),
                    _connector="OR",
                ),
                name="pages_adverts_say_whose",
            ),
        ),
        migrations.AddConstraint(
            model_name="placementday",
            constraint=models.UniqueConstraint(fields=("placement", "day"), name="pages_clicks_once_a_day"),
        ),
    ]
